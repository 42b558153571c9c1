#pragma once

#include "encoder/Gst.h"

namespace crosslive {

/// The picture that is shown while the host is away: dark, with the two bars of "paused", in I420. Without words, so in no language.
Buffer makeSlate(int width, int height);

}  // namespace crosslive
