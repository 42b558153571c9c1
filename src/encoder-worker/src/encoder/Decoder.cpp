#include "encoder/Decoder.h"

#include <stdexcept>

namespace crosslive {

Pipeline::Pipeline(const std::string& text, OnSample onSample) : onSample_(std::move(onSample)) {
  GError* error = nullptr;
  pipeline_.reset(gst_parse_launch(text.c_str(), &error));
  if (error != nullptr) {
    const std::string what = error->message;
    g_error_free(error);
    throw std::runtime_error("A pipeline cannot be made, perhaps a package of GStreamer is missing: " + what);
  }
  in_.reset(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "in"));
  out_.reset(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "out"));
  gst_util_set_object_arg(G_OBJECT(in_.get()), "format", "time");
  g_object_set(out_.get(), "sync", FALSE, "async", FALSE, "emit-signals", TRUE, "enable-last-sample", FALSE, nullptr);
  g_signal_connect(out_.get(), "new-sample", G_CALLBACK(sampled), this);
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
}

Pipeline::~Pipeline() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

void Pipeline::setCaps(GstCaps* caps) { g_object_set(in_.get(), "caps", caps, nullptr); }

bool Pipeline::push(Buffer buffer) {
  GstFlowReturn answer = GST_FLOW_ERROR;
  g_signal_emit_by_name(in_.get(), "push-buffer", buffer.get(), &answer);
  return answer == GST_FLOW_OK;
}

uint64_t Pipeline::waitingBytes() const {
  guint64 bytes = 0;
  g_object_get(in_.get(), "current-level-bytes", &bytes, nullptr);
  return bytes;
}

GstElement* Pipeline::byName(const char* name) const { return gst_bin_get_by_name(GST_BIN(pipeline_.get()), name); }

std::string Pipeline::failure() const {
  std::string what;
  GstBus* bus = gst_element_get_bus(pipeline_.get());
  if (GstMessage* message = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR)) {
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    what = std::string(GST_OBJECT_NAME(GST_MESSAGE_SRC(message))) + ": " + error->message;
    g_error_free(error);
    gst_message_unref(message);
  }
  // What else it says is not asked for, and would be kept.
  while (GstMessage* message = gst_bus_pop_filtered(bus, static_cast<GstMessageType>(GST_MESSAGE_ANY & ~GST_MESSAGE_ERROR))) {
    gst_message_unref(message);
  }
  gst_object_unref(bus);
  return what;
}

GstFlowReturn Pipeline::sampled(GstElement* sink, void* self) {
  GstSample* sample = nullptr;
  g_signal_emit_by_name(sink, "pull-sample", &sample);
  if (sample != nullptr) {
    GstBuffer* buffer = gst_sample_get_buffer(sample);
    if (buffer != nullptr && GST_BUFFER_PTS_IS_VALID(buffer)) {
      const auto time = gst_segment_to_running_time(gst_sample_get_segment(sample), GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
      static_cast<Pipeline*>(self)->onSample_(buffer, gst_sample_get_caps(sample), static_cast<int64_t>(time));
    }
    gst_sample_unref(sample);
  }
  return GST_FLOW_OK;
}

namespace {
// The decoder wants times above zero, and a picture may be shown before the stream's first time.
constexpr int64_t kBaseMs = 10'000;

Buffer bufferOf(std::span<const uint8_t> data) {
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, data.size(), nullptr);
  gst_buffer_fill(buffer, 0, data.data(), data.size());
  return Buffer(buffer);
}

Caps capsWith(const char* text, std::span<const uint8_t> config) {
  GstCaps* caps = gst_caps_from_string(text);
  GstBuffer* buffer = bufferOf(config).release();
  gst_caps_set_simple(caps, "codec_data", GST_TYPE_BUFFER, buffer, nullptr);
  gst_buffer_unref(buffer);
  return Caps(caps);
}

bool differs(const Bytes& known, std::span<const uint8_t> config) { return !std::equal(known.begin(), known.end(), config.begin(), config.end()); }
}  // namespace

Decoder::Decoder(Timeline& timeline, int width, int height, std::optional<uint32_t> shownFromMs) : timeline_(timeline), width_(width), height_(height) {
  if (shownFromMs) {
    shownFromNs_ = timeOf(*shownFromMs);
  }
}

void Decoder::take(const Tag& tag) {
  if (tag.kind == TagKind::Video) {
    takeVideo(tag);
  } else if (tag.kind == TagKind::Audio) {
    takeAudio(tag);
  }
}

bool Decoder::isFull() const { return (video_ && video_->waitingBytes() > kMaxCompressedBytes) || (audio_ && audio_->waitingBytes() > kMaxCompressedBytes); }

std::string Decoder::failure() const {
  std::string what = video_ ? video_->failure() : std::string();
  return what.empty() && audio_ ? audio_->failure() : what;
}

void Decoder::takeVideo(const Tag& tag) {
  const auto payload = readVideo(*tag.body);
  if (!payload) {
    passedOver_++;
    return;
  }
  if (payload->isConfig) {
    if (!video_) {
      video_ = std::make_unique<Pipeline>(
          "appsrc name=in ! avdec_h264 max-threads=2 thread-type=slice output-corrupt=false ! videoconvert ! videoscale ! video/x-raw,format=I420,pixel-aspect-ratio=1/1,width=" +
              std::to_string(width_) + ",height=" + std::to_string(height_) + " ! appsink name=out",
          [this](GstBuffer* buffer, GstCaps*, int64_t timeNs) {
            if (timeNs >= shownFromNs_) {
              timeline_.takePicture(Buffer(gst_buffer_ref(buffer)), timeNs);
            }
          });
    }
    if (differs(videoConfig_, payload->data)) {
      videoConfig_.assign(payload->data.begin(), payload->data.end());
      video_->setCaps(capsWith("video/x-h264,stream-format=avc,alignment=au", payload->data).get());
    }
    return;
  }
  if (!video_ || payload->data.empty()) {
    return;
  }
  pictures_++;
  const int64_t decodedAt = timeOf(tag.timestampMs);
  auto buffer = bufferOf(payload->data);
  GST_BUFFER_DTS(buffer.get()) = static_cast<GstClockTime>(decodedAt);
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(std::max<int64_t>(0, decodedAt + payload->compositionMs * kMs));
  if (!payload->isKey) {
    GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DELTA_UNIT);
  }
  video_->push(std::move(buffer));
}

void Decoder::takeAudio(const Tag& tag) {
  const auto payload = readAudio(*tag.body);
  if (!payload) {
    passedOver_++;
    return;
  }
  if (payload->isConfig) {
    if (!audio_) {
      audio_ = std::make_unique<Pipeline>(
          "appsrc name=in ! avdec_aac ! audioconvert ! audioresample ! audio/x-raw,format=F32LE,layout=interleaved,rate=48000,channels=2 ! appsink name=out",
          [this](GstBuffer* buffer, GstCaps*, int64_t timeNs) {
            if (timeNs >= shownFromNs_) {
              timeline_.takeSound(buffer, timeNs);
            }
          });
    }
    if (differs(audioConfig_, payload->data)) {
      audioConfig_.assign(payload->data.begin(), payload->data.end());
      audio_->setCaps(capsWith("audio/mpeg,mpegversion=4,stream-format=raw", payload->data).get());
    }
    return;
  }
  if (!audio_ || payload->data.empty()) {
    return;
  }
  audioFrames_++;
  auto buffer = bufferOf(payload->data);
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(timeOf(tag.timestampMs));
  audio_->push(std::move(buffer));
}

// FLV's times wrap after 49 days.
int64_t Decoder::timeOf(uint32_t timestampMs) {
  if (!last_) {
    lastMs_ = kBaseMs;
  } else {
    lastMs_ += static_cast<int32_t>(timestampMs - *last_);
  }
  last_ = timestampMs;
  return std::max<int64_t>(0, lastMs_) * kMs;
}

}  // namespace crosslive
