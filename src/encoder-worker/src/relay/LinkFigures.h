#pragma once

#include <cstdint>
#include <string>

namespace crosslive {

/// Why a destination ended, or was not reached: a code that the supervisor knows, and a sentence.
struct Ending {
  const char* code;
  std::string detail;
};

/// What is known of a connection, by the kernel (TCP) or by SRT. Counters since it began.
struct LinkFigures {
  double roundTripMs = 0;
  double leastRoundTripMs = 0;
  int64_t ackedBytes = 0;
  int64_t inFlightPackets = 0;
  int64_t unsentBytes = 0;
  int64_t queuedBytes = 0;
  int64_t packets = 0;
  int64_t repeatedPackets = 0;
  int64_t windowPackets = 0;
  int64_t deliveryBps = 0;
  std::string congestionControl;
};

}  // namespace crosslive
