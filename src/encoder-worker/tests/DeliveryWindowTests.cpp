#include <doctest/doctest.h>

#include "relay/DeliveryWindow.h"

using crosslive::DeliveryWindow;

namespace {

/// A connection that is looked at every 4 ms.
struct Link {
  DeliveryWindow window;
  int64_t nowMs = 0;
  int64_t ackedBytes = 0;
  double leastMs = 40;

  /// So long it delivers so much.
  void deliver(int64_t forMs, int64_t bps, bool isLimited = true, double growthMs = 0) {
    for (const auto untilMs = nowMs + forMs; nowMs < untilMs; nowMs += 4) {
      ackedBytes += bps * 4 / 8'000;
      window.observe(nowMs, ackedBytes, leastMs + growthMs, leastMs, isLimited);
    }
  }
};

}  // namespace

TEST_CASE("three packets and a half may be on their way before anything is known") {
  Link link;
  CHECK(link.window.capBytes() == DeliveryWindow::kLeastBytes);
  link.deliver(4, 0);
  CHECK(link.window.capBytes() == DeliveryWindow::kLeastBytes);
}

TEST_CASE("a fast link may have more of what it delivers on its way than a slow one, up to 21 packets or a round trip and a quarter") {
  Link slow, fast, fastest;
  slow.deliver(1'000, 300'000);
  fast.deliver(1'000, 3'000'000);
  fastest.deliver(1'000, 4'800'000);
  CHECK(slow.window.capBytes() < DeliveryWindow::kLeastBytes + 800);
  CHECK(fast.window.capBytes() > 25'000);
  CHECK(fastest.window.capBytes() == 30'408);
  fastest.deliver(1'000, 30'000'000);
  CHECK(fastest.window.capBytes() == doctest::Approx(1.25 * 30'000'000 / 8 * 0.04).epsilon(0.02));
}

TEST_CASE("a stream of more than 6 Mbit/s finds room in a link that carries it, over a short and over a long way") {
  for (const double leastMs : {20.0, 40.0, 200.0}) {
    Link link;
    link.leastMs = leastMs;
    for (int i = 0; i < 10'000; i += 4) {
      // What the window lets onto the way in a round trip, and no more than the link carries.
      link.deliver(4, std::min<int64_t>(12'000'000, static_cast<int64_t>(static_cast<double>(link.window.capBytes()) * 8'000 / leastMs)));
    }
    CHECK(static_cast<double>(link.window.capBytes()) * 8'000 / leastMs >= 12'000'000);
  }
}

TEST_CASE("a link that falls makes the window small within a span, and it stays so for three") {
  Link link;
  link.deliver(1'000, 4'000'000);
  link.deliver(120, 0);
  CHECK(link.window.capBytes() == DeliveryWindow::kLeastBytes);
  link.deliver(200, 4'000'000);
  CHECK(link.window.capBytes() == DeliveryWindow::kLeastBytes);
  link.deliver(320, 4'000'000);
  CHECK(link.window.capBytes() > 25'000);
}

TEST_CASE("a round trip that grows by more than 14 ms shrinks it, to 0.07 at the least") {
  Link link;
  link.deliver(1'000, 3'000'000);
  const auto whole = link.window.capBytes();
  link.deliver(4, 3'000'000, true, 14);
  CHECK(link.window.capBytes() == doctest::Approx(whole).epsilon(0.02));
  link.deliver(4, 3'000'000, true, 40);
  CHECK(link.window.capBytes() == doctest::Approx(whole * 0.4956).epsilon(0.02));
  link.deliver(4, 3'000'000, true, 5'000);
  CHECK(link.window.capBytes() == doctest::Approx(whole * 0.07).epsilon(0.02));
}

TEST_CASE("over a longer way the same rates may be sent") {
  Link far;
  far.leastMs = 200;
  far.deliver(4, 0);
  CHECK(far.window.capBytes() == doctest::Approx(5 * DeliveryWindow::kLeastBytes).epsilon(0.01));
  Link near;
  near.deliver(2'000, 3'000'000);
  far.deliver(2'000, 3'000'000);
  CHECK(far.window.capBytes() == doctest::Approx(5 * near.window.capBytes()).epsilon(0.05));
}

TEST_CASE("a still picture says nothing of the link for three seconds, then it is all that is known") {
  Link link;
  link.deliver(1'000, 3'000'000);
  link.deliver(2'900, 100'000, false);
  CHECK(link.window.capBytes() > 25'000);
  link.deliver(500, 100'000, false);
  CHECK(link.window.capBytes() < DeliveryWindow::kLeastBytes + 800);
}

TEST_CASE("what was delivered without being asked for more counts where it is the most") {
  Link link;
  link.deliver(1'000, 300'000);
  link.deliver(1'000, 3'000'000, false);
  CHECK(link.window.capBytes() > 25'000);
}

TEST_CASE("a counter that falls, and looks in a ms of one another, do no harm") {
  DeliveryWindow window;
  for (int i = 0; i < 100'000; i++) {
    window.observe(5, 100'000 - i, 40, 40, true);
  }
  CHECK(window.capBytes() == DeliveryWindow::kLeastBytes);
}
