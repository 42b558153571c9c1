#include "relay/SendQueue.h"

namespace crosslive {

void SendQueue::add(Tag tag, int64_t nowMs) {
  if (tag.kind == TagKind::Audio) {
    audioBytes_ += tag.body->size();
    audio_.push_back({std::move(tag), nowMs});
    if (audio_.size() > kMaxAudioFrames) {
      dropAudio();
    }
    return;
  }
  if (videoBytes_ + tag.body->size() > kMaxVideoBytes || (tag.isKey && oldestVideoMs(nowMs) > kJumpAboveMs)) {
    dropVideo();
  }
  if (tag.isKey) {
    skips_ = false;
  } else if (skips_ && !tag.isConfig) {
    droppedPictures_++;
    return;
  }
  videoBytes_ += tag.body->size();
  video_.push_back({std::move(tag), nowMs});
}

std::optional<Tag> SendQueue::takeAudio(int64_t nowMs) {
  while (!audio_.empty() && nowMs - audio_.front().atMs > kMaxAudioMs && !audio_.front().tag.isConfig) {
    dropAudio();
  }
  if (audio_.empty()) {
    return std::nullopt;
  }
  Tag tag = std::move(audio_.front().tag);
  audio_.pop_front();
  audioBytes_ -= tag.body->size();
  return tag;
}

std::optional<Tag> SendQueue::takeVideo(int64_t nowMs) {
  if (!video_.empty() && nowMs - video_.front().atMs > kMaxVideoMs) {
    dropVideo();
  }
  if (video_.empty()) {
    return std::nullopt;
  }
  Tag tag = std::move(video_.front().tag);
  video_.pop_front();
  videoBytes_ -= tag.body->size();
  return tag;
}

void SendQueue::skipToKeyframe() { dropVideo(); }

// A configuration stays: the next keyframe needs it.
void SendQueue::dropVideo() {
  std::optional<Entry> config;
  for (auto& entry : video_) {
    if (entry.tag.isConfig) {
      config = std::move(entry);
    } else {
      droppedPictures_++;
    }
  }
  video_.clear();
  videoBytes_ = 0;
  skips_ = true;
  if (config) {
    videoBytes_ = config->tag.body->size();
    video_.push_back(std::move(*config));
  }
}

void SendQueue::dropAudio() {
  audioBytes_ -= audio_.front().tag.body->size();
  audio_.pop_front();
  droppedAudio_++;
}

}  // namespace crosslive
