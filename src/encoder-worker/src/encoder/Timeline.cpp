#include "encoder/Timeline.h"

#include <algorithm>
#include <cstring>

#include "process/Guard.h"

namespace crosslive {

namespace {
constexpr int kChannels = 2;
// Sound that begins so little before or after where the last ended goes on there: clocks of milliseconds are that coarse.
constexpr int64_t kSoundSlackNs = 40 * kMs;
constexpr int64_t kSilencePieceSamples = 1'024;
constexpr int64_t kLeastStepNs = 20 * kMs;
}  // namespace

Timeline::Timeline(TimelineLimits limits, Buffer slate, OnPicture onPicture, OnSound onSound, int64_t nowMs)
    : limits_(limits), slate_(std::move(slate)), onPicture_(std::move(onPicture)), onSound_(std::move(onSound)), startMs_(nowMs), pictureAtMs_(nowMs), soundAtMs_(nowMs) {}

void Timeline::begin() {
  const std::lock_guard lock(gate_);
  isAnchored_ = false;
}

void Timeline::takePicture(Buffer picture, int64_t sourceNs) {
  const std::lock_guard lock(gate_);
  const int64_t now = nowMs();
  int64_t time = mapped(sourceNs);
  if (time <= pictureNs_) {
    // The slate has taken its time, or the publisher's clock has stepped back: it goes on from here.
    isAnchored_ = false;
    time = mapped(sourceNs);
  }
  pictureAtMs_ = now;
  if (time > wallNs(now) + limits_.maxAheadMs * kMs) {
    counts_.aheadDrops++;
    return;
  }
  const bool returns = isSlate_;
  isSlate_ = false;
  counts_.pictures++;
  show(picture.get(), time, returns);
}

void Timeline::takeSound(GstBuffer* buffer, int64_t sourceNs) {
  const std::lock_guard lock(gate_);
  const int64_t now = nowMs();
  int64_t time = mapped(sourceNs);
  if (time - soundEndNs() > limits_.maxSilenceMs * kMs) {
    isAnchored_ = false;
    time = mapped(sourceNs);
  }
  soundAtMs_ = now;
  GstMapInfo map;
  if (!gst_buffer_map(buffer, &map, GST_MAP_READ)) {
    return;
  }
  const auto* samples = reinterpret_cast<const float*>(map.data);
  auto count = static_cast<int64_t>(map.size / (sizeof(float) * kChannels));
  const int64_t gapNs = time - soundEndNs();
  if (time > wallNs(now) + limits_.maxAheadMs * kMs) {
    counts_.aheadDrops++;
  } else {
    if (counts_.samples == 0) {
      soundBaseNs_ = std::max<int64_t>(0, time);
    } else if (gapNs > kSoundSlackNs) {
      silence(time);
    } else if (gapNs < -kSoundSlackNs) {
      // Silence has taken its time: what is left of it.
      const int64_t late = std::min(count, -gapNs * kSampleRate / 1'000'000'000);
      samples += late * kChannels;
      count -= late;
    }
    sound(samples, count);
  }
  gst_buffer_unmap(buffer, &map);
}

void Timeline::tick(int64_t nowMs) {
  const std::lock_guard lock(gate_);
  if (nowMs - pictureAtMs_ >= (isSlate_ ? limits_.slateEveryMs : limits_.slateAfterMs)) {
    const int64_t since = nowMs - pictureAtMs_;
    const int64_t time = pictureNs_ < 0 ? wallNs(nowMs) : pictureNs_ + since * kMs;
    GstBuffer* picture = gst_buffer_copy(slate_.get());
    const bool begins = !isSlate_;
    isSlate_ = true;
    pictureAtMs_ = nowMs;
    counts_.slatePictures++;
    show(picture, time, begins);
    gst_buffer_unref(picture);
  }
  if (nowMs - soundAtMs_ >= limits_.silenceAfterMs) {
    // There is always a picture or the slate: silence keeps step with it.
    silence(pictureNs_);
  }
}

void Timeline::askForKeyframe() {
  const std::lock_guard lock(gate_);
  isKeyWanted_ = true;
}

bool Timeline::isSlate() const {
  const std::lock_guard lock(gate_);
  return isSlate_;
}

TimelineCounts Timeline::counts() const {
  const std::lock_guard lock(gate_);
  return counts_;
}

int64_t Timeline::mapped(int64_t sourceNs) {
  if (!isAnchored_) {
    offsetNs_ = std::max({wallNs(nowMs()), pictureNs_ + kLeastStepNs, counts_.samples > 0 ? soundEndNs() : 0}) - sourceNs;
    isAnchored_ = true;
    counts_.anchors++;
  }
  return sourceNs + offsetNs_;
}

void Timeline::show(GstBuffer* picture, int64_t timeNs, bool isForced) {
  timeNs = std::max(timeNs, pictureNs_ + kMs);
  const bool isKey = keyNs_ < 0 || isForced || timeNs - keyNs_ >= limits_.keyframeEveryMs * kMs || (isKeyWanted_ && timeNs - keyNs_ >= limits_.keyframeGapMs * kMs);
  if (isKey) {
    keyNs_ = timeNs;
    isKeyWanted_ = false;
    counts_.keyframes++;
  }
  pictureNs_ = timeNs;
  onPicture_(picture, timeNs, isKey);
}

void Timeline::sound(const float* samples, int64_t count) {
  if (count <= 0) {
    return;
  }
  const auto size = static_cast<size_t>(count) * kChannels * sizeof(float);
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, size, nullptr);
  if (samples != nullptr) {
    gst_buffer_fill(buffer, 0, samples, size);
  } else {
    gst_buffer_memset(buffer, 0, 0, size);
  }
  GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(soundEndNs());
  GST_BUFFER_DURATION(buffer) = static_cast<GstClockTime>(count * 1'000'000'000 / kSampleRate);
  counts_.samples += count;
  onSound_(Buffer(buffer));
}

void Timeline::silence(int64_t untilNs) {
  if (counts_.samples == 0) {
    soundBaseNs_ = std::max<int64_t>(0, untilNs - kLeastStepNs);
  }
  int64_t missing = std::min(untilNs - soundEndNs(), limits_.maxSilenceMs * kMs) * kSampleRate / 1'000'000'000;
  while (missing > 0) {
    const int64_t piece = std::min(missing, kSilencePieceSamples);
    counts_.silentSamples += piece;
    sound(nullptr, piece);
    missing -= piece;
  }
}

}  // namespace crosslive
