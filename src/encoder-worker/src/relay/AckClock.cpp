#include "relay/AckClock.h"

namespace crosslive {

namespace {
// A write each ms for four seconds.
constexpr size_t kMaxWrites = 4'096;
}  // namespace

void AckClock::wrote(int64_t nowMs, int64_t bytes) {
  if (!writes_.empty() && (writes_.back().first == nowMs || writes_.back().second >= bytes)) {
    writes_.back().second = bytes > writes_.back().second ? bytes : writes_.back().second;
    return;
  }
  if (writes_.size() == kMaxWrites) {
    writes_.pop_front();
  }
  writes_.emplace_back(nowMs, bytes);
}

void AckClock::acked(int64_t nowMs, int64_t bytes) {
  while (!writes_.empty() && writes_.front().second <= bytes) {
    roundTripMs_ = static_cast<double>(nowMs - writes_.front().first);
    writes_.pop_front();
  }
}

}  // namespace crosslive
