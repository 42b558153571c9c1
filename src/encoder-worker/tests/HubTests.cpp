#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <string>

#include "encoder/Hub.h"

using namespace crosslive;

namespace {

/// A relay's end of the connection.
Descriptor join(Hub& hub, const std::string& wish) {
  int ends[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
  hub.add(Descriptor(ends[0]), wish);
  hub.deliver();
  return Descriptor(ends[1]);
}

void say(Hub& hub, const Descriptor& relay, const std::string& line) {
  REQUIRE(send(relay.get(), line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size()));
  for (const auto& [fd, writes] : hub.descriptors()) {
    hub.serve(fd);
  }
}

/// A picture of all renditions.
void show(Hub& hub, int64_t timeMs, bool isKey, size_t renditions = 2) {
  hub.expect(timeMs * 1'000'000, renditions);
  for (size_t i = 0; i < renditions; i++) {
    hub.takeVideo(i, Tag{TagKind::Video, static_cast<uint32_t>(timeMs), std::make_shared<const Bytes>(Bytes{1, 2, 3}), false, isKey}, timeMs * 1'000'000);
  }
  hub.deliver();
}

bool hasClosed(const Descriptor& relay) {
  char bytes[4'096];
  ssize_t count;
  while ((count = recv(relay.get(), bytes, sizeof bytes, MSG_DONTWAIT)) > 0) {
  }
  return count == 0;
}

}  // namespace

TEST_CASE("a keyframe is wanted of the rendition that somebody waits for, and of no other") {
  Hub hub({"720p", "240p"}, -1);
  const auto relay = join(hub, "720p");
  CHECK(hub.isKeyWanted(0));
  CHECK_FALSE(hub.isKeyWanted(1));
  show(hub, 0, true);
  CHECK_FALSE(hub.isKeyWanted(0));
  say(hub, relay, "720p key\n");
  CHECK(hub.isKeyWanted(0));
  show(hub, 33, false);
  CHECK(hub.isKeyWanted(0));
  show(hub, 66, true);
  CHECK_FALSE(hub.isKeyWanted(0));
  say(hub, relay, "240p\n");
  CHECK_FALSE(hub.isKeyWanted(0));
  CHECK(hub.isKeyWanted(1));
}

TEST_CASE("a rendition is held while each relay that has it holds, and never for the sake of one of several") {
  Hub hub({"720p", "240p"}, -1);
  CHECK_FALSE(hub.isHeld(0));
  const auto one = join(hub, "720p");
  auto other = join(hub, "720p");
  show(hub, 0, true);
  say(hub, one, "720p hold\n");
  CHECK_FALSE(hub.isHeld(0));
  say(hub, other, "720p hold\n");
  CHECK(hub.isHeld(0));
  CHECK_FALSE(hub.isHeld(1));
  say(hub, one, "720p\n");
  CHECK_FALSE(hub.isHeld(0));
  say(hub, one, "720p hold\n");
  const auto newcomer = join(hub, "720p");
  CHECK_FALSE(hub.isHeld(0));
}

TEST_CASE("who waits for a keyframe, and who is sent the slate, holds nothing up") {
  Hub hub({"720p", "240p"}, -1);
  const auto relay = join(hub, "720p");
  show(hub, 0, true);
  say(hub, relay, "720p hold key\n");
  CHECK_FALSE(hub.isHeld(0));
  show(hub, 33, true);
  CHECK(hub.isHeld(0));
  say(hub, relay, "240p hold\n");
  CHECK_FALSE(hub.isHeld(0));
  CHECK_FALSE(hub.isHeld(1));
  say(hub, relay, "720p slate hold\n");
  CHECK_FALSE(hub.isHeld(0));
  CHECK_FALSE(hub.isHeld(1));
}

TEST_CASE("what a relay that has gone had held goes on") {
  Hub hub({"720p", "240p"}, -1);
  auto relay = join(hub, "720p");
  show(hub, 0, true);
  say(hub, relay, "720p hold\n");
  CHECK(hub.isHeld(0));
  relay.reset();
  show(hub, 33, false);
  CHECK_FALSE(hub.isHeld(0));
}

TEST_CASE("a relay that says what nobody knows is closed") {
  Hub hub({"720p"}, -1);
  const auto relay = join(hub, "720p");
  say(hub, relay, "720p sideways\n");
  CHECK(hub.relays() == 0);
  CHECK(hasClosed(relay));
}
