#include "relay/TsMuxer.h"

#include <algorithm>

namespace crosslive {

namespace {
constexpr size_t kHeadBytes = 4;
constexpr int64_t kTablesEveryMs = 200;
constexpr uint64_t kTicksPerMs = 90;
// Pictures and sound are to be shown so long after the clock's time: as much as they may wait on the way.
constexpr uint64_t kLeadMs = 700;
constexpr uint8_t kVideoId = 0xE0, kAudioId = 0xC0;
constexpr uint8_t kH264 = 0x1B, kAdts = 0x0F;
constexpr size_t kAdtsBytes = 7;
constexpr uint16_t kProgram = 1;
constexpr size_t kMostPesBytes = 0xFFFF;

uint32_t crc(std::span<const uint8_t> bytes) {
  uint32_t value = 0xFFFFFFFF;
  for (const uint8_t byte : bytes) {
    for (int bit = 7; bit >= 0; bit--) {
      const bool isSet = ((value >> 31) ^ ((byte >> bit) & 1)) != 0;
      value = (value << 1) ^ (isSet ? 0x04C11DB7 : 0);
    }
  }
  return value;
}

void head(Bytes& output, uint16_t pid, bool begins, bool hasAdaptation, uint8_t counter) {
  output.push_back(0x47);
  output.push_back(static_cast<uint8_t>((begins ? 0x40 : 0) | (pid >> 8)));
  output.push_back(static_cast<uint8_t>(pid));
  output.push_back(static_cast<uint8_t>((hasAdaptation ? 0x30 : 0x10) | (counter & 15)));
}
}  // namespace

void TsMuxer::add(const Tag& tag, Bytes& output) {
  const auto payload = tag.kind == TagKind::Video ? readVideo(*tag.body) : readAudio(*tag.body);
  if (!payload) {
    return;
  }
  const auto data = payload->data;
  if (payload->isConfig && tag.kind == TagKind::Audio && data.size() >= 2) {
    soundConfig_ = {data[0], data[1]};
    hasSound_ = true;
    return;
  }
  if (payload->isConfig) {
    // An avcC record: sets of both kinds, each with its length in two bytes.
    parameterSets_.clear();
    size_t at = 5;
    lengthBytes_ = data.size() > 4 ? (data[4] & 3) + 1u : 4;
    for (const int mask : {0x1F, 0xFF}) {
      for (int left = at < data.size() ? data[at++] & mask : 0; left > 0 && at + 2 <= data.size(); left--) {
        const size_t size = static_cast<size_t>(data[at] << 8 | data[at + 1]);
        at += 2;
        if (at + size > data.size()) {
          return;
        }
        parameterSets_.insert(parameterSets_.end(), {0, 0, 0, 1});
        parameterSets_.insert(parameterSets_.end(), data.begin() + static_cast<ptrdiff_t>(at), data.begin() + static_cast<ptrdiff_t>(at + size));
        at += size;
      }
    }
    return;
  }
  const bool isAudio = tag.kind == TagKind::Audio;
  if (isAudio && !hasSound_) {
    return;
  }
  const int64_t time = tag.timestampMs;
  if (tablesAtMs_ < 0 || payload->isKey || time - tablesAtMs_ >= kTablesEveryMs || time < tablesAtMs_) {
    tables(output);
    tablesAtMs_ = time;
  }
  if (isAudio) {
    pes(audioStream_, kAudioId, tag.timestampMs, 0, false, true, sound(*payload), output);
  } else {
    pes(videoStream_, kVideoId, tag.timestampMs, payload->compositionMs, payload->isKey, false, picture(*payload), output);
  }
}

Bytes TsMuxer::picture(const Payload& payload) const {
  // An access unit delimiter stands before each picture in a transport stream.
  Bytes body;
  body.reserve(payload.data.size() + parameterSets_.size() + 16);
  for (const uint8_t byte : {0, 0, 0, 1, 9, 0xF0}) {
    body.push_back(byte);
  }
  if (payload.isKey) {
    body.insert(body.end(), parameterSets_.begin(), parameterSets_.end());
  }
  for (size_t at = 0; at + lengthBytes_ <= payload.data.size();) {
    size_t size = 0;
    for (size_t i = 0; i < lengthBytes_; i++) {
      size = size << 8 | payload.data[at + i];
    }
    at += lengthBytes_;
    size = std::min(size, payload.data.size() - at);
    body.insert(body.end(), {0, 0, 0, 1});
    body.insert(body.end(), payload.data.begin() + static_cast<ptrdiff_t>(at), payload.data.begin() + static_cast<ptrdiff_t>(at + size));
    at += size;
  }
  return body;
}

Bytes TsMuxer::sound(const Payload& payload) const {
  const unsigned kind = soundConfig_[0] >> 3, rate = (soundConfig_[0] & 7u) << 1 | soundConfig_[1] >> 7, channels = soundConfig_[1] >> 3 & 15u;
  const size_t size = kAdtsBytes + payload.data.size();
  Bytes body{0xFF,
             0xF1,
             static_cast<uint8_t>((kind - 1) << 6 | rate << 2 | channels >> 2),
             static_cast<uint8_t>((channels & 3) << 6 | size >> 11),
             static_cast<uint8_t>(size >> 3),
             static_cast<uint8_t>((size & 7) << 5 | 0x1F),
             0xFC};
  body.insert(body.end(), payload.data.begin(), payload.data.end());
  return body;
}

void TsMuxer::tables(Bytes& output) {
  const Bytes pat{0x00, 0xB0, 13, 0, 1, 0xC1, 0, 0, kProgram >> 8, kProgram & 0xFF, static_cast<uint8_t>(0xE0 | pmtStream_.pid >> 8), static_cast<uint8_t>(pmtStream_.pid)};
  section(patStream_, pat, output);
  const auto high = [](const Stream& stream) { return static_cast<uint8_t>(0xE0 | stream.pid >> 8); };
  const auto low = [](const Stream& stream) { return static_cast<uint8_t>(stream.pid); };
  const Bytes pmt{0x02, 0xB0, 23, kProgram >> 8, kProgram & 0xFF, 0xC1, 0, 0, high(audioStream_), low(audioStream_), 0xF0, 0,
                  kH264, high(videoStream_), low(videoStream_), 0xF0, 0, kAdts, high(audioStream_), low(audioStream_), 0xF0, 0};
  section(pmtStream_, pmt, output);
}

void TsMuxer::section(Stream& stream, std::span<const uint8_t> body, Bytes& output) {
  const size_t from = output.size();
  head(output, stream.pid, true, false, stream.counter++);
  output.push_back(0);
  output.insert(output.end(), body.begin(), body.end());
  const uint32_t sum = crc(body);
  for (int shift = 24; shift >= 0; shift -= 8) {
    output.push_back(static_cast<uint8_t>(sum >> shift));
  }
  output.resize(from + kTsPacketBytes, 0xFF);
}

void TsMuxer::pes(Stream& stream, uint8_t streamId, uint64_t timestampMs, int64_t compositionMs, bool isKey, bool hasClock, std::span<const uint8_t> data, Bytes& output) {
  const uint64_t pts = (timestampMs + kLeadMs + static_cast<uint64_t>(std::max<int64_t>(0, compositionMs))) * kTicksPerMs;
  Bytes whole{0, 0, 1, streamId, 0, 0, 0x80, 0x80, 5, static_cast<uint8_t>(0x21 | (pts >> 29 & 0x0E)), static_cast<uint8_t>(pts >> 22), static_cast<uint8_t>(0x01 | (pts >> 14 & 0xFE)),
              static_cast<uint8_t>(pts >> 7), static_cast<uint8_t>(0x01 | (pts << 1 & 0xFE))};
  whole.insert(whole.end(), data.begin(), data.end());
  // Only pictures may leave their length out.
  if (const size_t size = whole.size() - 6; streamId == kAudioId && size <= kMostPesBytes) {
    whole[4] = static_cast<uint8_t>(size >> 8);
    whole[5] = static_cast<uint8_t>(size);
  }
  for (size_t at = 0; at < whole.size();) {
    const bool begins = at == 0;
    Bytes adaptation;
    if (begins && (isKey || hasClock)) {
      adaptation = {0, static_cast<uint8_t>((isKey ? 0x40 : 0) | (hasClock ? 0x10 : 0))};
      if (hasClock) {
        const uint64_t base = timestampMs * kTicksPerMs;
        adaptation.insert(adaptation.end(), {static_cast<uint8_t>(base >> 25), static_cast<uint8_t>(base >> 17), static_cast<uint8_t>(base >> 9), static_cast<uint8_t>(base >> 1),
                                             static_cast<uint8_t>((base & 1) << 7 | 0x7E), 0});
      }
    }
    const size_t left = whole.size() - at;
    const size_t room = kTsPacketBytes - kHeadBytes - adaptation.size();
    const size_t piece = std::min(left, room);
    if (piece < room) {
      // The rest is filled before it.
      if (adaptation.empty()) {
        adaptation.push_back(0);
        if (room - piece > 1) {
          adaptation.push_back(0);
        }
      }
      adaptation.resize(kTsPacketBytes - kHeadBytes - piece, 0xFF);
    }
    if (!adaptation.empty()) {
      adaptation[0] = static_cast<uint8_t>(adaptation.size() - 1);
    }
    head(output, stream.pid, begins, !adaptation.empty(), stream.counter++);
    output.insert(output.end(), adaptation.begin(), adaptation.end());
    output.insert(output.end(), whole.begin() + static_cast<ptrdiff_t>(at), whole.begin() + static_cast<ptrdiff_t>(at + piece));
    at += piece;
  }
}

}  // namespace crosslive
