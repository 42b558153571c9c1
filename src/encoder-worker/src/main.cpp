#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "encoder/EncoderLoop.h"
#include "process/Guard.h"
#include "relay/RelayLoop.h"

namespace {
constexpr const char* kUsage =
    "crosslive-worker encoder|relay [--parent PID] [--name TEXT]\n"
    "\n"
    "  encoder   one room's stream in, two or three renditions out\n"
    "  relay     one rendition to one destination\n"
    "  --parent  the supervisor's process id: without it this process ends\n"
    "  --name    shown in the process list, nothing else\n"
    "\n"
    "Commands come as JSON lines on stdin, answers and figures go to stdout; README.md describes them.\n";
}

int main(int count, char** arguments) {
  if (count >= 2 && std::strcmp(arguments[1], "--help") == 0) {
    std::fputs(kUsage, stdout);
    return 0;
  }
  int parent = 0;
  bool isGood = count >= 2 && count % 2 == 0;
  for (int i = 2; i + 1 < count && isGood; i += 2) {
    if (std::strcmp(arguments[i], "--parent") == 0) {
      parent = std::atoi(arguments[i + 1]);
    } else {
      isGood = std::strcmp(arguments[i], "--name") == 0;
    }
  }
  const bool isEncoder = isGood && std::strcmp(arguments[1], "encoder") == 0;
  if (!isEncoder && !(isGood && std::strcmp(arguments[1], "relay") == 0)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  if (!crosslive::tieToSupervisor(parent)) {
    std::fputs("The supervisor has ended already.\n", stderr);
    return 0;
  }
  return isEncoder ? crosslive::runEncoder() : crosslive::runRelay();
}
