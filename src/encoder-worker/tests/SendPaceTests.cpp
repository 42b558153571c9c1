#include <doctest/doctest.h>

#include "relay/SendPace.h"

namespace {

constexpr int64_t kPacketBytes = 1'316;

/// Writes packets as long as the pace lets it, a millisecond after the other.
int64_t written(crosslive::SendPace& pace, int64_t fromMs, int64_t toMs) {
  int64_t bytes = 0;
  for (int64_t nowMs = fromMs; nowMs <= toMs; nowMs++) {
    pace.advance(nowMs);
    while (pace.mayWrite()) {
      pace.note(kPacketBytes);
      bytes += kPacketBytes;
    }
  }
  return bytes;
}

}  // namespace

TEST_CASE("over a second as much is written as the rate says, but for the first 20 ms and a packet") {
  crosslive::SendPace pace(500'000);
  CHECK(written(pace, 1'000, 2'000) <= 500'000 + 10'000 + kPacketBytes);
  crosslive::SendPace other(500'000);
  CHECK(written(other, 1'000, 2'000) >= 500'000);
}

TEST_CASE("after a pause no more leaves at once than of 20 ms") {
  crosslive::SendPace pace(500'000);
  written(pace, 0, 1'000);
  CHECK(written(pace, 60'000, 60'000) <= 10'000 + kPacketBytes);
}

TEST_CASE("a slow stream may send three packets at once: a keyframe's first do not wait for one another") {
  crosslive::SendPace pace(10'000);
  written(pace, 0, 1'000);
  CHECK(written(pace, 10'000, 10'000) == 3 * kPacketBytes);
}

TEST_CASE("a rate that was set counts from then on, with what is owed from before") {
  crosslive::SendPace pace(100'000);
  written(pace, 0, 1'000);
  pace.set(1'000'000);
  const auto bytes = written(pace, 1'001, 2'000);
  CHECK(bytes >= 1'000'000 - kPacketBytes);
  CHECK(bytes <= 1'000'000 + kPacketBytes);
}

TEST_CASE("a clock that goes back lets nothing through and is gone along with") {
  crosslive::SendPace pace(100'000);
  written(pace, 0, 1'000);
  CHECK(written(pace, 500, 500) == 0);
  CHECK(written(pace, 501, 1'500) >= 100'000 - 2 * kPacketBytes);
}

TEST_CASE("at a rate of nothing nothing leaves") {
  crosslive::SendPace pace(0);
  CHECK(written(pace, 0, 10'000) == 0);
}
