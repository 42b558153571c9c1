#pragma once

#include <deque>
#include <optional>

#include "flv/Flv.h"
#include "relay/Address.h"
#include "relay/DeliveryWindow.h"
#include "relay/InFlightWindow.h"
#include "relay/Sender.h"
#include "relay/TcpStream.h"

namespace crosslive {

/// Publishes one stream to an RTMP server (Adobe's RTMP 1.0, publisher's side). Sound goes between two chunks of a picture.
class RtmpSender : public Sender {
 public:
  explicit RtmpSender(Address address) : address_(std::move(address)) {}
  std::optional<Ending> begin() override;
  std::optional<Ending> step(SendQueue& queue, int64_t nowMs) override;
  bool isPublishing() const override { return state_ == State::Publishing; }
  int fd() const override { return stream_.fd(); }
  bool isHeld() const override { return isHeld_; }
  bool wantsWrite(const SendQueue& queue) const override { return stream_.wantsWrite() || !output_.empty() || !picture_.empty() || queue.bytes() > 0; }
  LinkFigures figures() const override { return stream_.figures(); }
  int64_t capBytes() const override { return capBytes_; }
  int64_t oldestVideoMs(int64_t nowMs) const override { return picture_.empty() ? 0 : nowMs - pictureAtMs_; }
  size_t waitingBytes() const override { return output_.size() - outputAt_ + picture_.size() - pictureAt_; }

 private:
  enum class State { Connecting, Handshake, Connect, CreateStream, Publish, Publishing };
  struct InChunk {
    uint32_t timestamp = 0;
    uint32_t length = 0;
    uint8_t type = 0;
    bool isExtended = false;
    Bytes body;
  };

  std::optional<Ending> readAll(int64_t nowMs);
  bool readChunk(std::optional<Ending>& ending);
  std::optional<Ending> take(uint8_t type, const Bytes& body);
  std::optional<Ending> takeCommand(const Bytes& body);
  void sendHandshake();
  void sendConnect();
  void sendCreateStream();
  void sendPublish();
  void message(Bytes& output, int chunkStream, uint8_t type, uint32_t stream, uint32_t timestampMs, std::span<const uint8_t> body);
  std::optional<Ending> writeAll(SendQueue& queue, int64_t nowMs);
  Ending closedWhile(Ending ending) const;

  const Address address_;
  TcpStream stream_;
  State state_ = State::Connecting;
  int64_t enteredAtMs_ = 0;
  int64_t publishingAtMs_ = 0;
  Bytes input_;
  size_t inputAt_ = 0;
  std::deque<std::pair<uint32_t, InChunk>> chunks_;
  uint32_t inChunkBytes_ = 128;
  uint32_t windowBytes_ = 0;
  uint64_t readBytes_ = 0;
  uint64_t ackedBytes_ = 0;
  uint32_t streamId_ = 1;
  // What is to be written whole next; and a picture of which some chunks are written.
  Bytes output_;
  size_t outputAt_ = 0;
  Bytes picture_;
  size_t pictureAt_ = 0;
  int64_t pictureAtMs_ = 0;
  DeliveryWindow window_;
  InFlightWindow start_;
  int64_t capBytes_ = DeliveryWindow::kLeastBytes;
  bool isHeld_ = false;
  bool isLimited_ = false;
  int64_t progressAtMs_ = 0;
  int64_t progressAcked_ = -1;
};

}  // namespace crosslive
