#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crosslive {

enum class TagKind : uint8_t { Audio = 8, Video = 9, Script = 18 };

using Bytes = std::vector<uint8_t>;
using SharedBytes = std::shared_ptr<const Bytes>;

/// A tag of FLV. The body is shared by everybody who is sent it.
struct Tag {
  TagKind kind = TagKind::Script;
  uint32_t timestampMs = 0;
  SharedBytes body;
  bool isConfig = false;
  bool isKey = false;
};

/// What an H.264 or AAC body holds.
struct Payload {
  bool isConfig = false;
  bool isKey = false;
  int32_t compositionMs = 0;
  std::span<const uint8_t> data;
};

/// Bytes of one tag at most; a longer one ends its stream.
inline constexpr size_t kMaxTagBytes = 16 * 1024 * 1024 - 1;

/// Reads FLV that comes in pieces.
class FlvReader {
 public:
  /// Takes bytes; false where it is no FLV.
  bool take(std::span<const uint8_t> bytes);
  /// The next whole tag.
  std::optional<Tag> next();
  size_t held() const { return held_.size() - at_; }

 private:
  Bytes held_;
  size_t at_ = 0;
  bool hasHeader_ = false;
  bool isBroken_ = false;
};

/// FLV's header, for audio and video.
Bytes flvHeader();

/// A tag's eleven bytes before its body.
void writeTagHead(Bytes& output, const Tag& tag);

/// A tag as bytes: head, body, trailing size.
void writeTag(Bytes& output, const Tag& tag);

/// What is in a video body; nothing where it is not H.264 (FLV's own or Enhanced RTMP's avc1).
std::optional<Payload> readVideo(std::span<const uint8_t> body);

/// What is in an audio body; nothing where it is not AAC (FLV's own or Enhanced RTMP's mp4a).
std::optional<Payload> readAudio(std::span<const uint8_t> body);

/// Bodies of our own.
Bytes videoBody(bool isConfig, bool isKey, std::span<const uint8_t> data);
Bytes audioBody(bool isConfig, std::span<const uint8_t> data);

}  // namespace crosslive
