#include "encoder/Hub.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <sstream>
#include <utility>

namespace crosslive {

namespace {
constexpr size_t kMaxLineBytes = 128;
}

Hub::Hub(std::vector<std::string> renditions, int wakeFd)
    : names_(std::move(renditions)), wakeFd_(wakeFd), newSlates_(names_.size()), slates_(names_.size()), newConfigs_(names_.size()), configs_(names_.size()) {}

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

void Hub::takeAudio(size_t sound, const Tag& tag) {
  {
    const std::lock_guard lock(gate_);
    sounds_[sound].push_back(tag);
  }
  wake();
}

void Hub::takeSlate(size_t rendition, const Tag& tag) {
  const std::lock_guard lock(gate_);
  auto& slate = newSlates_[rendition];
  if (tag.isConfig) {
    slate.config = tag;
  } else if (slate.pictures.size() < kSlatePictures) {
    slate.pictures.push_back(tag);
  }
}

bool Hub::hasSlate(size_t rendition) const {
  const std::lock_guard lock(gate_);
  return newSlates_[rendition].pictures.size() == kSlatePictures;
}

void Hub::deliver() {
  std::vector<Picture> whole;
  std::vector<std::vector<Tag>> sounds;
  {
    const std::lock_guard lock(gate_);
    // Both encoders make the same frames of the same samples: a frame goes out when both have made it, so a relay that changes gets each once.
    while (hasAllSounds()) {
      std::vector<Tag> frames;
      for (auto& queue : sounds_) {
        frames.push_back(std::move(queue.front()));
        queue.pop_front();
      }
      sounds.push_back(std::move(frames));
    }
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
    for (size_t i = 0; i < names_.size() && !whole.empty(); i++) {
      if (slates_[i].pictures.empty() && newSlates_[i].pictures.size() == kSlatePictures) {
        slates_[i] = newSlates_[i];
      }
    }
  }
  for (const auto& frames : sounds) {
    for (size_t i = 0; i < kSounds; i++) {
      if (frames[i].isConfig) {
        soundConfigs_[i] = frames[i];
      }
    }
    for (auto& relay : relays_) {
      deliverSound(relay, frames);
    }
  }
  for (const auto& picture : whole) {
    for (auto& relay : relays_) {
      if (!picture.tags.empty()) {
        deliverPicture(relay, picture);
      }
    }
  }
  for (auto relay = relays_.begin(); relay != relays_.end();) {
    relay = flush(*relay) ? std::next(relay) : relays_.erase(relay);
  }
  note();
}

// What the threads that bring pictures have to know.
void Hub::note() {
  uint32_t keys = 0, held = 0, open = 0;
  for (const auto& relay : relays_) {
    const uint32_t bit = 1U << relay.wanted;
    const bool isWaiting = relay.isWaiting || relay.current != static_cast<long>(relay.wanted);
    keys |= isWaiting && !relay.wantsSlate ? bit : 0;
    // The keyframe that it waits for takes the place of all that waits in it.
    (relay.holds && !isWaiting && !relay.wantsSlate ? held : open) |= bit;
    // What it is still sent until then.
    open |= relay.current >= 0 ? (1U << relay.current) & ~bit : 0;
  }
  keysWanted_ = keys;
  held_ = held & ~open;
}

bool Hub::hasAllSounds() const {
  return std::none_of(sounds_.begin(), sounds_.end(), [](const auto& queue) { return queue.empty(); });
}

void Hub::deliverSound(Relay& relay, const std::vector<Tag>& frames) {
  const Tag& tag = frames[relay.sound];
  if (relay.current < 0 || tag.isConfig) {
    return;
  }
  if (relay.bytes > 2 * kMaxRelayBytes) {
    droppedAudio_++;
    return;
  }
  if (Tag config = soundConfigs_[relay.sound]; config.body && (!relay.soundConfig || *relay.soundConfig != *config.body)) {
    config.timestampMs = tag.timestampMs;
    relay.soundConfig = config.body;
    send(relay, config);
  }
  send(relay, tag);
}

void Hub::deliverPicture(Relay& relay, const Picture& picture) {
  if (relay.wantsSlate && deliverSlate(relay, picture.tags.front().second.timestampMs)) {
    return;
  }
  // All renditions have their keyframes at the same pictures, and each picture is here whole: so none is sent twice and none is left out.
  const auto isWanted = [&](const auto& each) { return each.first == relay.wanted; };
  const auto found = std::find_if(picture.tags.begin(), picture.tags.end(), isWanted);
  if (found != picture.tags.end() && found->second.isKey && (relay.current != static_cast<long>(relay.wanted) || relay.isWaiting)) {
    Tag config = configs_[relay.wanted];
    config.timestampMs = found->second.timestampMs;
    relay.current = static_cast<long>(relay.wanted);
    relay.isWaiting = false;
    relay.slate = -1;
    if (config.body) {
      send(relay, config);
    }
  }
  if (relay.slate >= 0) {
    // Until the keyframe.
    deliverSlate(relay, picture.tags.front().second.timestampMs);
    return;
  }
  for (const auto& [rendition, tag] : picture.tags) {
    if (static_cast<long>(rendition) == relay.current) {
      offer(relay, tag);
    }
  }
}

// At once: a slate's group is there already. False where it is not made yet.
bool Hub::deliverSlate(Relay& relay, uint32_t timestampMs) {
  const auto which = static_cast<long>(relay.wantsSlate || relay.slate < 0 ? relay.wanted : static_cast<size_t>(relay.slate));
  const auto& slate = slates_[static_cast<size_t>(which)];
  if (slate.pictures.empty()) {
    return false;
  }
  const bool begins = relay.slate != which;
  if (begins || timestampMs - relay.slateMs >= kSlateEveryMs) {
    relay.slateAt = begins ? 0 : (relay.slateAt + 1) % slate.pictures.size();
    relay.slate = relay.current = which;
    relay.isWaiting = true;
    relay.slateMs = timestampMs;
    if (Tag config = slate.config; relay.slateAt == 0 && config.body) {
      config.timestampMs = timestampMs;
      send(relay, config);
    }
    Tag tag = slate.pictures[relay.slateAt];
    tag.timestampMs = timestampMs;
    if (relay.bytes <= kMaxRelayBytes) {
      send(relay, tag);
    } else {
      relay.slate = -1;
      droppedPictures_++;
    }
  }
  return true;
}

void Hub::add(Descriptor socket, const std::string& wish) {
  Relay relay;
  if (relays_.size() == kMaxRelays || !ask(relay, wish)) {
    return;
  }
  relay.socket = std::move(socket);
  relay.output.push_back(flvHeader());
  relay.bytes = relay.output.back().size();
  relays_.push_back(std::move(relay));
}

// A rendition's name, then "slate" where its slate is wanted, "low" where the low sound is, "hold" where pictures wait in the relay already, and "key" where it
// needs a keyframe.
bool Hub::ask(Relay& relay, const std::string& wish) {
  std::istringstream words(wish);
  std::string name, word;
  words >> name;
  const long index = indexOf(name);
  bool wantsSlate = false, holds = false, wantsKey = false;
  size_t sound = 0;
  while (words >> word) {
    if (word == "slate") {
      wantsSlate = true;
    } else if (word == "low") {
      sound = 1;
    } else if (word == "hold") {
      holds = true;
    } else if (word == "key") {
      wantsKey = true;
    } else {
      return false;
    }
  }
  if (index < 0) {
    return false;
  }
  relay.wanted = static_cast<size_t>(index);
  relay.wantsSlate = wantsSlate;
  relay.sound = sound;
  relay.holds = holds;
  relay.isWaiting = relay.isWaiting || wantsKey;
  return true;
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
  note();
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

void Hub::offer(Relay& relay, const Tag& tag) {
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
    const std::string wish = std::exchange(relay.line, {});
    if (!ask(relay, wish)) {
      return false;
    }
  }
  return true;
}

long Hub::indexOf(const std::string& name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? -1 : found - names_.begin();
}

}  // namespace crosslive
