#include <doctest/doctest.h>

#include "relay/AckClock.h"

using crosslive::AckClock;

TEST_CASE("a round trip is from when the newest byte that is acknowledged was written") {
  AckClock clock;
  CHECK(clock.roundTripMs() == 0);
  clock.wrote(100, 1'000);
  clock.wrote(110, 2'000);
  clock.acked(140, 999);
  CHECK(clock.roundTripMs() == 0);
  clock.acked(145, 1'500);
  CHECK(clock.roundTripMs() == 45);
  clock.acked(400, 2'000);
  CHECK(clock.roundTripMs() == 290);
  clock.acked(900, 2'000);
  CHECK(clock.roundTripMs() == 290);
}

TEST_CASE("what is written within a millisecond, and a count that falls, are one write") {
  AckClock clock;
  clock.wrote(100, 1'000);
  clock.wrote(100, 2'000);
  clock.wrote(105, 1'900);
  clock.acked(150, 1'999);
  CHECK(clock.roundTripMs() == 0);
  clock.acked(160, 2'000);
  CHECK(clock.roundTripMs() == 60);
}

TEST_CASE("however much is written and never acknowledged, no more than so many writes are kept") {
  AckClock clock;
  for (int64_t i = 1; i <= 10'000; i++) {
    clock.wrote(i, i);
  }
  CHECK(clock.writes() == 4'096);
  clock.acked(10'001, 10'000);
  CHECK(clock.writes() == 0);
  CHECK(clock.roundTripMs() == 1);
}
