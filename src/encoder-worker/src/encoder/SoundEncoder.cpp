#include "encoder/SoundEncoder.h"

#include <string>

namespace crosslive {

SoundEncoder::SoundEncoder(int kbps, OnTag onTag) : onTag_(std::move(onTag)) {
  pipeline_ = std::make_unique<Pipeline>(
      "appsrc name=in is-live=true ! audioconvert ! avenc_aac bitrate=" + std::to_string(kbps * 1000) + " ! audio/mpeg,mpegversion=4,stream-format=raw ! appsink name=out",
      [this](GstBuffer* buffer, GstCaps* caps, int64_t timeNs) { take(buffer, caps, timeNs); });
  const Caps caps(gst_caps_from_string("audio/x-raw,format=F32LE,layout=interleaved,rate=48000,channels=2,channel-mask=(bitmask)0x3"));
  pipeline_->setCaps(caps.get());
}

void SoundEncoder::take(GstBuffer* buffer, GstCaps* caps, int64_t timeNs) {
  const auto timestampMs = static_cast<uint32_t>(std::max<int64_t>(0, timeNs) / kMs);
  GstMapInfo map;
  if (!hasConfig_) {
    const GValue* value = gst_structure_get_value(gst_caps_get_structure(caps, 0), "codec_data");
    if (value == nullptr || !gst_buffer_map(gst_value_get_buffer(value), &map, GST_MAP_READ)) {
      return;
    }
    onTag_(Tag{TagKind::Audio, timestampMs, std::make_shared<const Bytes>(audioBody(true, {map.data, map.size})), true, false});
    gst_buffer_unmap(gst_value_get_buffer(value), &map);
    hasConfig_ = true;
  }
  if (gst_buffer_map(buffer, &map, GST_MAP_READ)) {
    frames_++;
    onTag_(Tag{TagKind::Audio, timestampMs, std::make_shared<const Bytes>(audioBody(false, {map.data, map.size})), false, false});
    gst_buffer_unmap(buffer, &map);
  }
}

}  // namespace crosslive
