#include "flv/Flv.h"

#include <algorithm>
#include <cstring>

namespace crosslive {

namespace {
constexpr size_t kFileHeadBytes = 13;
constexpr size_t kTagHeadBytes = 11;
constexpr size_t kTrailerBytes = 4;
constexpr ptrdiff_t kVideoHeadBytes = 5;
constexpr ptrdiff_t kAudioHeadBytes = 2;

uint32_t get24(const uint8_t* bytes) { return (static_cast<uint32_t>(bytes[0]) << 16) | (static_cast<uint32_t>(bytes[1]) << 8) | bytes[2]; }

int32_t signed24(const uint8_t* bytes) {
  const auto value = static_cast<int32_t>(get24(bytes));
  return value >= 0x800000 ? value - 0x1000000 : value;
}

void put24(Bytes& output, uint32_t value) {
  output.push_back(static_cast<uint8_t>(value >> 16));
  output.push_back(static_cast<uint8_t>(value >> 8));
  output.push_back(static_cast<uint8_t>(value));
}

void describe(Tag& tag) {
  const auto payload = tag.kind == TagKind::Video ? readVideo(*tag.body) : tag.kind == TagKind::Audio ? readAudio(*tag.body) : std::nullopt;
  tag.isConfig = payload && payload->isConfig;
  tag.isKey = payload && payload->isKey;
}
}  // namespace

bool FlvReader::take(std::span<const uint8_t> bytes) {
  if (at_ > 0) {
    held_.erase(held_.begin(), held_.begin() + static_cast<ptrdiff_t>(at_));
    at_ = 0;
  }
  held_.insert(held_.end(), bytes.begin(), bytes.end());
  if (!hasHeader_ && held_.size() >= kFileHeadBytes) {
    isBroken_ = std::memcmp(held_.data(), "FLV", 3) != 0;
    at_ = kFileHeadBytes;
    hasHeader_ = true;
  }
  return !isBroken_;
}

std::optional<Tag> FlvReader::next() {
  if (!hasHeader_ || isBroken_ || held_.size() - at_ < kTagHeadBytes) {
    return std::nullopt;
  }
  const uint8_t* head = held_.data() + at_;
  const size_t size = get24(head + 1);
  if (held_.size() - at_ < kTagHeadBytes + size + kTrailerBytes) {
    return std::nullopt;
  }
  Tag tag;
  tag.kind = static_cast<TagKind>(head[0] & 0x1F);
  tag.timestampMs = get24(head + 4) | (static_cast<uint32_t>(head[7]) << 24);
  tag.body = std::make_shared<const Bytes>(head + kTagHeadBytes, head + kTagHeadBytes + size);
  describe(tag);
  at_ += kTagHeadBytes + size + kTrailerBytes;
  return tag;
}

Bytes flvHeader() { return {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0}; }

void writeTagHead(Bytes& output, const Tag& tag) {
  output.push_back(static_cast<uint8_t>(tag.kind));
  put24(output, static_cast<uint32_t>(tag.body->size()));
  put24(output, tag.timestampMs & 0xFFFFFF);
  output.push_back(static_cast<uint8_t>(tag.timestampMs >> 24));
  put24(output, 0);
}

void writeTag(Bytes& output, const Tag& tag) {
  writeTagHead(output, tag);
  output.insert(output.end(), tag.body->begin(), tag.body->end());
  const auto total = static_cast<uint32_t>(kTagHeadBytes + tag.body->size());
  output.push_back(static_cast<uint8_t>(total >> 24));
  put24(output, total & 0xFFFFFF);
}

std::optional<Payload> readVideo(std::span<const uint8_t> body) {
  if (body.size() < 2) {
    return std::nullopt;
  }
  if (body[0] & 0x80) {
    const int packet = body[0] & 15;
    if (body.size() < 5 || std::memcmp(body.data() + 1, "avc1", 4) != 0 || (packet != 0 && packet != 1 && packet != 3)) {
      return std::nullopt;
    }
    const bool isFrame = packet != 0;
    const size_t at = packet == 1 ? 8 : 5;
    if (body.size() < at) {
      return std::nullopt;
    }
    return Payload{!isFrame, isFrame && ((body[0] >> 4) & 7) == 1, packet == 1 ? signed24(body.data() + 5) : 0, body.subspan(at)};
  }
  if ((body[0] & 15) != 7 || body.size() < 5 || body[1] > 1) {
    return std::nullopt;
  }
  return Payload{body[1] == 0, body[1] == 1 && (body[0] >> 4) == 1, signed24(body.data() + 2), body.subspan(5)};
}

std::optional<Payload> readAudio(std::span<const uint8_t> body) {
  if (body.size() >= 5 && (body[0] >> 4) == 9) {
    const int packet = body[0] & 15;
    return std::memcmp(body.data() + 1, "mp4a", 4) == 0 && packet <= 1 ? std::optional(Payload{packet == 0, false, 0, body.subspan(5)}) : std::nullopt;
  }
  if (body.size() < 2 || (body[0] >> 4) != 10 || body[1] > 1) {
    return std::nullopt;
  }
  return Payload{body[1] == 0, false, 0, body.subspan(2)};
}

Bytes videoBody(bool isConfig, bool isKey, std::span<const uint8_t> data) {
  Bytes body(kVideoHeadBytes + data.size());
  body[0] = isConfig || isKey ? 0x17 : 0x27;
  body[1] = isConfig ? 0 : 1;
  std::copy(data.begin(), data.end(), body.begin() + kVideoHeadBytes);
  return body;
}

Bytes audioBody(bool isConfig, std::span<const uint8_t> data) {
  Bytes body(kAudioHeadBytes + data.size());
  body[0] = 0xAF;
  body[1] = isConfig ? 0 : 1;
  std::copy(data.begin(), data.end(), body.begin() + kAudioHeadBytes);
  return body;
}

}  // namespace crosslive
