#include <doctest/doctest.h>

#include <memory>

#include "relay/SendQueue.h"

namespace {

using crosslive::Bytes;
using crosslive::SendQueue;
using crosslive::Tag;
using crosslive::TagKind;

Tag tagOf(TagKind kind, uint32_t timestampMs, size_t bytes = 100) {
  Tag tag;
  tag.kind = kind;
  tag.timestampMs = timestampMs;
  tag.body = std::make_shared<const Bytes>(bytes);
  return tag;
}

Tag picture(uint32_t timestampMs, size_t bytes = 100) { return tagOf(TagKind::Video, timestampMs, bytes); }

Tag keyframe(uint32_t timestampMs, size_t bytes = 100) {
  Tag tag = picture(timestampMs, bytes);
  tag.isKey = true;
  return tag;
}

Tag configuration() {
  Tag tag = picture(0, 10);
  tag.isConfig = true;
  return tag;
}

}  // namespace

TEST_CASE("what was added comes out in its order, sound and pictures apart") {
  SendQueue queue;
  queue.add(keyframe(0), 0);
  queue.add(tagOf(TagKind::Audio, 5), 0);
  queue.add(picture(33), 0);
  CHECK(queue.takeVideo(0)->timestampMs == 0);
  CHECK(queue.takeVideo(0)->timestampMs == 33);
  CHECK(queue.takeAudio(0)->timestampMs == 5);
  CHECK_FALSE(queue.takeVideo(0).has_value());
  CHECK_FALSE(queue.takeAudio(0).has_value());
  CHECK(queue.bytes() == 0);
}

TEST_CASE("pictures that have waited too long are dropped, and all that follow until a keyframe; the configuration stays") {
  SendQueue queue;
  queue.add(configuration(), 0);
  queue.add(keyframe(0), 0);
  queue.add(picture(33), 33);
  const auto kept = queue.takeVideo(crosslive::kMaxVideoMs + 1);
  REQUIRE(kept.has_value());
  CHECK(kept->isConfig);
  CHECK_FALSE(queue.takeVideo(crosslive::kMaxVideoMs + 1).has_value());
  CHECK(queue.droppedPictures() == 2);
  queue.add(picture(900), 900);
  CHECK_FALSE(queue.takeVideo(900).has_value());
  CHECK(queue.droppedPictures() == 3);
  queue.add(keyframe(933), 933);
  CHECK(queue.takeVideo(933)->timestampMs == 933);
}

TEST_CASE("a keyframe replaces what has waited for longer than a jump is worth") {
  SendQueue queue;
  queue.add(keyframe(0), 0);
  queue.add(picture(33), 33);
  queue.add(keyframe(2'000), crosslive::kJumpAboveMs + 1);
  CHECK(queue.takeVideo(crosslive::kJumpAboveMs + 1)->timestampMs == 2'000);
  CHECK(queue.droppedPictures() == 2);
}

TEST_CASE("pictures hold no more bytes than their limit") {
  SendQueue queue;
  queue.add(keyframe(0, 1'000), 0);
  for (int i = 0; i < 100; i++) {
    queue.add(picture(33, crosslive::kMaxVideoBytes / 10), 0);
    CHECK(queue.bytes() <= crosslive::kMaxVideoBytes);
  }
  CHECK(queue.droppedPictures() > 80);
}

TEST_CASE("sound is dropped frame by frame, the oldest first, when it is late or too much") {
  SendQueue late;
  late.add(tagOf(TagKind::Audio, 0), 0);
  late.add(tagOf(TagKind::Audio, 900), 900);
  CHECK(late.takeAudio(crosslive::kMaxAudioMs + 1)->timestampMs == 900);
  CHECK(late.droppedAudio() == 1);

  SendQueue many;
  for (uint32_t i = 0; i <= crosslive::kMaxAudioFrames; i++) {
    many.add(tagOf(TagKind::Audio, i), 0);
  }
  CHECK(many.takeAudio(0)->timestampMs == 1);
}
