#include <doctest/doctest.h>

#include "relay/SrtArrivals.h"

namespace {

/// A connection of 40 ms that is looked at every 20: 2,000 bytes are written between two looks.
class Connection {
 public:
  /// Writes, and the receiver acknowledges up to `ackedBytes`; it is heard.
  void look(int64_t ackedBytes, bool hasReport = false) {
    atMs_ += 20;
    acks_++;
    reports_ += hasReport ? 1 : 0;
    arrivals.observe({atMs_, sentBytes_, sentBytes_ - ackedBytes, acks_, reports_, roundTripMs, 40});
    sentBytes_ += 2'000;
  }
  void silence() {
    atMs_ += 20;
    arrivals.observe({atMs_, sentBytes_, sentBytes_ - arrivals.bytes(), acks_, reports_, roundTripMs, 40});
  }
  int64_t sent() const { return sentBytes_; }
  crosslive::SrtArrivals arrivals;
  double roundTripMs = 40;

 private:
  int64_t atMs_ = 0, sentBytes_ = 0, acks_ = 0, reports_ = 0;
};

}  // namespace

TEST_CASE("while no packet is lost, what was acknowledged has come, and nothing else") {
  Connection link;
  for (int i = 0; i < 50; i++) {
    link.look(0);
  }
  CHECK(link.arrivals.bytes() == 0);
  link.look(30'000);
  CHECK(link.arrivals.bytes() == 30'000);
}

TEST_CASE("the oldest that was not acknowledged tells how long it has been on its way, before the smoothed round trip does") {
  Connection link;
  for (int i = 0; i < 50; i++) {
    link.look(std::max<int64_t>(0, link.sent() - 4'000));
    CHECK(link.arrivals.oldestMs() <= 40);
  }
  const auto acked = link.arrivals.bytes();
  for (int i = 0; i < 20; i++) {
    link.look(acked);
  }
  CHECK(link.arrivals.oldestMs() >= 400);
  CHECK(link.arrivals.oldestMs() <= 440);
  link.look(link.sent());
  CHECK(link.arrivals.oldestMs() == 0);
}

TEST_CASE("where packets are lost, what was sent a round trip ago has come while the receiver is heard and the round trip is short") {
  Connection link;
  for (int i = 0; i < 50; i++) {
    link.look(2'000, i % 10 == 0);
  }
  // 40 ms and 20 for the acknowledgement: three looks.
  CHECK(link.arrivals.bytes() == link.sent() - 2'000 - 3 * 2'000);
  CHECK(link.arrivals.hasHoles());
}

TEST_CASE("where packets are lost and the round trip has grown, only acknowledgements count") {
  Connection link;
  link.roundTripMs = 101;
  for (int i = 0; i < 50; i++) {
    link.look(2'000, i % 10 == 0);
  }
  CHECK(link.arrivals.bytes() == 2'000);
}

TEST_CASE("a receiver that is not heard any more has got nothing more") {
  Connection link;
  for (int i = 0; i < 50; i++) {
    link.look(2'000, true);
  }
  for (int i = 0; i < 10; i++) {
    link.silence();
  }
  const auto came = link.arrivals.bytes();
  for (int i = 0; i < 50; i++) {
    link.silence();
  }
  CHECK(link.arrivals.bytes() == came);
}

TEST_CASE("two seconds after the last report of a loss, acknowledgements say it all again") {
  Connection link;
  link.look(0, true);
  for (int i = 0; i < 100; i++) {
    CHECK(link.arrivals.hasHoles());
    link.look(link.arrivals.bytes());
  }
  link.look(link.arrivals.bytes());
  CHECK_FALSE(link.arrivals.hasHoles());
}
