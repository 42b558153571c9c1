#include "relay/Source.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace crosslive {

namespace {
constexpr int64_t kRetryMs = 50;
constexpr int64_t kTellEveryMs = 1'000;
constexpr size_t kReadBytes = 64 * 1024;
constexpr int64_t kLeastStepMs = 20;

std::string lineOf(const Wish& wish) { return wish.rendition + (wish.isSlate ? " slate" : "") + (wish.isLowAudio ? " low" : ""); }

void say(int fd, const std::string& line) {
  [[maybe_unused]] const auto sent = send(fd, line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}
}  // namespace

void Source::sayAll() const {
  if (socket_.isOpen()) {
    say(socket_.get(), lineOf(wish_) + (isHeld_ ? " hold" : "") + (needsKeyframe_ ? " key" : "") + "\n");
  }
}

void Source::choose(const Wish& wish) {
  wish_ = wish;
  sayAll();
}

void Source::tell(bool isHeld, bool needsKeyframe, int64_t nowMs) {
  // What is said to a full socket is lost.
  const bool isDue = (isHeld_ || needsKeyframe_) && nowMs - toldAtMs_ >= kTellEveryMs;
  const bool isNew = isHeld != isHeld_ || needsKeyframe != needsKeyframe_;
  isHeld_ = isHeld;
  needsKeyframe_ = needsKeyframe;
  if (isNew || isDue) {
    toldAtMs_ = nowMs;
    sayAll();
  }
}

void Source::read(int64_t nowMs) {
  if (!socket_.isOpen()) {
    if (nowMs - triedAtMs_ < kRetryMs) {
      return;
    }
    triedAtMs_ = nowMs;
    socket_ = connectLocally(name_);
    if (!socket_.isOpen()) {
      return;
    }
    flv_ = FlvReader();
    isAnchored_ = false;
    connects_++;
    say(socket_.get(), "relay " + lineOf(wish_) + "\n");
    isHeld_ = needsKeyframe_ = false;
  }
  static Bytes buffer(kReadBytes);
  while (true) {
    const ssize_t count = recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
      return;
    }
    if (count <= 0 || !flv_.take({buffer.data(), static_cast<size_t>(count)})) {
      socket_.reset();
      return;
    }
    heardAtMs_ = nowMs;
    if (static_cast<size_t>(count) < buffer.size()) {
      return;
    }
  }
}

std::optional<Tag> Source::next(int64_t nowMs) {
  auto tag = flv_.next();
  if (!tag) {
    return tag;
  }
  const int64_t source = tag->timestampMs;
  if (!isAnchored_) {
    // A new encoder's clock: it goes on where the old one would be by now.
    offsetMs_ = (lastMs_ < 0 ? 0 : lastMs_ + std::max(kLeastStepMs, nowMs - lastAtMs_)) - source;
    isAnchored_ = true;
  }
  const int64_t time = std::max<int64_t>(0, source + offsetMs_);
  if (time >= lastMs_) {
    lastMs_ = time;
    lastAtMs_ = nowMs;
  }
  tag->timestampMs = static_cast<uint32_t>(time);
  return tag;
}

}  // namespace crosslive
