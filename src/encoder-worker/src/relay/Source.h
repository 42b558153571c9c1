#pragma once

#include <optional>
#include <string>

#include "flv/Flv.h"
#include "process/LocalSocket.h"

namespace crosslive {

/// What a relay wants of its encoder.
struct Wish {
  std::string rendition;
  /// The slate in this rendition's size, in place of its pictures.
  bool isSlate = false;
  bool isLowAudio = false;
};

/// The encoder that a relay reads one rendition of. Connects again by itself when the encoder is started anew; its times go on without a step back.
class Source {
 public:
  Source(std::string name, Wish wish) : name_(std::move(name)), wish_(std::move(wish)) {}
  /// Another rendition from the next keyframe on; the slate, and another rate of sound, at once.
  void choose(const Wish& wish);
  /// How the relay's queue is. `isHeld`: pictures wait for so long that more are of no use; the encoder makes none where nobody else takes this rendition, which costs no keyframe later.
  /// `needsKeyframe`: pictures were dropped. Said when it changes, and each second while one of them is so.
  void tell(bool isHeld, bool needsKeyframe, int64_t nowMs);
  const Wish& wish() const { return wish_; }
  /// Connects where it is not connected, and reads what has come.
  void read(int64_t nowMs);
  std::optional<Tag> next(int64_t nowMs);
  int fd() const { return socket_.get(); }
  int64_t connects() const { return connects_; }
  int64_t heardAtMs() const { return heardAtMs_; }

 private:
  const std::string name_;
  void sayAll() const;
  Wish wish_;
  bool isHeld_ = false;
  bool needsKeyframe_ = false;
  int64_t toldAtMs_ = 0;
  Descriptor socket_;
  FlvReader flv_;
  int64_t connects_ = 0;
  int64_t triedAtMs_ = 0;
  int64_t heardAtMs_ = 0;
  bool isAnchored_ = false;
  int64_t offsetMs_ = 0;
  int64_t lastMs_ = -1;
  int64_t lastAtMs_ = 0;
};

}  // namespace crosslive
