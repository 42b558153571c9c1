#include <doctest/doctest.h>

#include "encoder/PictureChooser.h"

using crosslive::PictureChooser;

namespace {

constexpr int64_t kMs = 1'000'000;

}  // namespace

TEST_CASE("a rendition with fewer pictures leaves some out, and no keyframe") {
  PictureChooser chooser(60 * kMs);
  CHECK(chooser.choose(0, true, false, false).isKey);
  CHECK_FALSE(chooser.choose(33 * kMs, false, false, false).isTaken);
  CHECK(chooser.choose(66 * kMs, false, false, false).isTaken);
  const auto key = chooser.choose(99 * kMs, true, false, false);
  CHECK(key.isTaken);
  CHECK(key.isKey);
}

TEST_CASE("a keyframe that somebody waits for comes half a second after the last at the soonest") {
  PictureChooser chooser(0);
  chooser.choose(0, true, false, false);
  CHECK_FALSE(chooser.choose(499 * kMs, false, true, false).isKey);
  CHECK(chooser.choose(500 * kMs, false, true, false).isKey);
  CHECK_FALSE(chooser.choose(533 * kMs, false, true, false).isKey);
}

TEST_CASE("while nobody can take pictures none is made, and a keyframe that falls into it comes after it") {
  PictureChooser chooser(0);
  chooser.choose(0, true, false, false);
  CHECK_FALSE(chooser.choose(33 * kMs, false, false, true).isTaken);
  CHECK_FALSE(chooser.choose(2'000 * kMs, true, false, true).isTaken);
  const auto next = chooser.choose(2'033 * kMs, false, false, false);
  CHECK(next.isTaken);
  CHECK(next.isKey);
  CHECK_FALSE(chooser.choose(2'066 * kMs, false, false, false).isKey);
}
