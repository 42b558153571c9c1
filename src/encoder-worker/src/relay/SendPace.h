#pragma once

#include <cstdint>

namespace crosslive {

/// Spreads what is written to a socket: so many bytes a second, and after a pause no more at once than of 20 ms, or three packets. SRT stamps a packet when it is written and
/// the receiver waits for repeats from that time on, so what waits for its turn has to wait before the socket: within, it would use up the time that there is for a repeat.
class SendPace {
 public:
  explicit SendPace(int64_t bytesPerSecond) : bytesPerSecond_(bytesPerSecond) {}
  /// The rate from now on.
  void set(int64_t bytesPerSecond) { bytesPerSecond_ = bytesPerSecond; }
  /// Time goes on.
  void advance(int64_t nowMs);
  /// Whether a packet may be written now.
  bool mayWrite() const { return allowanceBytes_ > 0; }
  /// One was written.
  void note(int64_t bytes) { allowanceBytes_ -= bytes; }

 private:
  int64_t bytesPerSecond_;
  int64_t allowanceBytes_ = 0;
  int64_t atMs_ = 0;
};

}  // namespace crosslive
