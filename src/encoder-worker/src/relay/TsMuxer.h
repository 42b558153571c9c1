#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "flv/Flv.h"

namespace crosslive {

inline constexpr size_t kTsPacketBytes = 188;

/// Makes an MPEG transport stream (ISO 13818-1) of H.264 and AAC. The packets of a picture and of a frame of sound may be sent in any order among each other, so sound
/// need not wait for a picture: GStreamer's mpegtsmux waits for both. The clock (PCR) goes with the sound, which never stops.
class TsMuxer {
 public:
  /// The packets of a tag, added to `output`; a configuration is kept and has none. Packets of one kind are to be sent in the order in which they were made.
  void add(const Tag& tag, Bytes& output);

 private:
  struct Stream {
    uint16_t pid;
    uint8_t counter = 0;
  };
  void tables(Bytes& output);
  void section(Stream& stream, std::span<const uint8_t> body, Bytes& output);
  void pes(Stream& stream, uint8_t streamId, uint64_t timestampMs, int64_t compositionMs, bool isKey, bool hasClock, std::span<const uint8_t> data, Bytes& output);
  Bytes picture(const Payload& payload) const;
  Bytes sound(const Payload& payload) const;

  Stream patStream_{0};
  Stream pmtStream_{0x1000};
  Stream videoStream_{0x100};
  Stream audioStream_{0x101};
  // Parameter sets as Annex B has them; what ADTS needs of the sound's configuration.
  Bytes parameterSets_;
  size_t lengthBytes_ = 4;
  std::array<uint8_t, 2> soundConfig_{};
  bool hasSound_ = false;
  int64_t tablesAtMs_ = -1;
};

}  // namespace crosslive
