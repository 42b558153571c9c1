#pragma once

#include <gst/gst.h>

#include <functional>
#include <memory>
#include <string>

namespace crosslive {

/// Time of the stream, in ns.
inline constexpr int64_t kMs = 1'000'000;

struct GstRelease {
  void operator()(GstElement* element) const { gst_object_unref(element); }
  void operator()(GstBuffer* buffer) const { gst_buffer_unref(buffer); }
  void operator()(GstCaps* caps) const { gst_caps_unref(caps); }
};

using Element = std::unique_ptr<GstElement, GstRelease>;
using Buffer = std::unique_ptr<GstBuffer, GstRelease>;
using Caps = std::unique_ptr<GstCaps, GstRelease>;

/// A running pipeline from an appsrc named "in" to an appsink named "out". Stopped when it goes.
class Pipeline {
 public:
  /// Told of each sample that comes out, with its running time, on the pipeline's thread.
  using OnSample = std::function<void(GstBuffer* buffer, GstCaps* caps, int64_t timeNs)>;

  /// `text` as gst-launch takes it. Throws std::runtime_error with a sentence where it cannot be made.
  Pipeline(const std::string& text, OnSample onSample);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  void setCaps(GstCaps* caps);
  /// Takes the buffer. False where the pipeline does not take any more.
  bool push(Buffer buffer);
  /// Bytes and buffers that wait before it.
  uint64_t waitingBytes() const;
  GstElement* byName(const char* name) const;
  /// A sentence where something in it has failed, else empty.
  std::string failure() const;

 private:
  static GstFlowReturn sampled(GstElement* sink, void* self);
  Element pipeline_;
  Element in_;
  Element out_;
  OnSample onSample_;
};

}  // namespace crosslive
