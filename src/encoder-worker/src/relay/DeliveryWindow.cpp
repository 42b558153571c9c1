#include "relay/DeliveryWindow.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace crosslive {

namespace {
constexpr double kPacketBytes = 1'448;
constexpr size_t kSpans = 3;
constexpr double kSpanMs = 104;
// With the simulator's 0.535 and 3.4 packets real sound was on time in 0.994 of two minutes (AT&T, both ways), with 0.5 and 3 in 0.995: its frames come from an encoder in ones and twos.
constexpr double kShare = 0.48;
constexpr double kBend = 0.6;
constexpr double kBendAtBytes = 15'000;
constexpr double kMostPackets = 21;
// 21 packets are 6 Mbit/s over 40 ms. Where more is delivered, what is delivered in a round trip and a quarter may be on its way, so it can grow.
constexpr double kMostRoundTrips = 1.25;
constexpr double kFlatMs = 14;
constexpr double kShrinkPerMs = 0.0194;
constexpr double kLeastShrunk = 0.07;
constexpr double kMadeForMs = 40;
// Of a span something has to wait for so much of the time, for it to count.
constexpr double kLimitedShare = 0.8;
constexpr int64_t kKnownForMs = 3'000;
// A look each 2 ms for two thirds of a second; the oldest goes for one more.
constexpr size_t kMaxLooks = 1'024;
}  // namespace

void DeliveryWindow::observe(int64_t nowMs, int64_t ackedBytes, double roundTripMs, double leastRoundTripMs, bool isLimited) {
  const double times = std::max(1.0, leastRoundTripMs / kMadeForMs);
  look(nowMs, ackedBytes, isLimited, std::max(kSpanMs, leastRoundTripMs));
  const double share = kShare * worstBytes_;
  const double most = std::max(kMostPackets * kPacketBytes, kMostRoundTrips * worstBytes_ * kMadeForMs / kSpanMs);
  const double open = std::min(kLeastBytes + share * std::pow(share / kBendAtBytes, kBend), most) * times;
  const double growthMs = std::max(0.0, roundTripMs - leastRoundTripMs);
  capBytes_ = static_cast<int64_t>(open * std::clamp(1 - kShrinkPerMs * (growthMs - kFlatMs), kLeastShrunk, 1.0));
}

// What the worst span delivered, as of kSpanMs.
void DeliveryWindow::look(int64_t nowMs, int64_t ackedBytes, bool isLimited, double spanMs) {
  looks_.push_back({nowMs, lookedAtMs_ < 0 ? 0 : nowMs - lookedAtMs_, ackedBytes_ < 0 ? 0 : std::max<int64_t>(0, ackedBytes - ackedBytes_), isLimited});
  ackedBytes_ = ackedBytes;
  lookedAtMs_ = nowMs;
  while (looks_.size() > kMaxLooks || static_cast<double>(nowMs - looks_.front().atMs) >= spanMs * kSpans) {
    looks_.pop_front();
  }
  std::array<double, kSpans> bytes{}, limitedBytes{}, limitedMs{};
  for (const auto& each : looks_) {
    const size_t i = std::min(kSpans - 1, static_cast<size_t>(static_cast<double>(nowMs - each.atMs) / spanMs));
    bytes[i] += static_cast<double>(each.bytes);
    limitedBytes[i] += each.isLimited ? static_cast<double>(each.bytes) : 0;
    limitedMs[i] += each.isLimited ? static_cast<double>(each.sinceMs) : 0;
  }
  double worst = -1;
  for (size_t i = 0; i < kSpans; i++) {
    if (limitedMs[i] >= kLimitedShare * spanMs) {
      const double whole = limitedBytes[i] * spanMs / limitedMs[i];
      worst = worst < 0 ? whole : std::min(worst, whole);
    }
  }
  const double all = *std::min_element(bytes.begin(), bytes.end());
  if (worst >= 0 || all * kSpanMs / spanMs >= worstBytes_ || nowMs - worstAtMs_ > kKnownForMs) {
    worstBytes_ = (worst < 0 ? all : worst) * kSpanMs / spanMs;
    worstAtMs_ = worst >= 0 ? nowMs : worstAtMs_;
  }
}

}  // namespace crosslive
