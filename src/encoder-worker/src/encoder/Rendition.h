#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "encoder/Gst.h"
#include "encoder/PictureChooser.h"
#include "flv/Flv.h"

namespace crosslive {

/// What a rendition is.
struct RenditionPlan {
  std::string name;
  int width = 0;
  int height = 0;
  int picturesPerSecond = 0;
  int kbps = 0;
};

/// Raw pictures that wait for an encoder; with as many, a picture is dropped for all renditions alike and counted.
inline constexpr int kMaxRawPictures = 30;

/// One encoded size and rate of the stream.
class Rendition {
 public:
  /// Told of a tag, on the encoder's thread: the configuration where it is new, then the picture. `timeNs` is the time that the picture was given.
  using OnTag = std::function<void(const Tag& tag, int64_t timeNs)>;
  Rendition(RenditionPlan plan, int width, int height, int mostPicturesPerSecond, const std::string& preset, OnTag onTag);
  const RenditionPlan& plan() const { return plan_; }
  /// As it was at the start.
  const RenditionPlan& firstPlan() const { return firstPlan_; }
  /// Which pictures it takes: one with fewer pictures a second leaves some out.
  PictureChooser& chooser() { return chooser_; }
  bool isFull() const { return waiting_ >= kMaxRawPictures; }
  void push(GstBuffer* picture, int64_t timeNs, bool isKey);
  void setKbps(int kbps);
  std::string failure() const { return pipeline_->failure(); }
  int64_t pictures() const { return pictures_; }
  int64_t bytes() const { return bytes_; }

 private:
  void take(GstBuffer* buffer, GstCaps* caps, int64_t timeNs);
  RenditionPlan plan_;
  const RenditionPlan firstPlan_;
  PictureChooser chooser_;
  const OnTag onTag_;
  bool hasBegun_ = false;
  Bytes config_;
  std::atomic<int> waiting_ = 0;
  std::atomic<int64_t> pictures_ = 0;
  std::atomic<int64_t> bytes_ = 0;
  std::unique_ptr<Pipeline> pipeline_;
};

}  // namespace crosslive
