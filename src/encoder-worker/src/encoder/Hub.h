#pragma once

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

/// Gives relays what they ask for: one rendition each, changed where a keyframe of all renditions stands. Tags come from the encoders' threads, all else from the loop's.
class Hub {
 public:
  Hub(std::vector<std::string> renditions, int wakeFd);
  /// A picture of this time is to come from so many renditions.
  void expect(int64_t timeNs, size_t count);
  void takeVideo(size_t rendition, const Tag& tag, int64_t timeNs);
  void takeAudio(const Tag& tag);
  /// Sends what has come to all relays. True where one of them waits for a keyframe.
  bool deliver();
  /// A relay; its first line named the rendition.
  void add(Descriptor relay, const std::string& rendition);
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
    std::string line;
    std::deque<Bytes> output;
    size_t outputAt = 0;
    size_t bytes = 0;
  };
  struct Picture {
    size_t missing = 0;
    std::vector<std::pair<size_t, Tag>> tags;
  };
  void wake() const;
  void offer(Relay& relay, size_t rendition, const Tag& tag);
  void send(Relay& relay, const Tag& tag);
  bool flush(Relay& relay);
  bool read(Relay& relay);
  long indexOf(const std::string& name) const;

  const std::vector<std::string> names_;
  const int wakeFd_;
  mutable std::mutex gate_;
  // Pictures that not all renditions have made yet, by time; sound that waits for the loop.
  std::map<int64_t, Picture> pictures_;
  std::vector<Tag> sounds_;
  std::vector<std::map<int64_t, Tag>> newConfigs_;
  std::vector<Tag> configs_;
  Tag soundConfig_;
  std::list<Relay> relays_;
  int64_t droppedPictures_ = 0;
  int64_t droppedAudio_ = 0;
};

}  // namespace crosslive
