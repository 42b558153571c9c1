#include <doctest/doctest.h>

#include "process/SupervisorWatch.h"

namespace {

/// Turns each 10 ms. When it was found silent, or -1.
int64_t silentAt(crosslive::SupervisorWatch& watch, int64_t fromMs, int64_t toMs) {
  for (int64_t nowMs = fromMs; nowMs <= toMs; nowMs += 10) {
    if (!watch.turn(nowMs)) {
      return nowMs;
    }
  }
  return -1;
}

}  // namespace

TEST_CASE("a supervisor that speaks in time lives, and one that stops is found when its time is over") {
  crosslive::SupervisorWatch watch;
  watch.begin(5'000);
  for (int64_t at = 0; at < 60'000; at += 4'990) {
    watch.hear();
    CHECK(silentAt(watch, at, at + 4'980) == -1);
  }
  watch.hear();
  CHECK(silentAt(watch, 64'870, 80'000) == 69'860);
}

TEST_CASE("where this process stood still itself, that is not held against its supervisor") {
  crosslive::SupervisorWatch watch;
  watch.begin(5'000);
  CHECK(watch.turn(0));
  for (int64_t at = 60'000; at <= 49 * 60'000; at += 60'000) {
    CHECK(watch.turn(at));
  }
  CHECK_FALSE(watch.turn(50 * 60'000));
}

TEST_CASE("a supervisor that was not told to speak may be silent") {
  crosslive::SupervisorWatch watch;
  CHECK(silentAt(watch, 0, 100'000) == -1);
}
