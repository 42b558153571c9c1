#include "process/Guard.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>

namespace crosslive {

bool tieToSupervisor(int parent) {
  const int before = getppid();
  // SIGKILL, because a frozen process takes no other signal.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // Keys of platforms are in this memory: no dump of it is written.
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  std::signal(SIGPIPE, SIG_IGN);
  const int now = getppid();
  return parent == 0 ? now == before : now == parent;
}

int64_t heldBytes() {
  long pages = 0;
  if (FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*s %ld", &pages) != 1) {
      pages = 0;
    }
    std::fclose(file);
  }
  return static_cast<int64_t>(pages) * sysconf(_SC_PAGESIZE);
}

int64_t nowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void nameProcess(const char* name) { prctl(PR_SET_NAME, name); }

}  // namespace crosslive
