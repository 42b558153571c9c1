#pragma once

#include <optional>
#include <string>

#include "relay/DeliveredRate.h"
#include "relay/InFlightWindow.h"
#include "relay/SendPace.h"
#include "relay/Sender.h"
#include "relay/SrtAddress.h"
#include "relay/SrtArrivals.h"
#include "relay/TsMuxer.h"

namespace crosslive {

/// How losses are repaired; both sides are told when they connect.
struct SrtRepair {
  int latencyMs = 120;
  /// As libsrt's SRTO_PACKETFILTER takes it; empty: only repeats.
  std::string packetFilter;
};

/// New packets go no slower than this, in bytes a second: 2 Mbit/s.
inline constexpr int64_t kLeastPaceBytes = 250'000;

/// Calls an SRT listener and sends it a transport stream (libsrt, live mode).
class SrtSender : public Sender {
 public:
  SrtSender(SrtAddress address, SrtRepair repair) : address_(std::move(address)), repair_(std::move(repair)) {}
  ~SrtSender() override;
  SrtSender(const SrtSender&) = delete;
  SrtSender& operator=(const SrtSender&) = delete;
  std::optional<Ending> begin() override;
  std::optional<Ending> step(SendQueue& queue, int64_t nowMs) override;
  bool isPublishing() const override { return isPublishing_; }
  int fd() const override { return -1; }
  bool wantsWrite(const SendQueue&) const override { return false; }
  bool isHeld() const override { return true; }
  LinkFigures figures() const override { return figures_; }
  int64_t capBytes() const override { return window_.capBytes(); }
  int64_t oldestVideoMs(int64_t nowMs) const override { return picture_.empty() ? 0 : nowMs - pictureAtMs_; }
  size_t waitingBytes() const override { return message_.size() + picture_.size() - pictureAt_; }

 private:
  std::optional<Ending> call();
  Ending refusal() const;
  void observe(int64_t nowMs);
  int64_t queuedBytes() const;
  double tripMs() const;
  std::optional<Ending> writeAll(SendQueue& queue, int64_t nowMs);
  void fill(SendQueue& queue, int64_t nowMs, bool mayBeginPicture);

  const SrtAddress address_;
  SrtRepair repair_;
  int socket_ = -1;
  bool isPublishing_ = false;
  int64_t begunAtMs_ = 0;
  int64_t publishingAtMs_ = 0;
  double callTripMs_ = 0;
  TsMuxer muxer_;
  SrtArrivals arrivals_;
  InFlightWindow window_;
  SendPace pace_{kLeastPaceBytes};
  LinkFigures figures_;
  DeliveredRate delivered_;
  int64_t observedAtMs_ = 0;
  int64_t progressAcked_ = -1;
  int64_t progressAtMs_ = 0;
  // What is to be sent next, whole packets of the transport stream; and a picture of which some are sent.
  Bytes message_;
  Bytes sounds_;
  Bytes picture_;
  size_t pictureAt_ = 0;
  int64_t pictureAtMs_ = 0;
};

}  // namespace crosslive
