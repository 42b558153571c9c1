#pragma once

#include <cstdint>
#include <deque>
#include <utility>

namespace crosslive {

/// A look at an SRT connection: counters since it began, times in ms.
struct SrtLook {
  int64_t nowMs;
  /// What was written to the socket, and what of it the receiver has not acknowledged.
  int64_t sentBytes;
  int64_t queuedBytes;
  /// What came from the receiver: acknowledgements, and reports of lost packets.
  int64_t acks;
  int64_t reports;
  /// The round trip of now and the shortest, smoothed; before they are known what stands in for them.
  double roundTripMs;
  double leastRoundTripMs;
};

/// What has come at an SRT receiver, and for how long the oldest that has not has been on its way. SRT acknowledges only up to the first packet that is missing. So where
/// packets are lost, what was sent a round trip ago counts as having come, while the receiver is heard and the round trip is short: else each loss would look like a link that
/// stands still. Where none are, the acknowledgements say it all, and sooner than SRT's round trip, which follows over eight of them: a third of a second at 250 kbit/s.
class SrtArrivals {
 public:
  void observe(const SrtLook& look);
  /// So much has come. Never less than before.
  int64_t bytes() const { return bytes_; }
  /// For how long the oldest that was not acknowledged has been on its way, as far as looks tell (never too long); 0: nothing is.
  int64_t oldestMs() const { return oldestMs_; }
  /// Whether packets were reported lost lately, in the last 2 s.
  bool hasHoles() const { return hasHoles_; }

 private:
  // What had been sent at each look, from the newest of those that are through on.
  std::deque<std::pair<int64_t, int64_t>> sent_;
  int64_t bytes_ = 0;
  int64_t oldestMs_ = 0;
  bool hasHoles_ = false;
  int64_t acks_ = 0;
  int64_t reports_ = 0;
  int64_t heardAtMs_ = 0;
  int64_t reportedAtMs_ = 0;
};

}  // namespace crosslive
