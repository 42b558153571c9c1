#pragma once

#include <cstdint>

namespace crosslive {

/// Whether a rendition takes a picture, and whether as a keyframe.
struct PictureChoice {
  bool isTaken = false;
  bool isKey = false;
};

/// Chooses which of the host's pictures one rendition is made of. Times are in ns and do not fall.
class PictureChooser {
 public:
  /// From one somebody waits for to the keyframe before it at least. A relay that takes the place of a frozen one waits so long: it has to be there within three seconds.
  static constexpr int64_t kKeyframeGapNs = 500'000'000;
  /// `leastStepNs`: from one picture to the next at least; a keyframe is taken whenever it comes.
  explicit PictureChooser(int64_t leastStepNs) : leastStepNs_(leastStepNs) {}
  /// `isKey`: all renditions have a keyframe here. `isKeyWanted`: somebody who is sent this rendition waits for one; others are not bothered with it. `isHeld`: nobody could send a picture
  /// now, so none is made, which costs no keyframe later; one of all renditions' keyframes that falls into it is made up for by the next picture.
  PictureChoice choose(int64_t timeNs, bool isKey, bool isKeyWanted, bool isHeld);

 private:
  const int64_t leastStepNs_;
  int64_t takenNs_ = INT64_MIN / 2;
  int64_t keyNs_ = INT64_MIN / 2;
  bool isKeyOwed_ = false;
};

}  // namespace crosslive
