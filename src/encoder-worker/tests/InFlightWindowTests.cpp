#include <doctest/doctest.h>

#include "relay/InFlightWindow.h"

namespace {

int64_t capOf(crosslive::InFlightShape shape, double roundTripMs, double leastRoundTripMs, int64_t deliveryBps) {
  crosslive::InFlightWindow window;
  window.observe(roundTripMs, leastRoundTripMs, deliveryBps, shape);
  return window.capBytes();
}

}  // namespace

TEST_CASE("a flat round trip may have on its way what is delivered in it and a quarter, and six packets") {
  CHECK(capOf(crosslive::kWholeInFlight, 40, 40, 4'000'000) == 8'688 + 25'000);
  CHECK(capOf(crosslive::kWholeInFlight, 60, 40, 4'000'000) == 8'688 + 25'000);
}

TEST_CASE("a round trip that grows shrinks the window, to a tenth at the least") {
  const auto whole = capOf(crosslive::kWholeInFlight, 40, 40, 4'000'000);
  CHECK(capOf(crosslive::kWholeInFlight, 160, 40, 4'000'000) == whole / 2);
  CHECK(capOf(crosslive::kWholeInFlight, 4'000, 40, 4'000'000) == whole / 10);
}

TEST_CASE("whatever is measured, the window stays within its limits") {
  CHECK(capOf(crosslive::kHolesInFlight, 320, 320, 1'000'000'000) == crosslive::kMostInFlightBytes);
  CHECK(capOf(crosslive::kWholeInFlight, 0, 0, 0) == crosslive::kLeastInFlightBytes);
}
