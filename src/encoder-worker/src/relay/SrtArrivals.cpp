#include "relay/SrtArrivals.h"

#include <algorithm>

namespace crosslive {

namespace {
// A round trip that is no longer than this above the shortest: nothing waits in a queue, what is not acknowledged waits for a lost packet that comes before it.
constexpr double kFlatMs = 60;
// A receiver acknowledges every 10 ms, and it is asked every few.
constexpr double kAckMs = 20;
// The receiver says what is missing about twice in a round trip.
constexpr int64_t kHeardWithinMs = 200;
constexpr double kHeardRoundTrips = 2;
constexpr int64_t kHolesForMs = 2'000;
// Older looks say nothing: a receiver that is silent for so long is gone.
constexpr int64_t kMostLooksMs = 5'000;
}  // namespace

void SrtArrivals::observe(const SrtLook& look) {
  if (look.acks != acks_ || look.reports != reports_) {
    heardAtMs_ = look.nowMs;
  }
  if (look.reports != reports_) {
    reportedAtMs_ = look.nowMs;
  }
  acks_ = look.acks;
  reports_ = look.reports;
  hasHoles_ = reports_ > 0 && look.nowMs - reportedAtMs_ <= kHolesForMs;

  const int64_t acked = look.sentBytes - std::min(look.queuedBytes, look.sentBytes);
  const auto throughUntilMs = look.nowMs - static_cast<int64_t>(look.roundTripMs + kAckMs);
  sent_.emplace_back(look.nowMs, look.sentBytes);
  while (sent_.size() > 1 && ((sent_[1].first <= throughUntilMs && sent_[1].second <= acked) || sent_.front().first < look.nowMs - kMostLooksMs)) {
    sent_.pop_front();
  }

  const auto oldest = std::find_if(sent_.begin(), sent_.end(), [&](const auto& at) { return at.second > acked; });
  oldestMs_ = oldest == sent_.end() ? 0 : look.nowMs - oldest->first;

  bytes_ = std::max(bytes_, acked);
  const bool isFlat = look.roundTripMs <= look.leastRoundTripMs + kFlatMs;
  const bool isHeard = static_cast<double>(look.nowMs - heardAtMs_) <= std::max<double>(kHeardWithinMs, kHeardRoundTrips * look.roundTripMs);
  if (hasHoles_ && isFlat && isHeard) {
    const auto after = std::find_if(sent_.begin(), sent_.end(), [&](const auto& at) { return at.first > throughUntilMs; });
    bytes_ = std::max(bytes_, after == sent_.begin() ? 0 : std::prev(after)->second);
  }
}

}  // namespace crosslive
