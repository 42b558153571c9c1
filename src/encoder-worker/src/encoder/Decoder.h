#pragma once

#include <mutex>
#include <optional>

#include "encoder/Gst.h"
#include "encoder/Timeline.h"
#include "flv/Flv.h"

namespace crosslive {

/// Compressed bytes that wait for the decoder; while there are more, the ingest is not read.
inline constexpr uint64_t kMaxCompressedBytes = 8 * 1024 * 1024;

/// Decodes one publisher's stream into the timeline: pictures in the timeline's size, sound as 48 kHz stereo. One for each publisher.
class Decoder {
 public:
  /// Pictures and sound before `shownFromMs` are decoded and not shown: they are the group before the one that comes in late.
  Decoder(Timeline& timeline, int width, int height, std::optional<uint32_t> shownFromMs);
  void take(const Tag& tag);
  /// True while as much waits as may.
  bool isFull() const;
  /// A sentence where decoding has failed, else empty.
  std::string failure() const;
  int64_t pictures() const { return pictures_; }
  int64_t audioFrames() const { return audioFrames_; }
  /// Tags that are neither H.264 nor AAC.
  int64_t passedOver() const { return passedOver_; }

 private:
  void takeVideo(const Tag& tag);
  void takeAudio(const Tag& tag);
  int64_t timeOf(uint32_t timestampMs);

  Timeline& timeline_;
  const int width_;
  const int height_;
  int64_t shownFromNs_ = INT64_MIN;
  std::optional<uint32_t> last_;
  int64_t lastMs_ = 0;
  Bytes videoConfig_;
  Bytes audioConfig_;
  int64_t pictures_ = 0;
  int64_t audioFrames_ = 0;
  int64_t passedOver_ = 0;
  // Last, so that their threads end before the rest goes.
  std::unique_ptr<Pipeline> video_;
  std::unique_ptr<Pipeline> audio_;
};

}  // namespace crosslive
