#include "relay/RelayLoop.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "process/Guard.h"
#include "process/Lines.h"
#include "process/SupervisorWatch.h"
#include "relay/RtmpSender.h"
#include "relay/Source.h"
#include "relay/SrtSender.h"

namespace crosslive {

namespace {
constexpr int kTickMs = 10;
constexpr int kHeldTickMs = 2;
constexpr int kStatsEveryMs = 100;
constexpr int64_t kSourceSilentMs = 15'000;

class RelayLoop {
 public:
  int run() {
    reporter_.hello("relay");
    while (!end_) {
      wait();
      readCommands();
      if (sender_ && !end_) {
        turn();
      }
    }
    reporter_.end(end_->code, end_->detail);
    return std::string(end_->code) == "stop" || std::string(end_->code) == "supervisor-gone" ? 0 : 1;
  }

 private:
  void wait() {
    std::vector<pollfd> fds{{STDIN_FILENO, POLLIN, 0}};
    const bool isHeld = sender_ && sender_->isHeld();
    if (sender_) {
      fds.push_back({sender_->fd(), static_cast<short>(POLLIN | (isHeld ? 0 : sender_->wantsWrite(queue_) ? POLLOUT : 0)), 0});
    }
    if (source_ && source_->fd() >= 0) {
      fds.push_back({source_->fd(), POLLIN, 0});
    }
    poll(fds.data(), fds.size(), isHeld ? kHeldTickMs : kTickMs);
  }

  void readCommands() {
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
        take(command["cmd"].get<std::string>(), command);
        reporter_.acknowledge(*id);
      } catch (const std::exception& problem) {
        reporter_.refuse(id, "bad-command", problem.what());
      }
    }
    if (!supervisor_.turn(nowMs())) {
      end_ = Ending{"supervisor-silent", "Its supervisor stands still: another may be sending by now."};
    }
    if (isEnded) {
      end_ = Ending{"supervisor-gone", "Its standard input has ended."};
    }
  }

  void take(const std::string& name, const Json& command) {
    if (name == "start" && !sender_) {
      sender_ = senderOf(command);
      source_ = std::make_unique<Source>(command.at("socket").get<std::string>(), wishOf(command));
      maxHeldBytes_ = command.at("maxHeldBytes").get<int64_t>();
      supervisor_.begin(command.value("maxSilentMs", int64_t{0}));
      end_ = sender_->begin();
    } else if (name == "rendition" && source_) {
      const Wish wish = wishOf(command);
      if (wish.isSlate && !source_->wish().isSlate) {
        queue_.skipToKeyframe();
      }
      source_->choose(wish);
    } else if (name == "alive") {
      // That it came is all it says.
    } else if (name == "stop") {
      end_ = Ending{"stop", "It was told to."};
    } else {
      throw std::runtime_error("There is no such command, or not now.");
    }
  }

  static std::unique_ptr<Sender> senderOf(const Json& command) {
    const auto url = command.at("url").get<std::string>();
    if (isSrt(url)) {
      return std::make_unique<SrtSender>(readSrtAddress(url), SrtRepair{command.value("latencyMs", SrtRepair{}.latencyMs), command.value("packetFilter", std::string())});
    }
    return std::make_unique<RtmpSender>(readAddress(url));
  }

  static Wish wishOf(const Json& command) {
    return {command.at("rendition").get<std::string>(), command.value("slate", false), command.value("lowAudio", false)};
  }

  void turn() {
    const int64_t now = nowMs();
    const bool wasPublishing = sender_->isPublishing();
    if (wasPublishing) {
      source_->read(now);
      while (auto tag = source_->next(now)) {
        if (tag->kind != TagKind::Script) {
          queue_.add(std::move(*tag), now);
        }
      }
      if (now - std::max(source_->heardAtMs(), publishingAtMs_) > kSourceSilentMs) {
        end_ = Ending{"source-gone", "Nothing has come from the encoder for 15 s."};
      }
    }
    if (auto ending = sender_->step(queue_, now)) {
      end_ = std::move(ending);
    }
    source_->tell(std::max(queue_.oldestVideoMs(now), sender_->oldestVideoMs(now)) > kJumpAboveMs, queue_.needsKeyframe(), now);
    if (!wasPublishing && sender_->isPublishing()) {
      publishingAtMs_ = now;
      reporter_.event("publishing", "");
    }
    if (now - statsAtMs_ >= kStatsEveryMs) {
      statsAtMs_ = now;
      report(now);
      if (heldBytes() > maxHeldBytes_) {
        end_ = Ending{"memory", "It holds more memory than it may."};
      }
    }
  }

  void report(int64_t now) {
    const auto link = sender_->figures();
    reporter_.stats({
        {"publishing", sender_->isPublishing()},
        {"rendition", source_->wish().rendition},
        {"slate", source_->wish().isSlate},
        {"lowAudio", source_->wish().isLowAudio},
        {"sourceConnects", source_->connects()},
        {"sentBytes", sender_->sentBytes()},
        {"sentPictures", sender_->sentPictures()},
        {"sentAudioFrames", sender_->sentAudioFrames()},
        {"timestampMs", sender_->lastTimestampMs()},
        {"waitingBytes", queue_.bytes() + sender_->waitingBytes()},
        {"waitingPictures", queue_.pictures()},
        {"oldestVideoMs", std::max(queue_.oldestVideoMs(now), sender_->oldestVideoMs(now))},
        {"oldestAudioMs", queue_.oldestAudioMs(now)},
        {"capBytes", sender_->capBytes()},
        {"droppedPictures", queue_.droppedPictures()},
        {"droppedAudioFrames", queue_.droppedAudio()},
        {"socket",
         {{"roundTripMs", link.roundTripMs},
          {"leastRoundTripMs", link.leastRoundTripMs},
          {"ackedBytes", link.ackedBytes},
          {"inFlightPackets", link.inFlightPackets},
          {"unsentBytes", link.unsentBytes},
          {"queuedBytes", link.queuedBytes},
          {"packets", link.packets},
          {"repeatedPackets", link.repeatedPackets},
          {"windowPackets", link.windowPackets},
          {"deliveryBps", link.deliveryBps},
          {"congestionControl", link.congestionControl}}},
    });
  }

  CommandReader commands_;
  SupervisorWatch supervisor_;
  Reporter reporter_;
  std::optional<Ending> end_;
  std::unique_ptr<Sender> sender_;
  std::unique_ptr<Source> source_;
  SendQueue queue_;
  int64_t maxHeldBytes_ = 0;
  int64_t publishingAtMs_ = 0;
  int64_t statsAtMs_ = 0;
};
}  // namespace

int runRelay() { return RelayLoop().run(); }

}  // namespace crosslive
