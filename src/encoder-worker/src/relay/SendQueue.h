#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "flv/Flv.h"

namespace crosslive {

/// Limits of what waits for one destination: the same as MediaLimits in CrossLive.Domain. What stands beside each happens there.
inline constexpr size_t kMaxAudioFrames = 1'400;            // the oldest frame is dropped
inline constexpr int64_t kMaxAudioMs = 1'000;               // older ones are dropped
inline constexpr size_t kMaxVideoBytes = 8 * 1024 * 1024;   // all pictures are dropped, and then all until a keyframe
inline constexpr int64_t kMaxVideoMs = 800;                 // the same
inline constexpr int64_t kJumpAboveMs = 300;                // where a keyframe comes and a picture has waited longer, it replaces all that wait

/// What waits for one destination: sound goes before pictures, late pictures are dropped to the next keyframe. A configuration is never dropped.
class SendQueue {
 public:
  void add(Tag tag, int64_t nowMs);
  /// The next tag of a kind; drops what is too late.
  std::optional<Tag> takeAudio(int64_t nowMs);
  std::optional<Tag> takeVideo(int64_t nowMs);
  /// Another picture is sent from now on: what waits is of no use.
  void skipToKeyframe();
  /// Whether pictures are dropped until a keyframe.
  bool needsKeyframe() const { return skips_; }
  bool hasAudio() const { return !audio_.empty(); }
  size_t bytes() const { return videoBytes_ + audioBytes_; }
  size_t pictures() const { return video_.size(); }
  int64_t oldestVideoMs(int64_t nowMs) const { return video_.empty() ? 0 : nowMs - video_.front().atMs; }
  int64_t oldestAudioMs(int64_t nowMs) const { return audio_.empty() ? 0 : nowMs - audio_.front().atMs; }
  int64_t droppedPictures() const { return droppedPictures_; }
  int64_t droppedAudio() const { return droppedAudio_; }

 private:
  struct Entry {
    Tag tag;
    int64_t atMs;
  };
  void dropVideo();
  void dropAudio();
  std::deque<Entry> audio_;
  std::deque<Entry> video_;
  size_t videoBytes_ = 0;
  size_t audioBytes_ = 0;
  bool skips_ = false;
  int64_t droppedPictures_ = 0;
  int64_t droppedAudio_ = 0;
};

}  // namespace crosslive
