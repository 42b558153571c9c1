#pragma once

#include <cstdint>
#include <deque>
#include <utility>

namespace crosslive {

/// What a link was seen to deliver: the most of the last two seconds, over half a second each. The kernel's own figure keeps the best that it has ever seen while the stream is
/// all that is sent, one keyframe through a wide link: when the link falls, sound would wait behind a window made for that.
class DeliveredRate {
 public:
  /// The newest count of what has arrived. True where the rate is another one now.
  bool observe(int64_t nowMs, int64_t ackedBytes);
  /// In bits a second.
  int64_t bps() const { return bps_; }

 private:
  std::deque<std::pair<int64_t, int64_t>> acked_;
  int64_t bps_ = 0;
  int64_t atMs_ = 0;
};

}  // namespace crosslive
