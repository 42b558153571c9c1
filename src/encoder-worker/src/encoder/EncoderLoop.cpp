#include "encoder/EncoderLoop.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <optional>

#include "encoder/Decoder.h"
#include "encoder/Hub.h"
#include "encoder/Rendition.h"
#include "encoder/Slate.h"
#include "encoder/SoundEncoder.h"
#include "encoder/Timeline.h"
#include "process/Guard.h"
#include "process/Lines.h"
#include "process/SupervisorWatch.h"

namespace crosslive {

namespace {
constexpr int kTickMs = 20;
constexpr int kStatsEveryMs = 200;
constexpr size_t kMaxRenditions = 4;
constexpr size_t kMaxNewcomers = 16;
constexpr size_t kMaxNewcomerBytes = 128;
constexpr int kNewcomerMs = 2'000;
constexpr size_t kReadBytes = 64 * 1024;
// What is read of the ingest in one turn: others wait meanwhile.
constexpr int kMaxReads = 16;

struct Failure {
  std::string code;
  std::string detail;
};

/// Who has connected and has not said yet what it is.
struct Newcomer {
  Descriptor socket;
  std::string line;
  int64_t sinceMs = 0;
};

class EncoderLoop {
 public:
  EncoderLoop() : wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

  int run() {
    reporter_.hello("encoder");
    while (true) {
      wait();
      if (readCommands()) {
        reporter_.end(end_->code.c_str(), end_->detail);
        return end_->code == "stop" || end_->code == "supervisor-gone" ? 0 : 1;
      }
      if (hub_) {
        turn();
      }
    }
  }

 private:
  void wait() {
    std::vector<pollfd> fds{{STDIN_FILENO, POLLIN, 0}, {wake_.get(), POLLIN, 0}};
    const bool readsIngest = ingest_.isOpen() && !(decoder_ && decoder_->isFull());
    if (listener_.isOpen()) {
      fds.push_back({listener_.get(), POLLIN, 0});
    }
    if (readsIngest) {
      fds.push_back({ingest_.get(), POLLIN, 0});
    }
    for (const auto& newcomer : newcomers_) {
      fds.push_back({newcomer.socket.get(), POLLIN, 0});
    }
    const size_t relaysFrom = fds.size();
    if (hub_) {
      for (const auto& [fd, writes] : hub_->descriptors()) {
        fds.push_back({fd, static_cast<short>(POLLIN | (writes ? POLLOUT : 0)), 0});
      }
    }
    poll(fds.data(), fds.size(), kTickMs);
    uint64_t count;
    [[maybe_unused]] const auto taken = read(wake_.get(), &count, sizeof count);
    for (size_t i = relaysFrom; i < fds.size(); i++) {
      if (fds[i].revents != 0) {
        hub_->serve(fds[i].fd);
      }
    }
  }

  // True where this process is to end.
  bool readCommands() {
    bool isEnded = false;
    for (const auto& line : commands_.read(isEnded)) {
      supervisor_.hear();
      const Json command = Json::parse(line, nullptr, false);
      std::optional<int64_t> id;
      if (command.is_object() && command.contains("id") && command["id"].is_number_integer()) {
        id = command["id"].get<int64_t>();
      }
      if (!id || !command.contains("cmd") || !command["cmd"].is_string()) {
        reporter_.refuse(id, "bad-command", "A command is a JSON object in one line, with 'id' (a whole number) and 'cmd'.");
        continue;
      }
      try {
        take(command["cmd"].get<std::string>(), *id, command);
      } catch (const std::exception& problem) {
        reporter_.refuse(id, "bad-command", problem.what());
      }
    }
    if (!supervisor_.turn(nowMs())) {
      end_ = Failure{"supervisor-silent", "Its supervisor stands still: another may be sending by now."};
    }
    if (isEnded) {
      end_ = Failure{"supervisor-gone", "Its standard input has ended."};
    }
    return end_.has_value();
  }

  void take(const std::string& name, int64_t id, const Json& command) {
    if (name == "start") {
      start(command);
    } else if (name == "alive") {
      // That it came is all it says.
    } else if (name == "stop") {
      end_ = Failure{"stop", "It was told to."};
    } else if (name == "set-bitrate" && hub_) {
      const auto rendition = command.at("rendition").get<std::string>();
      const int kbps = command.at("kbps").get<int>();
      bool isKnown = false;
      for (const auto& each : renditions_) {
        if (each->plan().name == rendition && kbps >= 30 && kbps <= 50'000) {
          each->setKbps(kbps);
          isKnown = true;
        }
      }
      if (!isKnown) {
        throw std::runtime_error("There is no such rendition, or the rate is not 30 to 50,000 kbps.");
      }
    } else if (name == "keyframe" && hub_) {
      timeline_->askForKeyframe();
    } else {
      throw std::runtime_error("There is no such command, or it comes before 'start'.");
    }
    reporter_.acknowledge(id);
  }

  void start(const Json& command) {
    if (hub_) {
      throw std::runtime_error("It has started already.");
    }
    std::vector<RenditionPlan> plans;
    for (const auto& each : command.at("renditions")) {
      plans.push_back({each.at("name").get<std::string>(), each.at("widthPx").get<int>(), each.at("heightPx").get<int>(), each.at("picturesPerSecond").get<int>(), each.at("kbps").get<int>()});
      const auto& plan = plans.back();
      if (plan.width < 16 || plan.width > 3840 || plan.height < 16 || plan.height > 3840 || plan.width % 2 != 0 || plan.height % 2 != 0 || plan.picturesPerSecond < 1 ||
          plan.picturesPerSecond > 120 || plan.kbps < 30 || plan.kbps > 50'000) {
        throw std::runtime_error("A rendition has even sides of 16 to 3840 pixels, 1 to 120 pictures a second and 30 to 50,000 kbps.");
      }
    }
    if (plans.empty() || plans.size() > kMaxRenditions) {
      throw std::runtime_error("There are 1 to 4 renditions, the largest first.");
    }
    maxHeldBytes_ = command.at("maxHeldBytes").get<int64_t>();
    supervisor_.begin(command.value("maxSilentMs", int64_t{0}));
    TimelineLimits limits;
    limits.keyframeEveryMs = command.value("keyframeEveryMs", limits.keyframeEveryMs);
    const auto preset = command.value("preset", std::string("veryfast"));
    listener_ = listenLocally(command.at("socket").get<std::string>());
    if (!listener_.isOpen()) {
      throw std::runtime_error("Its socket's name is taken.");
    }
    gst_init(nullptr, nullptr);
    std::vector<std::string> names;
    for (const auto& plan : plans) {
      names.push_back(plan.name);
    }
    hub_ = std::make_unique<Hub>(names, wake_.get());
    width_ = plans[0].width;
    height_ = plans[0].height;
    for (size_t i = 0; i < plans.size(); i++) {
      renditions_.push_back(std::make_unique<Rendition>(plans[i], width_, height_, plans[0].picturesPerSecond, preset, [this, i](const Tag& tag, int64_t timeNs) { hub_->takeVideo(i, tag, timeNs); }));
    }
    const int audioKbps[kSounds] = {command.value("audioKbps", 128), command.value("lowAudioKbps", 48)};
    for (size_t i = 0; i < kSounds; i++) {
      sounds_.push_back(std::make_unique<SoundEncoder>(audioKbps[i], [this, i](const Tag& tag) { hub_->takeAudio(i, tag); }));
    }
    preset_ = preset;
    timeline_ = std::make_unique<Timeline>(
        limits, makeSlate(width_, height_), [this](GstBuffer* picture, int64_t timeNs, bool isKey) { encode(picture, timeNs, isKey); }, [this](Buffer sound) { encode(std::move(sound)); },
        nowMs());
  }

  void encode(Buffer sound) {
    for (size_t i = 1; i < kSounds; i++) {
      sounds_[i]->push(Buffer(gst_buffer_ref(sound.get())));
    }
    sounds_[0]->push(std::move(sound));
  }

  // Under the timeline's lock, on the thread of whoever brings the picture.
  void encode(GstBuffer* picture, int64_t timeNs, bool isKey) {
    size_t takers = 0;
    for (const auto& rendition : renditions_) {
      if (rendition->isFull()) {
        overloadDrops_++;
        isKeyOwed_ = isKeyOwed_ || isKey;
        return;
      }
    }
    isKey = isKey || std::exchange(isKeyOwed_, false);
    std::array<PictureChoice, kMaxRenditions> choices{};
    for (size_t i = 0; i < renditions_.size(); i++) {
      choices[i] = renditions_[i]->chooser().choose(timeNs, isKey, hub_->isKeyWanted(i), hub_->isHeld(i));
      takers += choices[i].isTaken ? 1 : 0;
    }
    hub_->expect(timeNs, takers);
    for (size_t i = 0; i < renditions_.size(); i++) {
      if (choices[i].isTaken) {
        renditions_[i]->push(picture, timeNs, choices[i].isKey);
      }
    }
  }

  void turn() {
    acceptNewcomers();
    readIngest();
    const int64_t now = nowMs();
    timeline_->tick(now);
    hub_->deliver();
    makeSlates();
    if (now - statsAtMs_ >= kStatsEveryMs) {
      statsAtMs_ = now;
      report();
      watch();
    }
  }

  // One after the other, so that they are in nobody's way: each rendition's slate is encoded once, by an encoder with the rendition's own settings, and sent again and
  // again to relays that want it. So both have one configuration.
  void makeSlates() {
    if (slateMaker_ && (hub_->hasSlate(slatesMade_) || !slateMaker_->failure().empty())) {
      slateMaker_.reset();
      slatesMade_++;
    }
    if (!slateMaker_ && slatesMade_ < renditions_.size()) {
      const size_t i = slatesMade_;
      const auto picture = makeSlate(width_, height_);
      slateMaker_ = std::make_unique<Rendition>(renditions_[i]->firstPlan(), width_, height_, renditions_[0]->firstPlan().picturesPerSecond, preset_,
                                                [this, i](const Tag& tag, int64_t) { hub_->takeSlate(i, tag); });
      for (size_t n = 0; n < kSlatePictures; n++) {
        slateMaker_->push(picture.get(), static_cast<int64_t>(n) * kSlateEveryMs * kMs, n == 0);
      }
    }
  }

  void acceptNewcomers() {
    for (auto socket = acceptLocal(listener_.get()); socket.isOpen(); socket = acceptLocal(listener_.get())) {
      if (newcomers_.size() < kMaxNewcomers) {
        newcomers_.push_back({std::move(socket), {}, nowMs()});
      }
    }
    for (auto newcomer = newcomers_.begin(); newcomer != newcomers_.end();) {
      char letter;
      ssize_t count = 0;
      // A byte at a time: what follows the line is the stream.
      while ((count = recv(newcomer->socket.get(), &letter, 1, MSG_DONTWAIT)) == 1 && letter != '\n' && newcomer->line.size() < kMaxNewcomerBytes) {
        newcomer->line += letter;
      }
      const bool isWhole = count == 1 && letter == '\n';
      if (isWhole) {
        welcome(std::move(newcomer->socket), newcomer->line);
      }
      const bool isWaiting = !isWhole && count < 0 && errno == EAGAIN && nowMs() - newcomer->sinceMs < kNewcomerMs;
      newcomer = isWaiting ? std::next(newcomer) : newcomers_.erase(newcomer);
    }
  }

  void welcome(Descriptor socket, const std::string& line) {
    if (line.rfind("relay ", 0) == 0) {
      hub_->add(std::move(socket), line.substr(6));
    } else if (line.rfind("ingest", 0) == 0) {
      // A newer publisher replaces the older one.
      std::optional<uint32_t> shownFrom;
      if (line.size() > 7) {
        shownFrom = static_cast<uint32_t>(std::strtoul(line.c_str() + 7, nullptr, 10));
      }
      endIngest();
      ingest_ = std::move(socket);
      flv_ = FlvReader();
      decoder_ = std::make_unique<Decoder>(*timeline_, width_, height_, shownFrom);
      timeline_->begin();
      reporter_.event("ingest-began", "");
    }
  }

  void endIngest() {
    if (decoder_) {
      ingestPictures_ += decoder_->pictures();
      ingestAudioFrames_ += decoder_->audioFrames();
      decoder_.reset();
    }
    ingest_.reset();
  }

  void readIngest() {
    static thread_local Bytes buffer(kReadBytes);
    for (int i = 0; i < kMaxReads && ingest_.isOpen() && !decoder_->isFull(); i++) {
      const ssize_t count = recv(ingest_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
      }
      ingestBytes_ += std::max<ssize_t>(0, count);
      const bool isFlv = count > 0 && flv_.take({buffer.data(), static_cast<size_t>(count)});
      while (const auto tag = isFlv ? flv_.next() : std::nullopt) {
        decoder_->take(*tag);
      }
      if (!isFlv) {
        reporter_.event("ingest-ended", count > 0 ? "What came was no FLV." : "");
        endIngest();
      }
    }
  }

  void report() {
    const auto counts = timeline_->counts();
    Json renditions = Json::array();
    for (const auto& each : renditions_) {
      renditions.push_back({{"name", each->plan().name}, {"kbps", each->plan().kbps}, {"pictures", each->pictures()}, {"bytes", each->bytes()}});
    }
    reporter_.stats({
        {"ingest",
         {{"connected", ingest_.isOpen()},
          {"bytes", ingestBytes_},
          {"pictures", ingestPictures_ + (decoder_ ? decoder_->pictures() : 0)},
          {"audioFrames", ingestAudioFrames_ + (decoder_ ? decoder_->audioFrames() : 0)}}},
        {"slate", timeline_->isSlate()},
        {"pictures", counts.pictures},
        {"slatePictures", counts.slatePictures},
        {"keyframes", counts.keyframes},
        {"audioFrames", sounds_[0]->frames()},
        {"silentMs", counts.silentSamples * 1'000 / kSampleRate},
        {"aheadDrops", counts.aheadDrops},
        {"overloadDrops", overloadDrops_.load()},
        {"anchors", counts.anchors},
        {"renditions", renditions},
        {"relays", hub_->relays()},
        {"relayPictureDrops", hub_->droppedPictures()},
        {"relayAudioDrops", hub_->droppedAudio()},
    });
  }

  void watch() {
    if (heldBytes() > maxHeldBytes_) {
      end_ = Failure{"memory", "It holds more memory than it may."};
    }
    if (hub_->isStuck()) {
      end_ = Failure{"encoder-stuck", "An encoder takes pictures and makes none."};
    }
    std::string failure;
    for (const auto& each : sounds_) {
      failure = failure.empty() ? each->failure() : failure;
    }
    for (const auto& each : renditions_) {
      failure = failure.empty() ? each->failure() : failure;
    }
    if (!failure.empty()) {
      end_ = Failure{"encoder-failed", failure};
    }
    if (decoder_) {
      // The publisher's media is at fault, not this process: the slate stands in.
      if (const auto what = decoder_->failure(); !what.empty()) {
        reporter_.event("ingest-broken", what);
        endIngest();
      }
    }
  }

  CommandReader commands_;
  SupervisorWatch supervisor_;
  Reporter reporter_;
  Descriptor wake_;
  Descriptor listener_;
  Descriptor ingest_;
  std::vector<Newcomer> newcomers_;
  FlvReader flv_;
  std::optional<Failure> end_;
  int64_t maxHeldBytes_ = 0;
  int width_ = 0;
  int height_ = 0;
  int64_t statsAtMs_ = 0;
  int64_t ingestBytes_ = 0;
  int64_t ingestPictures_ = 0;
  int64_t ingestAudioFrames_ = 0;
  std::atomic<int64_t> overloadDrops_ = 0;
  bool isKeyOwed_ = false;
  // In the order in which they may go: whoever brings something goes before whom it is brought to.
  std::unique_ptr<Hub> hub_;
  std::vector<std::unique_ptr<SoundEncoder>> sounds_;
  std::vector<std::unique_ptr<Rendition>> renditions_;
  std::unique_ptr<Rendition> slateMaker_;
  size_t slatesMade_ = 0;
  std::string preset_;
  std::unique_ptr<Timeline> timeline_;
  std::unique_ptr<Decoder> decoder_;
};
}  // namespace

int runEncoder() {
  // The kernel takes everything back at once; taking pipelines down in order may wait for a decoder.
  _exit((new EncoderLoop)->run());
}

}  // namespace crosslive
