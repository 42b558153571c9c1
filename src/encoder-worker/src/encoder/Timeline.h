#pragma once

#include <functional>
#include <mutex>

#include "encoder/Gst.h"

namespace crosslive {

/// How the encoder's own time goes on. Times are in ms.
struct TimelineLimits {
  /// So long without a picture, and the slate is shown.
  int64_t slateAfterMs = 1'000;
  /// Pictures of the slate, one each.
  int64_t slateEveryMs = 100;
  /// So long without sound, and silence is put in.
  int64_t silenceAfterMs = 500;
  /// Sound that is missing between two pieces is filled with silence; where more is missing, the publisher's clock is taken anew.
  int64_t maxSilenceMs = 10'000;
  /// A publisher's burst may run so far ahead of the clock on the wall; pictures and sound beyond that are dropped and counted.
  int64_t maxAheadMs = 3'000;
  /// From one keyframe to the next at most.
  int64_t keyframeEveryMs = 2'000;
  /// Between a keyframe and one that somebody asks for, at least.
  int64_t keyframeGapMs = 1'000;
};

/// What the timeline has made. Counters since the start.
struct TimelineCounts {
  int64_t pictures = 0;
  int64_t slatePictures = 0;
  int64_t keyframes = 0;
  int64_t samples = 0;
  int64_t silentSamples = 0;
  int64_t aheadDrops = 0;
  int64_t anchors = 0;
};

/// Samples a second of all sound here.
inline constexpr int64_t kSampleRate = 48'000;

/// One time for pictures and sound that goes on whatever the publisher does: its pictures as they come, at distances that it gave them; the slate and silence where
/// none come; and the publisher again, at the place where the slate has got to. Times never step back. Safe for threads.
class Timeline {
 public:
  using OnPicture = std::function<void(GstBuffer* picture, int64_t timeNs, bool isKey)>;
  using OnSound = std::function<void(Buffer sound)>;

  Timeline(TimelineLimits limits, Buffer slate, OnPicture onPicture, OnSound onSound, int64_t nowMs);
  /// A publisher has begun: its times mean nothing yet.
  void begin();
  void takePicture(Buffer picture, int64_t sourceNs);
  void takeSound(GstBuffer* sound, int64_t sourceNs);
  /// Puts in slate and silence where it is time. To be called every few ms.
  void tick(int64_t nowMs);
  /// Somebody waits for a keyframe.
  void askForKeyframe();
  bool isSlate() const;
  TimelineCounts counts() const;

 private:
  int64_t mapped(int64_t sourceNs);
  int64_t wallNs(int64_t nowMs) const { return (nowMs - startMs_) * kMs; }
  void show(GstBuffer* picture, int64_t timeNs, bool isForced);
  void sound(const float* samples, int64_t count);
  void silence(int64_t untilNs);
  int64_t soundEndNs() const { return soundBaseNs_ + counts_.samples * 1'000'000'000 / kSampleRate; }

  const TimelineLimits limits_;
  const Buffer slate_;
  const OnPicture onPicture_;
  const OnSound onSound_;
  const int64_t startMs_;
  mutable std::mutex gate_;
  TimelineCounts counts_;
  bool isAnchored_ = false;
  int64_t offsetNs_ = 0;
  int64_t pictureNs_ = -1;
  int64_t keyNs_ = -1;
  int64_t pictureAtMs_;
  int64_t soundAtMs_;
  int64_t soundBaseNs_ = 0;
  bool isSlate_ = false;
  bool isKeyWanted_ = false;
};

}  // namespace crosslive
