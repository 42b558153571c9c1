#pragma once

namespace crosslive {

/// The encoder of one room: takes the room's stream, encodes its renditions once, and gives them to relays. Returns the process's exit code.
int runEncoder();

}  // namespace crosslive
