#pragma once

#include <cstdint>

namespace crosslive {

/// How much may be on its way to a destination, as a rule for `InFlightWindow`.
struct InFlightShape {
  /// Of what is delivered in so many of the shortest round trips, all may be on its way.
  double roundTrips;
};

/// Where what has come is acknowledged: by TCP, and by SRT while no packets are lost.
inline constexpr InFlightShape kWholeInFlight{1.25};
/// Where packets are lost SRT acknowledges what comes before the first of them, and a hole is filled a round trip or two later.
inline constexpr InFlightShape kHolesInFlight{4.0};

/// So much may always be on its way: six packets.
inline constexpr int64_t kLeastInFlightBytes = 8'688;

/// And never more than this: 100 Mbit/s at 320 ms.
inline constexpr int64_t kMostInFlightBytes = 4 * 1024 * 1024;

/// Sound may go so far beyond it.
inline constexpr int64_t kSoundReserveBytes = 8'688;

/// How many bytes may have been written over SRT and not be acknowledged, and over TCP in a connection's first two seconds (then `DeliveryWindow`). What is on its way cannot be taken back: when a link falls from megabits to 250 kbit/s, sound waits
/// behind it. So it is what the link delivers in about a round trip and a few packets more, and less as soon as the round trip grows.
class InFlightWindow {
 public:
  /// The newest figures. `deliveryBps`: what the link was seen to deliver, in bits a second.
  void observe(double roundTripMs, double leastRoundTripMs, int64_t deliveryBps, InFlightShape shape);
  int64_t capBytes() const { return capBytes_; }

 private:
  int64_t capBytes_ = kLeastInFlightBytes;
};

}  // namespace crosslive
