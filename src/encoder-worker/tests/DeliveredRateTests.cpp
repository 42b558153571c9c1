#include <doctest/doctest.h>

#include "relay/DeliveredRate.h"

namespace {

/// Looks every 10 ms, for so long, while so much is delivered.
void deliver(crosslive::DeliveredRate& rate, int64_t& nowMs, int64_t& bytes, int64_t forMs, int64_t bps) {
  for (const auto untilMs = nowMs + forMs; nowMs < untilMs; nowMs += 10) {
    bytes += bps / 8 / 100;
    rate.observe(nowMs, bytes);
  }
}

}  // namespace

TEST_CASE("a steady stream's rate is what it is") {
  crosslive::DeliveredRate rate;
  int64_t nowMs = 0, bytes = 0;
  deliver(rate, nowMs, bytes, 3'000, 2'400'000);
  CHECK(rate.bps() == 2'400'000);
}

TEST_CASE("one keyframe at ten megabits is no rate of ten megabits") {
  crosslive::DeliveredRate rate;
  int64_t nowMs = 0, bytes = 0;
  deliver(rate, nowMs, bytes, 3'000, 1'000'000);
  deliver(rate, nowMs, bytes, 50, 10'000'000);
  deliver(rate, nowMs, bytes, 500, 1'000'000);
  CHECK(rate.bps() >= 1'800'000);
  CHECK(rate.bps() <= 2'000'000);
}

TEST_CASE("a link that has become narrow is known two seconds later, one that has become wide at once") {
  crosslive::DeliveredRate rate;
  int64_t nowMs = 0, bytes = 0;
  deliver(rate, nowMs, bytes, 3'000, 3'000'000);
  deliver(rate, nowMs, bytes, 1'900, 250'000);
  CHECK(rate.bps() == 3'000'000);
  deliver(rate, nowMs, bytes, 700, 250'000);
  CHECK(rate.bps() <= 260'000);
  deliver(rate, nowMs, bytes, 600, 3'000'000);
  CHECK(rate.bps() == 3'000'000);
}

TEST_CASE("looks that follow within the same few milliseconds change nothing") {
  crosslive::DeliveredRate rate;
  CHECK(rate.observe(100, 0));
  CHECK_FALSE(rate.observe(101, 1'000'000));
  CHECK(rate.bps() == 0);
}
