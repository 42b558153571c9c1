#pragma once

namespace crosslive {

/// One destination's relay: reads one rendition from the encoder and publishes it. Its end is the destination's end. Returns the process's exit code.
int runRelay();

}  // namespace crosslive
