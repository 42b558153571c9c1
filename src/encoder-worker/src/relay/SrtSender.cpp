#include "relay/SrtSender.h"

#include <netdb.h>
#include <srt/access_control.h>
#include <srt/srt.h>

#include <algorithm>
#include <memory>

#include "process/Guard.h"

namespace crosslive {

namespace {
constexpr int kConnectMs = 5'000;
constexpr int kPeerIdleMs = 5'000;
// A lost packet is sent again for each report of it, twice in a round trip, and not once in each: libsrt's other way leaves room for one or two tries only.
constexpr int kRepeatForEachReport = 0;
constexpr int64_t kMaxStepMs = 10'000;
constexpr int64_t kStalledAfterMs = 5'000;
constexpr size_t kMessageBytes = 7 * kTsPacketBytes;
constexpr int64_t kObserveEveryMs = 20;
// A receiver acknowledges every 10 ms, and it is asked every few.
constexpr double kAckMs = 20;
constexpr int kLeastAcks = 20;
constexpr int64_t kRoundTripAfterMs = 1'000;
// A call takes two round trips, or more where a packet of it is lost.
constexpr double kCallTrips = 2;
// Until something else is known a link is taken to deliver 1 Mbit/s: else a keyframe would wait for acknowledgements at the start.
constexpr int64_t kFirstBps = 1'000'000;
constexpr int64_t kNewForMs = 2'000;
// The pace of new packets: as many times what was acknowledged lately, so that a keyframe is neither a burst nor late.
constexpr int64_t kPaceTimes = 3;
// SRT's own pace is as many times that: parity and repeats go at once.
constexpr int64_t kSocketPaceTimes = 2;
constexpr int64_t kBitsPerByte = 8;

bool set(int socket, SRT_SOCKOPT option, int value) { return srt_setsockflag(socket, option, &value, sizeof value) == 0; }
bool set(int socket, SRT_SOCKOPT option, const std::string& value) { return value.empty() || srt_setsockflag(socket, option, value.data(), static_cast<int>(value.size())) == 0; }
}  // namespace

SrtSender::~SrtSender() {
  if (socket_ >= 0) {
    srt_close(socket_);
  }
}

std::optional<Ending> SrtSender::begin() {
  srt_startup();
  srt_setloglevel(LOG_CRIT);
  return call();
}

std::optional<Ending> SrtSender::call() {
  if (socket_ >= 0) {
    srt_close(socket_);
  }
  begunAtMs_ = nowMs();
  socket_ = srt_create_socket();
  const bool isSet = set(socket_, SRTO_TRANSTYPE, SRTT_LIVE) && set(socket_, SRTO_SNDSYN, 0) && set(socket_, SRTO_RCVSYN, 0) && set(socket_, SRTO_PAYLOADSIZE, static_cast<int>(kMessageBytes)) &&
                     set(socket_, SRTO_LATENCY, repair_.latencyMs) && set(socket_, SRTO_RETRANSMITALGO, kRepeatForEachReport) && set(socket_, SRTO_CONNTIMEO, kConnectMs) && set(socket_, SRTO_PEERIDLETIMEO, kPeerIdleMs) &&
                     set(socket_, SRTO_STREAMID, address_.streamId) && set(socket_, SRTO_PASSPHRASE, address_.passphrase) && set(socket_, SRTO_PACKETFILTER, repair_.packetFilter);
  if (!isSet) {
    return Ending{"protocol", std::string("SRT does not take a setting: ") + srt_getlasterror_str() + "."};
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(address_.host.c_str(), address_.port.c_str(), &hints, &found); error != 0) {
    return Ending{"name-unknown", std::string("The destination's name cannot be looked up: ") + gai_strerror(error) + "."};
  }
  const int called = srt_connect(socket_, found->ai_addr, static_cast<int>(found->ai_addrlen));
  freeaddrinfo(found);
  if (called == SRT_ERROR) {
    return Ending{"unreachable", std::string("The destination cannot be reached: ") + srt_getlasterror_str() + "."};
  }
  return std::nullopt;
}

std::optional<Ending> SrtSender::step(SendQueue& queue, int64_t nowMs) {
  const auto state = srt_getsockstate(socket_);
  if (state == SRTS_CONNECTED) {
    if (!isPublishing_) {
      isPublishing_ = true;
      progressAtMs_ = nowMs;
      publishingAtMs_ = nowMs;
      callTripMs_ = static_cast<double>(nowMs - begunAtMs_) / kCallTrips;
    }
    observe(nowMs);
    return writeAll(queue, nowMs);
  }
  if (isPublishing_) {
    return Ending{"closed", "The destination has ended the connection, or does not answer any more."};
  }
  if (state == SRTS_BROKEN || state == SRTS_CLOSED || state == SRTS_NONEXIST) {
    if (srt_getrejectreason(socket_) == SRT_REJ_FILTER && !repair_.packetFilter.empty()) {
      // It knows no such filter: repeats alone have to do.
      repair_.packetFilter.clear();
      return call();
    }
    return refusal();
  }
  return nowMs - begunAtMs_ > kMaxStepMs ? std::optional(Ending{"timeout", "The destination does not answer."}) : std::nullopt;
}

Ending SrtSender::refusal() const {
  const int reason = srt_getrejectreason(socket_);
  switch (reason) {
    case SRT_REJ_BADSECRET: case SRT_REJ_UNSECURE:
      return {"refused-key", "The destination does not take the passphrase, or wants one."};
    case SRT_REJ_TIMEOUT: case SRT_REJ_UNKNOWN:
      return {"timeout", "The destination does not answer."};
    case SRT_REJ_PEER: case SRT_REJX_UNAUTHORIZED: case SRT_REJX_FORBIDDEN: case SRT_REJX_NOTFOUND: case SRT_REJX_BAD_REQUEST: case SRT_REJX_KEY_NOTSUP: case SRT_REJX_CONFLICT: case SRT_REJX_LOCKED:
      return {"refused-key", std::string("The destination does not take the stream's id: ") + srt_rejectreason_str(reason) + "."};
    default:
      return {"protocol", std::string("The destination does not take the call: ") + srt_rejectreason_str(reason) + "."};
  }
}

int64_t SrtSender::queuedBytes() const {
  int packets = 0, length = sizeof packets;
  return srt_getsockflag(socket_, SRTO_SNDDATA, &packets, &length) == 0 ? static_cast<int64_t>(packets) * static_cast<int64_t>(kMessageBytes) : 0;
}

void SrtSender::observe(int64_t nowMs) {
  if (nowMs - observedAtMs_ < kObserveEveryMs) {
    return;
  }
  observedAtMs_ = nowMs;
  SRT_TRACEBSTATS stats{};
  if (srt_bistats(socket_, &stats, 0, 1) != 0) {
    return;
  }
  figures_.packets = stats.pktSentTotal;
  figures_.repeatedPackets = stats.pktRetransTotal;
  figures_.inFlightPackets = stats.pktFlightSize;
  figures_.windowPackets = stats.pktCongestionWindow;
  figures_.congestionControl = "srt-live";
  // The receiver begins with 100 ms, which is no measurement, and both sides take the mean of what comes: until that is forgotten there is no round trip.
  if (stats.pktRecvACKTotal >= kLeastAcks && nowMs - publishingAtMs_ >= kRoundTripAfterMs) {
    figures_.roundTripMs = stats.msRTT;
    figures_.leastRoundTripMs = figures_.leastRoundTripMs == 0 ? stats.msRTT : std::min(figures_.leastRoundTripMs, stats.msRTT);
  }
  const double leastMs = figures_.leastRoundTripMs > 0 ? figures_.leastRoundTripMs : callTripMs_;
  arrivals_.observe({nowMs, sentBytes_, queuedBytes(), stats.pktRecvACKTotal, stats.pktRecvNAKTotal, tripMs(), leastMs});
  figures_.ackedBytes = arrivals_.bytes();
  figures_.queuedBytes = sentBytes_ - figures_.ackedBytes;
  if (delivered_.observe(nowMs, figures_.ackedBytes)) {
    const int64_t pace = std::max(kLeastPaceBytes, kPaceTimes * delivered_.bps() / kBitsPerByte), socketPace = kSocketPaceTimes * pace;
    pace_.set(pace);
    srt_setsockflag(socket_, SRTO_MAXBW, &socketPace, sizeof socketPace);
  }
  figures_.deliveryBps = delivered_.bps();
  const bool isNew = nowMs - publishingAtMs_ < kNewForMs;
  // Without holes the acknowledgements tell of a queue before the smoothed round trip does.
  const double seenMs = arrivals_.hasHoles() ? 0 : static_cast<double>(arrivals_.oldestMs());
  window_.observe(std::max(tripMs() + kAckMs, seenMs), leastMs + kAckMs, isNew ? std::max(kFirstBps, delivered_.bps()) : delivered_.bps(), arrivals_.hasHoles() ? kHolesInFlight : kWholeInFlight);
}

double SrtSender::tripMs() const { return figures_.roundTripMs > 0 ? figures_.roundTripMs : callTripMs_; }

std::optional<Ending> SrtSender::writeAll(SendQueue& queue, int64_t nowMs) {
  if (figures_.ackedBytes != progressAcked_ || figures_.queuedBytes == 0) {
    progressAcked_ = figures_.ackedBytes;
    progressAtMs_ = nowMs;
  } else if (nowMs - progressAtMs_ > kStalledAfterMs) {
    return Ending{"stalled", "The destination has acknowledged nothing for 5 s."};
  }
  pace_.advance(nowMs);
  while (pace_.mayWrite()) {
    const int64_t queued = sentBytes_ - figures_.ackedBytes;
    if (queued >= window_.capBytes() + kSoundReserveBytes) {
      return std::nullopt;
    }
    if (message_.empty()) {
      fill(queue, nowMs, queued < window_.capBytes());
    }
    if (message_.empty()) {
      return std::nullopt;
    }
    const int sent = srt_sendmsg(socket_, reinterpret_cast<const char*>(message_.data()), static_cast<int>(message_.size()), -1, 1);
    if (sent == SRT_ERROR) {
      const int error = srt_getlasterror(nullptr);
      return error == SRT_EASYNCSND ? std::nullopt : std::optional(Ending{"reset", std::string("The destination cannot be sent to any more: ") + srt_getlasterror_str() + "."});
    }
    sentBytes_ += static_cast<int64_t>(message_.size());
    pace_.note(static_cast<int64_t>(message_.size()));
    message_.clear();
  }
  return std::nullopt;
}

// Sound first; what is left of the message is the picture's.
void SrtSender::fill(SendQueue& queue, int64_t nowMs, bool mayBeginPicture) {
  while (sounds_.size() < kMessageBytes) {
    const auto sound = queue.takeAudio(nowMs);
    if (!sound) {
      break;
    }
    muxer_.add(*sound, sounds_);
    sentAudioFrames_ += sound->isConfig ? 0 : 1;
    lastTimestampMs_ = std::max<int64_t>(lastTimestampMs_, sound->timestampMs);
  }
  const size_t sounds = std::min(sounds_.size(), kMessageBytes);
  message_.insert(message_.end(), sounds_.begin(), sounds_.begin() + static_cast<ptrdiff_t>(sounds));
  sounds_.erase(sounds_.begin(), sounds_.begin() + static_cast<ptrdiff_t>(sounds));
  while (mayBeginPicture && message_.size() < kMessageBytes) {
    if (pictureAt_ == picture_.size()) {
      picture_.clear();
      pictureAt_ = 0;
      pictureAtMs_ = nowMs - queue.oldestVideoMs(nowMs);
      const auto picture = queue.takeVideo(nowMs);
      if (!picture) {
        break;
      }
      muxer_.add(*picture, picture_);
      sentPictures_ += picture->isConfig ? 0 : 1;
      lastTimestampMs_ = std::max<int64_t>(lastTimestampMs_, picture->timestampMs);
      continue;
    }
    const size_t piece = std::min(picture_.size() - pictureAt_, kMessageBytes - message_.size());
    message_.insert(message_.end(), picture_.begin() + static_cast<ptrdiff_t>(pictureAt_), picture_.begin() + static_cast<ptrdiff_t>(pictureAt_ + piece));
    pictureAt_ += piece;
  }
}

}  // namespace crosslive
