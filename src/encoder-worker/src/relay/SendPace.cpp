#include "relay/SendPace.h"

#include <algorithm>

namespace crosslive {

namespace {
constexpr int64_t kMostSavedMs = 20;
constexpr int64_t kLeastSavedBytes = 3 * 1'316;
constexpr int64_t kMsPerSecond = 1'000;
}  // namespace

void SendPace::advance(int64_t nowMs) {
  const int64_t savedMs = std::clamp<int64_t>(nowMs - atMs_, 0, kMsPerSecond);
  const int64_t most = std::max(kLeastSavedBytes, bytesPerSecond_ * kMostSavedMs / kMsPerSecond);
  allowanceBytes_ = std::min(most, allowanceBytes_ + bytesPerSecond_ * savedMs / kMsPerSecond);
  atMs_ = nowMs;
}

}  // namespace crosslive
