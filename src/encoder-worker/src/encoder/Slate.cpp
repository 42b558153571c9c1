#include "encoder/Slate.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace crosslive {

namespace {
constexpr uint8_t kDark = 32;
constexpr uint8_t kLight = 150;
constexpr uint8_t kGrey = 128;

// GStreamer's own layout of I420: rows of four, chroma planes of half the size.
int up(int value, int to) { return (value + to - 1) / to * to; }
}  // namespace

Buffer makeSlate(int width, int height) {
  const int stride = up(width, 4), chromaStride = up(up(width, 2) / 2, 4);
  const int rows = up(height, 2), chromaRows = rows / 2;
  std::vector<uint8_t> picture(static_cast<size_t>(stride) * rows + 2 * static_cast<size_t>(chromaStride) * chromaRows, kGrey);
  std::fill_n(picture.begin(), static_cast<size_t>(stride) * rows, kDark);
  const int side = std::min(width, height), bar = side / 14, tall = side / 4;
  for (int y = (height - tall) / 2; y < (height + tall) / 2; y++) {
    for (const int left : {width / 2 - 2 * bar, width / 2 + bar}) {
      std::fill_n(picture.begin() + static_cast<ptrdiff_t>(y) * stride + left, bar, kLight);
    }
  }
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, picture.size(), nullptr);
  gst_buffer_fill(buffer, 0, picture.data(), picture.size());
  return Buffer(buffer);
}

}  // namespace crosslive
