#include "encoder/Rendition.h"

#include <algorithm>
#include <utility>

namespace crosslive {

namespace {
// Keyframes come where they are asked for; this is for nobody's asking.
constexpr int kMostPicturesBetweenKeyframes = 600;
constexpr int kRateBufferMs = 600;
constexpr int kPicturesForTwoThreads = 1280 * 720;

Bytes configOf(GstCaps* caps) {
  const GValue* value = gst_structure_get_value(gst_caps_get_structure(caps, 0), "codec_data");
  Bytes config;
  if (value != nullptr) {
    GstMapInfo map;
    GstBuffer* buffer = gst_value_get_buffer(value);
    if (gst_buffer_map(buffer, &map, GST_MAP_READ)) {
      config.assign(map.data, map.data + map.size);
      gst_buffer_unmap(buffer, &map);
    }
  }
  return config;
}
}  // namespace

Rendition::Rendition(RenditionPlan plan, int width, int height, int mostPicturesPerSecond, const std::string& preset, OnTag onTag)
    : plan_(plan),
      firstPlan_(std::move(plan)),
      // One with all pictures takes them whatever their distance: a camera's clock is not exact.
      chooser_(plan_.picturesPerSecond >= mostPicturesPerSecond ? 0 : 1'000 * kMs * 9 / (10 * plan_.picturesPerSecond)),
      onTag_(std::move(onTag)) {
  const int threads = plan_.width * plan_.height > kPicturesForTwoThreads ? 2 : 1;
  pipeline_ = std::make_unique<Pipeline>(
      "appsrc name=in is-live=true ! videoscale ! video/x-raw,width=" + std::to_string(plan_.width) + ",height=" + std::to_string(plan_.height) +
          ",pixel-aspect-ratio=1/1 ! x264enc name=encoder tune=zerolatency speed-preset=" + preset + " threads=" + std::to_string(threads) + " bitrate=" + std::to_string(plan_.kbps) +
          " vbv-buf-capacity=" + std::to_string(kRateBufferMs) + " key-int-max=" + std::to_string(kMostPicturesBetweenKeyframes) +
          " option-string=scenecut=0 ! video/x-h264,stream-format=avc,alignment=au,profile=main ! appsink name=out",
      [this](GstBuffer* buffer, GstCaps* caps, int64_t timeNs) { take(buffer, caps, timeNs); });
  const Caps caps(gst_caps_from_string(("video/x-raw,format=I420,interlace-mode=progressive,pixel-aspect-ratio=1/1,width=" + std::to_string(width) + ",height=" + std::to_string(height) +
                                        ",framerate=" + std::to_string(plan_.picturesPerSecond) + "/1")
                                           .c_str()));
  pipeline_->setCaps(caps.get());
}

void Rendition::push(GstBuffer* picture, int64_t timeNs, bool isKey) {
  // The first one is a keyframe by itself; asked for, GStreamer 1.22 would note a wrong time and refuse all that follow.
  const bool isFirst = !std::exchange(hasBegun_, true);
  if (isKey && !isFirst) {
    GstElement* encoder = pipeline_->byName("encoder");
    GstPad* pad = gst_element_get_static_pad(encoder, "src");
    gst_pad_send_event(pad, gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM,
                                                 gst_structure_new("GstForceKeyUnit", "running-time", G_TYPE_UINT64, static_cast<guint64>(timeNs), "all-headers", G_TYPE_BOOLEAN, TRUE,
                                                                   "count", G_TYPE_UINT, 0, nullptr)));
    gst_object_unref(pad);
    gst_object_unref(encoder);
  }
  GstBuffer* own = gst_buffer_copy(picture);
  GST_BUFFER_PTS(own) = static_cast<GstClockTime>(timeNs);
  GST_BUFFER_DTS(own) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION(own) = GST_CLOCK_TIME_NONE;
  waiting_++;
  pipeline_->push(Buffer(own));
}

void Rendition::setKbps(int kbps) {
  plan_.kbps = kbps;
  GstElement* encoder = pipeline_->byName("encoder");
  g_object_set(encoder, "bitrate", kbps, nullptr);
  gst_object_unref(encoder);
}

void Rendition::take(GstBuffer* buffer, GstCaps* caps, int64_t timeNs) {
  waiting_--;
  Bytes config = configOf(caps);
  const auto timestampMs = static_cast<uint32_t>(timeNs / kMs);
  if (config != config_) {
    config_ = config;
    onTag_(Tag{TagKind::Video, timestampMs, std::make_shared<const Bytes>(videoBody(true, false, config_)), true, false}, timeNs);
  }
  GstMapInfo map;
  if (!gst_buffer_map(buffer, &map, GST_MAP_READ)) {
    return;
  }
  const bool isKey = !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  auto body = std::make_shared<const Bytes>(videoBody(false, isKey, {map.data, map.size}));
  gst_buffer_unmap(buffer, &map);
  pictures_++;
  bytes_ += static_cast<int64_t>(body->size());
  onTag_(Tag{TagKind::Video, timestampMs, std::move(body), false, isKey}, timeNs);
}

}  // namespace crosslive
