#include "relay/InFlightWindow.h"

#include <algorithm>

namespace crosslive {

namespace {
constexpr double kFlatMs = 20;         // a round trip that is so little above the shortest is as good as flat
constexpr double kShrinkPerMs = 0.005;  // of the window, for each ms above that
constexpr double kLeastShare = 0.1;
constexpr double kBitsPerByte = 8;
constexpr double kMsPerSecond = 1'000;
}  // namespace

void InFlightWindow::observe(double roundTripMs, double leastRoundTripMs, int64_t deliveryBps, InFlightShape shape) {
  const double growthMs = std::max(0.0, roundTripMs - leastRoundTripMs);
  const double open = kLeastInFlightBytes + shape.roundTrips * leastRoundTripMs / kMsPerSecond * static_cast<double>(deliveryBps) / kBitsPerByte;
  const double share = std::clamp(1 - kShrinkPerMs * (growthMs - kFlatMs), kLeastShare, 1.0);
  capBytes_ = static_cast<int64_t>(std::min(open * share, static_cast<double>(kMostInFlightBytes)));
}

}  // namespace crosslive
