#pragma once

#include <cstdint>
#include <optional>

namespace crosslive {

/// Ties this process to its supervisor: the kernel kills it (also a frozen one) when the supervisor's thread that started it ends. False where it has ended already.
/// `parent` is the supervisor's process id; 0: whoever started this.
bool tieToSupervisor(int parent);

/// Bytes of memory that this process holds (RSS).
int64_t heldBytes();

/// Monotonic time in ms.
int64_t nowMs();

/// The name that the process list shows for this process (15 characters at most).
void nameProcess(const char* name);

}  // namespace crosslive
