#pragma once

#include <atomic>
#include <functional>

#include "encoder/Gst.h"
#include "flv/Flv.h"

namespace crosslive {

/// Encodes the timeline's sound once for everybody: AAC, 48 kHz, stereo.
class SoundEncoder {
 public:
  using OnTag = std::function<void(const Tag& tag)>;
  SoundEncoder(int kbps, OnTag onTag);
  void push(Buffer sound) { pipeline_->push(std::move(sound)); }
  std::string failure() const { return pipeline_->failure(); }
  int64_t frames() const { return frames_; }

 private:
  void take(GstBuffer* buffer, GstCaps* caps, int64_t timeNs);
  const OnTag onTag_;
  bool hasConfig_ = false;
  std::atomic<int64_t> frames_ = 0;
  std::unique_ptr<Pipeline> pipeline_;
};

}  // namespace crosslive
