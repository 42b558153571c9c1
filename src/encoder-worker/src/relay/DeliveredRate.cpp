#include "relay/DeliveredRate.h"

#include <algorithm>

namespace crosslive {

namespace {
constexpr int64_t kOverMs = 500;
constexpr int64_t kKnownForMs = 2'000;
// Looks that follow sooner are passed over: 125 are kept at most.
constexpr int64_t kLookEveryMs = 4;
constexpr int64_t kBitsPerByte = 8;
constexpr int64_t kMsPerSecond = 1'000;
}  // namespace

bool DeliveredRate::observe(int64_t nowMs, int64_t ackedBytes) {
  if (!acked_.empty() && nowMs - acked_.back().first < kLookEveryMs) {
    return false;
  }
  while (!acked_.empty() && acked_.front().first < nowMs - kOverMs) {
    acked_.pop_front();
  }
  acked_.emplace_back(nowMs, ackedBytes);
  const int64_t overMs = std::max(kOverMs / 2, nowMs - acked_.front().first);
  const int64_t bps = (ackedBytes - acked_.front().second) * kBitsPerByte * kMsPerSecond / overMs;
  if (bps < bps_ && nowMs - atMs_ <= kKnownForMs) {
    return false;
  }
  bps_ = bps;
  atMs_ = nowMs;
  return true;
}

}  // namespace crosslive
