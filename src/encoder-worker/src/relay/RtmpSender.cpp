#include "relay/RtmpSender.h"

#include <algorithm>

#include "flv/Amf.h"
#include "process/Guard.h"
#include "process/Lines.h"

namespace crosslive {

namespace {
constexpr int64_t kMaxStepMs = 10'000;       // for each of: connecting, handshake, connect, createStream, publish
constexpr int64_t kStalledAfterMs = 5'000;   // nothing acknowledged while something waits
constexpr int64_t kRefusedWithinMs = 1'000;  // a connection that is closed so soon after the key was sent was closed for the key
// So long the kernel's own figure of what is delivered counts, too: nothing else is known yet, and the first keyframe is large.
constexpr int64_t kNewForMs = 2'000;
constexpr size_t kHandshakeBytes = 1536;
constexpr uint32_t kChunkBytes = 1400;  // about a packet: sound that comes meanwhile waits for no more
constexpr uint32_t kMaxMessageBytes = 64 * 1024;
constexpr size_t kMaxChunkStreams = 16;
constexpr size_t kMaxInputBytes = 256 * 1024;
constexpr int kControlChunks = 2, kCommandChunks = 3, kAudioChunks = 4, kVideoChunks = 6;
constexpr uint8_t kSetChunkSize = 1, kAcknowledgement = 3, kUserControl = 4, kWindow = 5, kAudio = 8, kVideo = 9, kCommand = 20;
constexpr uint32_t kExtended = 0xFFFFFF;

void put(Bytes& output, uint64_t value, int count) {
  for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
    output.push_back(static_cast<uint8_t>(value >> shift));
  }
}

uint32_t get(const uint8_t* data, int count) {
  uint32_t value = 0;
  for (int i = 0; i < count; i++) {
    value = (value << 8) | data[i];
  }
  return value;
}
}  // namespace

std::optional<Ending> RtmpSender::begin() { return stream_.begin(address_.host, address_.port, address_.isTls); }

std::optional<Ending> RtmpSender::step(SendQueue& queue, int64_t nowMs) {
  std::optional<Ending> ending;
  if (enteredAtMs_ == 0) {
    enteredAtMs_ = nowMs;
  }
  if (state_ == State::Connecting && stream_.step(ending)) {
    state_ = State::Handshake;
    enteredAtMs_ = nowMs;
    sendHandshake();
  }
  if (!ending && state_ != State::Connecting) {
    const auto before = state_;
    ending = readAll(nowMs);
    if (state_ != before) {
      enteredAtMs_ = nowMs;
      progressAtMs_ = nowMs;
    }
    if (!ending) {
      ending = writeAll(queue, nowMs);
    }
  }
  if (ending) {
    return closedWhile(*ending);
  }
  if (state_ != State::Publishing && nowMs - enteredAtMs_ > kMaxStepMs) {
    return Ending{"timeout", "The destination does not answer."};
  }
  return std::nullopt;
}

// A server that does not take a key often just closes.
Ending RtmpSender::closedWhile(Ending ending) const {
  const std::string code = ending.code;
  if (code != "closed" && code != "reset") {
    return ending;
  }
  if (state_ == State::Publish) {
    return {"refused-key", "The destination closed the connection in answer to the key."};
  }
  // nginx says yes first.
  if (state_ == State::Publishing && nowMs() - publishingAtMs_ < kRefusedWithinMs) {
    return {"refused-key", "The destination said yes to the key and closed the connection at once."};
  }
  return ending;
}

std::optional<Ending> RtmpSender::readAll(int64_t) {
  std::optional<Ending> ending;
  uint8_t buffer[16 * 1024];
  while (!ending) {
    const size_t count = stream_.read(buffer, ending);
    input_.insert(input_.end(), buffer, buffer + count);
    readBytes_ += count;
    if (input_.size() > kMaxInputBytes) {
      return Ending{"protocol", "The destination sends more than a publisher can be told."};
    }
    if (state_ == State::Handshake) {
      if (input_.size() < 1 + 2 * kHandshakeBytes) {
        if (count == 0) {
          break;
        }
        continue;
      }
      if (input_[0] != 3) {
        return Ending{"protocol", "The destination does not speak RTMP."};
      }
      output_.insert(output_.end(), input_.begin() + 1, input_.begin() + 1 + kHandshakeBytes);
      input_.erase(input_.begin(), input_.begin() + 1 + 2 * kHandshakeBytes);
      state_ = State::Connect;
      sendConnect();
    }
    while (!ending && readChunk(ending)) {
    }
    input_.erase(input_.begin(), input_.begin() + static_cast<ptrdiff_t>(inputAt_));
    inputAt_ = 0;
    if (count == 0) {
      break;
    }
  }
  if (windowBytes_ != 0 && readBytes_ - ackedBytes_ >= windowBytes_ / 2) {
    Bytes body;
    put(body, readBytes_ & 0xFFFFFFFF, 4);
    message(output_, kControlChunks, kAcknowledgement, 0, 0, body);
    ackedBytes_ = readBytes_;
  }
  return ending;
}

bool RtmpSender::readChunk(std::optional<Ending>& ending) {
  const uint8_t* data = input_.data() + inputAt_;
  const size_t size = input_.size() - inputAt_;
  size_t at = 1;
  if (size < 1) {
    return false;
  }
  const int format = data[0] >> 6;
  uint32_t id = data[0] & 63;
  if (id < 2) {
    const size_t more = id + 1;
    if (size < 1 + more) {
      return false;
    }
    id = more == 1 ? 64 + data[1] : 64 + data[1] + 256 * data[2];
    at += more;
  }
  static constexpr size_t kHeadBytes[] = {11, 7, 3, 0};
  if (size < at + kHeadBytes[format]) {
    return false;
  }
  auto found = std::find_if(chunks_.begin(), chunks_.end(), [id](const auto& each) { return each.first == id; });
  if (found == chunks_.end()) {
    if (chunks_.size() == kMaxChunkStreams) {
      ending = Ending{"protocol", "The destination uses more chunk streams than there are reasons for."};
      return false;
    }
    chunks_.emplace_back(id, InChunk{});
    found = std::prev(chunks_.end());
  }
  auto& chunk = found->second;
  uint32_t length = chunk.length;
  uint8_t type = chunk.type;
  bool isExtended = chunk.isExtended;
  if (format <= 2) {
    isExtended = get(data + at, 3) == kExtended;
  }
  if (format <= 1) {
    length = get(data + at + 3, 3);
    type = data[at + 6];
  }
  at += kHeadBytes[format];
  if (length > kMaxMessageBytes) {
    ending = Ending{"protocol", "The destination sends a message that is too long."};
    return false;
  }
  const size_t piece = std::min<size_t>(inChunkBytes_, length - std::min<size_t>(length, chunk.body.size()));
  if (size < at + (isExtended ? 4 : 0) + piece) {
    return false;
  }
  at += isExtended ? 4 : 0;
  chunk.length = length;
  chunk.type = type;
  chunk.isExtended = isExtended;
  chunk.body.insert(chunk.body.end(), data + at, data + at + piece);
  inputAt_ += at + piece;
  if (chunk.body.size() >= chunk.length) {
    const Bytes body = std::move(chunk.body);
    chunk.body = {};
    ending = take(type, body);
  }
  return !ending;
}

std::optional<Ending> RtmpSender::take(uint8_t type, const Bytes& body) {
  if (type == kSetChunkSize && body.size() >= 4) {
    inChunkBytes_ = std::clamp<uint32_t>(get(body.data(), 4) & 0x7FFFFFFF, 1, kMaxMessageBytes);
  } else if (type == kWindow && body.size() >= 4) {
    windowBytes_ = get(body.data(), 4);
  } else if (type == kUserControl && body.size() >= 6 && get(body.data(), 2) == 6) {
    Bytes pong;
    put(pong, 7, 2);
    pong.insert(pong.end(), body.begin() + 2, body.begin() + 6);
    message(output_, kControlChunks, kUserControl, 0, 0, pong);
  } else if (type == kCommand) {
    return takeCommand(body);
  }
  return std::nullopt;
}

std::optional<Ending> RtmpSender::takeCommand(const Bytes& body) {
  const auto values = readAmf(body.data(), body.size());
  if (!values || values->empty() || (*values)[0].text() == nullptr) {
    return Ending{"protocol", "The destination sends what cannot be read."};
  }
  const std::string& name = *(*values)[0].text();
  const double* transaction = values->size() > 1 ? (*values)[1].number() : nullptr;
  const AmfValue* info = values->size() > 3 ? &(*values)[3] : nullptr;
  const std::string* code = info != nullptr ? info->textAt("code") : nullptr;
  const std::string* level = info != nullptr ? info->textAt("level") : nullptr;
  const std::string* description = info != nullptr ? info->textAt("description") : nullptr;
  const std::string said = printable((code != nullptr ? *code : "") + (description != nullptr ? ": " + *description : ""));
  if (name == "_result" && state_ == State::Connect && transaction != nullptr && *transaction == 1) {
    state_ = State::CreateStream;
    sendCreateStream();
  } else if (name == "_result" && state_ == State::CreateStream && transaction != nullptr && *transaction == 4 && values->size() > 3 && (*values)[3].number() != nullptr) {
    streamId_ = static_cast<uint32_t>(*(*values)[3].number());
    state_ = State::Publish;
    sendPublish();
  } else if (name == "_error" && state_ == State::Connect) {
    return Ending{"refused-address", "The destination does not take this application: " + said};
  } else if (name == "_error" && state_ == State::CreateStream && transaction != nullptr && *transaction == 4) {
    return Ending{"refused-address", "The destination makes no stream: " + said};
  } else if (name == "onStatus") {
    if (level != nullptr && *level == "error") {
      return Ending{state_ == State::Publishing ? "closed" : "refused-key", "The destination says: " + said};
    }
    if (state_ == State::Publish && code != nullptr && *code == "NetStream.Publish.Start") {
      state_ = State::Publishing;
      publishingAtMs_ = nowMs();
    }
  }
  return std::nullopt;
}

void RtmpSender::sendHandshake() {
  output_.push_back(3);
  Bytes first(kHandshakeBytes, 0);
  for (size_t i = 8; i < first.size(); i++) {
    first[i] = static_cast<uint8_t>(i * 31 + 7);
  }
  output_.insert(output_.end(), first.begin(), first.end());
}

void RtmpSender::sendConnect() {
  Bytes size;
  put(size, kChunkBytes, 4);
  AmfWriter command;
  command.text("connect").number(1).beginObject().name("app").text(address_.app).name("type").text("nonprivate").name("flashVer").text("FMLE/3.0 (compatible; CrossLive)");
  command.name("tcUrl").text(address_.connectUrl).end();
  // Chunks are counted in the new size from the next message on.
  message(output_, kControlChunks, kSetChunkSize, 0, 0, size);
  message(output_, kCommandChunks, kCommand, 0, 0, command.bytes);
}

void RtmpSender::sendCreateStream() {
  AmfWriter release, announce, create;
  release.text("releaseStream").number(2).null().text(address_.key);
  announce.text("FCPublish").number(3).null().text(address_.key);
  create.text("createStream").number(4).null();
  message(output_, kCommandChunks, kCommand, 0, 0, release.bytes);
  message(output_, kCommandChunks, kCommand, 0, 0, announce.bytes);
  message(output_, kCommandChunks, kCommand, 0, 0, create.bytes);
}

void RtmpSender::sendPublish() {
  AmfWriter command;
  command.text("publish").number(5).null().text(address_.key).text("live");
  message(output_, kCommandChunks, kCommand, streamId_, 0, command.bytes);
}

void RtmpSender::message(Bytes& output, int chunkStream, uint8_t type, uint32_t stream, uint32_t timestampMs, std::span<const uint8_t> body) {
  const bool isExtended = timestampMs >= kExtended;
  output.push_back(static_cast<uint8_t>(chunkStream));
  put(output, isExtended ? kExtended : timestampMs, 3);
  put(output, body.size(), 3);
  output.push_back(type);
  for (int shift = 0; shift < 32; shift += 8) {
    output.push_back(static_cast<uint8_t>(stream >> shift));
  }
  for (size_t at = 0; at == 0 || at < body.size(); at += kChunkBytes) {
    if (at > 0) {
      output.push_back(static_cast<uint8_t>(0xC0 | chunkStream));
    }
    if (isExtended) {
      put(output, timestampMs, 4);
    }
    const auto piece = body.subspan(at, std::min<size_t>(kChunkBytes, body.size() - at));
    output.insert(output.end(), piece.begin(), piece.end());
  }
}

std::optional<Ending> RtmpSender::writeAll(SendQueue& queue, int64_t nowMs) {
  std::optional<Ending> ending;
  const auto figures = stream_.figures();
  if (figures.ackedBytes != progressAcked_ || (figures.queuedBytes == 0 && !wantsWrite(queue))) {
    progressAcked_ = figures.ackedBytes;
    progressAtMs_ = nowMs;
  } else if (state_ == State::Publishing && nowMs - progressAtMs_ > kStalledAfterMs) {
    return Ending{"stalled", "The destination has acknowledged nothing for 5 s."};
  }
  window_.observe(nowMs, figures.ackedBytes, figures.roundTripMs, figures.leastRoundTripMs, isLimited_ && figures.inFlightPackets < figures.windowPackets);
  start_.observe(figures.roundTripMs, figures.leastRoundTripMs, figures.deliveryBps, kWholeInFlight);
  capBytes_ = nowMs - publishingAtMs_ < kNewForMs ? std::max(window_.capBytes(), start_.capBytes()) : window_.capBytes();
  isHeld_ = false;
  while (!ending) {
    if (outputAt_ == output_.size()) {
      output_.clear();
      outputAt_ = 0;
      if (state_ == State::Publishing) {
        const int64_t queued = stream_.queuedBytes();
        const bool hasSound = queue.hasAudio();
        if (queued >= capBytes_ + (hasSound ? kSoundReserveBytes : 0)) {
          isHeld_ = true;
          break;
        }
        if (auto sound = queue.takeAudio(nowMs)) {
          message(output_, kAudioChunks, kAudio, streamId_, sound->timestampMs, *sound->body);
          sentAudioFrames_ += sound->isConfig ? 0 : 1;
          lastTimestampMs_ = std::max<int64_t>(lastTimestampMs_, sound->timestampMs);
        } else {
          if (pictureAt_ == picture_.size()) {
            picture_.clear();
            pictureAt_ = 0;
            pictureAtMs_ = nowMs - queue.oldestVideoMs(nowMs);
            if (auto picture = queue.takeVideo(nowMs)) {
              message(picture_, kVideoChunks, kVideo, streamId_, picture->timestampMs, *picture->body);
              sentPictures_ += picture->isConfig ? 0 : 1;
              lastTimestampMs_ = std::max<int64_t>(lastTimestampMs_, picture->timestampMs);
            }
          }
          // One chunk, so that sound that comes meanwhile goes before the next: its head (the first one's is longer) and its bytes.
          const uint32_t head = picture_.empty() ? 0 : (pictureAt_ == 0 ? 12 : 1) + (get(picture_.data() + 1, 3) == kExtended ? 4 : 0);
          const size_t piece = std::min<size_t>(picture_.size() - pictureAt_, head + kChunkBytes);
          output_.insert(output_.end(), picture_.begin() + static_cast<ptrdiff_t>(pictureAt_), picture_.begin() + static_cast<ptrdiff_t>(pictureAt_ + piece));
          pictureAt_ += piece;
        }
      }
      if (output_.empty()) {
        break;
      }
    }
    const size_t count = stream_.write(std::span(output_).subspan(outputAt_), ending);
    if (count == 0) {
      break;
    }
    outputAt_ += count;
    sentBytes_ += static_cast<int64_t>(count);
  }
  isLimited_ = wantsWrite(queue);
  return ending;
}

}  // namespace crosslive
