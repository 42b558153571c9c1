#pragma once

#include <cstdint>
#include <deque>

namespace crosslive {

/// How many bytes may have been written to a TCP connection and not be acknowledged: what `InFlightWindow` of CrossLive.Domain says, whose rule (`InFlightShape.Careful`) was tried on the
/// traces of loadtests/media. What is on its way cannot be taken back: when a link falls from megabits to a packet every 40 ms, sound waits behind it. It is a share of what the worst of the
/// last three spans delivered, of a fast link a larger one, and a few packets; less as soon as the round trip grows. Three things differ, for links and streams that the traces have not:
/// - The rule was made for 40 ms there and back. Over a longer way all bytes are as many times more, and a span is a round trip at least.
/// - 21 packets are its limit, 6 Mbit/s. Where more is delivered, so is what may be on its way: a round trip and a quarter of it.
/// - A span in which less was sent than might have been says nothing of the link. It does not count while another one of the last three seconds does: a still picture would make the window
///   so small that its next keyframe waits.
class DeliveryWindow {
 public:
  /// So much may be on its way over a short way whatever was delivered: three packets, which find out when a link has become faster.
  static constexpr int64_t kLeastBytes = 4'344;
  /// The newest figures. `isLimited`: since the last ones something waited to be written all the time. Times must not fall.
  void observe(int64_t nowMs, int64_t ackedBytes, double roundTripMs, double leastRoundTripMs, bool isLimited);
  int64_t capBytes() const { return capBytes_; }

 private:
  struct Look {
    int64_t atMs;
    int64_t sinceMs;
    int64_t bytes;
    bool isLimited;
  };
  void look(int64_t nowMs, int64_t ackedBytes, bool isLimited, double spanMs);
  std::deque<Look> looks_;
  int64_t ackedBytes_ = -1;
  int64_t lookedAtMs_ = -1;
  double worstBytes_ = 0;
  int64_t worstAtMs_ = 0;
  int64_t capBytes_ = kLeastBytes;
};

}  // namespace crosslive
