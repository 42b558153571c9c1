#include "encoder/Hub.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace crosslive {

namespace {
constexpr size_t kMaxLineBytes = 128;
}

Hub::Hub(std::vector<std::string> renditions, int wakeFd) : names_(std::move(renditions)), wakeFd_(wakeFd), newConfigs_(names_.size()), configs_(names_.size()) {}

void Hub::expect(int64_t timeNs, size_t count) {
  const std::lock_guard lock(gate_);
  pictures_[timeNs].missing += count;
}

void Hub::takeVideo(size_t rendition, const Tag& tag, int64_t timeNs) {
  {
    const std::lock_guard lock(gate_);
    if (tag.isConfig) {
      newConfigs_[rendition][timeNs] = tag;
      return;
    }
    const auto found = pictures_.find(timeNs);
    if (found == pictures_.end()) {
      return;
    }
    found->second.tags.emplace_back(rendition, tag);
    found->second.missing--;
  }
  wake();
}

void Hub::takeAudio(const Tag& tag) {
  {
    const std::lock_guard lock(gate_);
    sounds_.push_back(tag);
  }
  wake();
}

bool Hub::deliver() {
  std::vector<Picture> whole;
  std::vector<Tag> sounds;
  {
    const std::lock_guard lock(gate_);
    sounds.swap(sounds_);
    while (!pictures_.empty() && pictures_.begin()->second.missing == 0) {
      const int64_t time = pictures_.begin()->first;
      for (size_t i = 0; i < names_.size(); i++) {
        while (!newConfigs_[i].empty() && newConfigs_[i].begin()->first <= time) {
          configs_[i] = newConfigs_[i].begin()->second;
          newConfigs_[i].erase(newConfigs_[i].begin());
        }
      }
      whole.push_back(std::move(pictures_.begin()->second));
      pictures_.erase(pictures_.begin());
    }
  }
  for (const auto& tag : sounds) {
    if (tag.isConfig) {
      soundConfig_ = tag;
    }
    for (auto& relay : relays_) {
      if (relay.current >= 0) {
        if (relay.bytes > 2 * kMaxRelayBytes) {
          droppedAudio_++;
        } else {
          send(relay, tag);
        }
      }
    }
  }
  for (const auto& picture : whole) {
    for (auto& relay : relays_) {
      // All renditions have their keyframes at the same pictures, and each picture is here whole: so none is sent twice and none is left out.
      const auto isWanted = [&](const auto& each) { return each.first == relay.wanted; };
      const auto found = std::find_if(picture.tags.begin(), picture.tags.end(), isWanted);
      if (found != picture.tags.end() && found->second.isKey && (relay.current != static_cast<long>(relay.wanted) || relay.isWaiting)) {
        Tag config = configs_[relay.wanted];
        config.timestampMs = found->second.timestampMs;
        if (relay.current < 0 && soundConfig_.body) {
          Tag sound = soundConfig_;
          sound.timestampMs = found->second.timestampMs;
          send(relay, sound);
        }
        relay.current = static_cast<long>(relay.wanted);
        relay.isWaiting = false;
        if (config.body) {
          send(relay, config);
        }
      }
      for (const auto& [rendition, tag] : picture.tags) {
        if (static_cast<long>(rendition) == relay.current) {
          offer(relay, rendition, tag);
        }
      }
    }
  }
  bool isWaiting = false;
  for (auto relay = relays_.begin(); relay != relays_.end();) {
    isWaiting = isWaiting || relay->isWaiting || relay->current != static_cast<long>(relay->wanted);
    relay = flush(*relay) ? std::next(relay) : relays_.erase(relay);
  }
  return isWaiting;
}

void Hub::add(Descriptor socket, const std::string& rendition) {
  const long index = indexOf(rendition);
  if (relays_.size() == kMaxRelays || index < 0) {
    return;
  }
  relays_.emplace_back();
  relays_.back().socket = std::move(socket);
  relays_.back().wanted = static_cast<size_t>(index);
  relays_.back().output.push_back(flvHeader());
  relays_.back().bytes = relays_.back().output.back().size();
}

std::vector<std::pair<int, bool>> Hub::descriptors() const {
  std::vector<std::pair<int, bool>> all;
  for (const auto& relay : relays_) {
    all.emplace_back(relay.socket.get(), !relay.output.empty());
  }
  return all;
}

void Hub::serve(int fd) {
  const auto relay = std::find_if(relays_.begin(), relays_.end(), [fd](const Relay& each) { return each.socket.get() == fd; });
  if (relay != relays_.end() && (!read(*relay) || !flush(*relay))) {
    relays_.erase(relay);
  }
}

bool Hub::isStuck() const {
  const std::lock_guard lock(gate_);
  return pictures_.size() > kMaxUnfinishedPictures;
}

void Hub::wake() const {
  const uint64_t one = 1;
  // A full counter has woken the loop already.
  [[maybe_unused]] const auto written = write(wakeFd_, &one, sizeof one);
}

void Hub::offer(Relay& relay, size_t, const Tag& tag) {
  if (relay.isWaiting || relay.bytes > kMaxRelayBytes) {
    relay.isWaiting = true;
    droppedPictures_++;
    return;
  }
  send(relay, tag);
}

void Hub::send(Relay& relay, const Tag& tag) {
  Bytes bytes;
  bytes.reserve(tag.body->size() + 15);
  writeTag(bytes, tag);
  relay.bytes += bytes.size();
  relay.output.push_back(std::move(bytes));
}

bool Hub::flush(Relay& relay) {
  while (!relay.output.empty()) {
    const auto& first = relay.output.front();
    const ssize_t count = ::send(relay.socket.get(), first.data() + relay.outputAt, first.size() - relay.outputAt, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0) {
      return errno == EAGAIN || errno == EINTR;
    }
    relay.bytes -= static_cast<size_t>(count);
    relay.outputAt += static_cast<size_t>(count);
    if (relay.outputAt == first.size()) {
      relay.output.pop_front();
      relay.outputAt = 0;
    }
  }
  return true;
}

bool Hub::read(Relay& relay) {
  char buffer[256];
  const ssize_t count = recv(relay.socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
  if (count <= 0) {
    return count < 0 && (errno == EAGAIN || errno == EINTR);
  }
  for (ssize_t i = 0; i < count; i++) {
    if (buffer[i] != '\n') {
      relay.line += buffer[i];
      if (relay.line.size() > kMaxLineBytes) {
        return false;
      }
      continue;
    }
    const long index = indexOf(relay.line);
    relay.line.clear();
    if (index < 0) {
      return false;
    }
    relay.wanted = static_cast<size_t>(index);
  }
  return true;
}

long Hub::indexOf(const std::string& name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? -1 : found - names_.begin();
}

}  // namespace crosslive
