#pragma once

#include <cstdint>

namespace crosslive {

/// Tells a supervisor that is frozen from one that lives: its end is seen by the kernel and by stdin, its standing still by its silence only. Pure: time is passed in.
/// Counted is time in which this process ran, so that a machine that stood still, or starved both, does not make its supervisor look frozen.
class SupervisorWatch {
 public:
  /// A supervisor that is silent for so long stands still; 0: it need not speak.
  void begin(int64_t maxSilentMs) { maxSilentMs_ = maxSilentMs; }
  /// A command has come.
  void hear() { silentMs_ = 0; }
  /// To be called each turn. False: it has been silent for too long.
  bool turn(int64_t nowMs);

 private:
  int64_t maxSilentMs_ = 0;
  int64_t silentMs_ = 0;
  int64_t turnAtMs_ = -1;
};

}  // namespace crosslive
