#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "flv/Flv.h"
#include "process/LocalSocket.h"

namespace crosslive {

/// Bytes that wait for one relay; at more its pictures are dropped to the next keyframe, at twice as many its sound too, both counted.
inline constexpr size_t kMaxRelayBytes = 4 * 1024 * 1024;

/// Relays of one encoder at one time; one more is closed.
inline constexpr size_t kMaxRelays = 64;

/// Pictures that wait for the slowest rendition; at more the encoder is stuck.
inline constexpr size_t kMaxUnfinishedPictures = 240;

/// Two encoders make the sound, at the usual rate and at a low one; a relay is given the one or the other, and changes between two frames.
inline constexpr size_t kSounds = 2;

/// Pictures of a slate's group, and the distance from one to the next.
inline constexpr size_t kSlatePictures = 20;
inline constexpr uint32_t kSlateEveryMs = 100;

/// Gives relays what they ask for: one rendition each, changed where a keyframe of all renditions stands, or the slate of its size at once. Tags come from the
/// encoders' threads, all else from the loop's.
class Hub {
 public:
  Hub(std::vector<std::string> renditions, int wakeFd);
  /// A rendition's slate: its configuration, or the next picture of its group, which is sent again and again.
  void takeSlate(size_t rendition, const Tag& tag);
  bool hasSlate(size_t rendition) const;
  /// A picture of this time is to come from so many renditions.
  void expect(int64_t timeNs, size_t count);
  void takeVideo(size_t rendition, const Tag& tag, int64_t timeNs);
  void takeAudio(size_t sound, const Tag& tag);
  /// Sends what has come to all relays.
  void deliver();
  /// Whether a relay waits for a keyframe of this rendition. Safe for threads.
  bool isKeyWanted(size_t rendition) const { return (keysWanted_ >> rendition & 1) != 0; }
  /// Whether nobody can take a picture of this rendition now: each relay that has it holds. Safe for threads.
  bool isHeld(size_t rendition) const { return (held_ >> rendition & 1) != 0; }
  /// A relay; its first line said what it wants, as `Wish` reads it.
  void add(Descriptor relay, const std::string& wish);
  /// Descriptors to wait for, and whether something waits to be written to each.
  std::vector<std::pair<int, bool>> descriptors() const;
  /// Reads what a relay asks for, and writes what waits for it.
  void serve(int fd);
  bool isStuck() const;
  size_t relays() const { return relays_.size(); }
  int64_t droppedPictures() const { return droppedPictures_; }
  int64_t droppedAudio() const { return droppedAudio_; }

 private:
  struct Relay {
    Descriptor socket;
    size_t wanted = 0;
    long current = -1;
    bool isWaiting = true;
    bool wantsSlate = false;
    bool holds = false;
    // Which rendition's slate it is being sent, or -1; the next picture of it, and when the last was.
    long slate = -1;
    size_t slateAt = 0;
    uint32_t slateMs = 0;
    size_t sound = 0;
    SharedBytes soundConfig;
    std::string line;
    std::deque<Bytes> output;
    size_t outputAt = 0;
    size_t bytes = 0;
  };
  struct Picture {
    size_t missing = 0;
    std::vector<std::pair<size_t, Tag>> tags;
  };
  struct Loop {
    Tag config;
    std::vector<Tag> pictures;
  };
  void wake() const;
  void offer(Relay& relay, const Tag& tag);
  void deliverSound(Relay& relay, const std::vector<Tag>& frames);
  void deliverPicture(Relay& relay, const Picture& picture);
  bool deliverSlate(Relay& relay, uint32_t timestampMs);
  void note();
  bool ask(Relay& relay, const std::string& wish);
  void send(Relay& relay, const Tag& tag);
  bool flush(Relay& relay);
  bool read(Relay& relay);
  long indexOf(const std::string& name) const;
  bool hasAllSounds() const;

  const std::vector<std::string> names_;
  const int wakeFd_;
  mutable std::mutex gate_;
  // Pictures that not all renditions have made yet, by time; sound that waits for the loop.
  std::map<int64_t, Picture> pictures_;
  std::array<std::deque<Tag>, kSounds> sounds_;
  std::vector<Loop> newSlates_;
  std::vector<Loop> slates_;
  std::vector<std::map<int64_t, Tag>> newConfigs_;
  std::vector<Tag> configs_;
  std::array<Tag, kSounds> soundConfigs_;
  std::list<Relay> relays_;
  // A bit for each rendition.
  std::atomic<uint32_t> keysWanted_ = 0;
  std::atomic<uint32_t> held_ = 0;
  int64_t droppedPictures_ = 0;
  int64_t droppedAudio_ = 0;
};

}  // namespace crosslive
