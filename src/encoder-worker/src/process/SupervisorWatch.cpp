#include "process/SupervisorWatch.h"

#include <algorithm>

namespace crosslive {

namespace {
// A turn comes each 20 ms at least; what is longer, this process stood still itself.
constexpr int64_t kMostOfTurnMs = 100;
}  // namespace

bool SupervisorWatch::turn(int64_t nowMs) {
  silentMs_ += turnAtMs_ < 0 ? 0 : std::min(nowMs - turnAtMs_, kMostOfTurnMs);
  turnAtMs_ = nowMs;
  return maxSilentMs_ == 0 || silentMs_ < maxSilentMs_;
}

}  // namespace crosslive
