#pragma once

#include <optional>

#include "relay/LinkFigures.h"
#include "relay/SendQueue.h"

namespace crosslive {

/// Sends one stream to one destination, by the destination's protocol. Never waits. Sound goes before pictures, between two pieces of one too.
class Sender {
 public:
  virtual ~Sender() = default;
  /// Begins to connect.
  virtual std::optional<Ending> begin() = 0;
  /// Reads and writes what can be without waiting; an ending where it is over.
  virtual std::optional<Ending> step(SendQueue& queue, int64_t nowMs) = 0;
  virtual bool isPublishing() const = 0;
  /// What to wait for; -1: nothing, it is to be stepped every few ms.
  virtual int fd() const = 0;
  /// Whether something waits to be written.
  virtual bool wantsWrite(const SendQueue& queue) const = 0;
  /// Whether what waits is held back until more has been acknowledged.
  virtual bool isHeld() const = 0;
  virtual LinkFigures figures() const = 0;
  virtual int64_t capBytes() const = 0;
  /// How long the picture has waited of which a part is written; 0 where there is none.
  virtual int64_t oldestVideoMs(int64_t nowMs) const = 0;
  virtual size_t waitingBytes() const = 0;
  int64_t sentBytes() const { return sentBytes_; }
  int64_t sentPictures() const { return sentPictures_; }
  int64_t sentAudioFrames() const { return sentAudioFrames_; }
  int64_t lastTimestampMs() const { return lastTimestampMs_; }

 protected:
  int64_t sentBytes_ = 0;
  int64_t sentPictures_ = 0;
  int64_t sentAudioFrames_ = 0;
  int64_t lastTimestampMs_ = 0;
};

}  // namespace crosslive
