#include "encoder/PictureChooser.h"

namespace crosslive {

PictureChoice PictureChooser::choose(int64_t timeNs, bool isKey, bool isKeyWanted, bool isHeld) {
  isKeyOwed_ = isKeyOwed_ || isKey;
  if (isHeld) {
    return {};
  }
  const bool isKeyNow = isKeyOwed_ || (isKeyWanted && timeNs - keyNs_ >= kKeyframeGapNs);
  if (!isKeyNow && timeNs - takenNs_ < leastStepNs_) {
    return {};
  }
  takenNs_ = timeNs;
  keyNs_ = isKeyNow ? timeNs : keyNs_;
  isKeyOwed_ = isKeyOwed_ && !isKeyNow;
  return {true, isKeyNow};
}

}  // namespace crosslive
