#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>

namespace crosslive {

/// The newest round trip of a TCP connection, from when its bytes were written. The kernel's own figure is smoothed over eight acknowledgements: where a link falls to a packet every
/// 40 ms it follows after a third of a second.
class AckClock {
 public:
  /// So many bytes have been written since the connection began.
  void wrote(int64_t nowMs, int64_t bytes);
  /// So many of them are acknowledged.
  void acked(int64_t nowMs, int64_t bytes);
  /// In ms; 0 before the first.
  double roundTripMs() const { return roundTripMs_; }
  /// Writes that are remembered: 4,096 at most, then the oldest goes for one more.
  size_t writes() const { return writes_.size(); }

 private:
  std::deque<std::pair<int64_t, int64_t>> writes_;
  double roundTripMs_ = 0;
};

}  // namespace crosslive
