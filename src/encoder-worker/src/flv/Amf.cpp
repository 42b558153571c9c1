#include "flv/Amf.h"

#include <bit>

namespace crosslive {

namespace {
constexpr int kMaxDepth = 8;
constexpr size_t kMaxValues = 256;

struct AmfReader {
  const uint8_t* data;
  size_t size;
  size_t at = 0;
  size_t values = 0;
  bool isBroken = false;

  bool has(size_t count) {
    isBroken = isBroken || size - at < count;
    return !isBroken;
  }

  uint64_t integer(size_t bytes) {
    uint64_t value = 0;
    if (has(bytes)) {
      for (size_t i = 0; i < bytes; i++) {
        value = (value << 8) | data[at++];
      }
    }
    return value;
  }

  std::string text(size_t lengthBytes) {
    const auto length = static_cast<size_t>(integer(lengthBytes));
    if (!has(length)) {
      return {};
    }
    std::string value(reinterpret_cast<const char*>(data) + at, length);
    at += length;
    return value;
  }

  std::map<std::string, AmfValue> members(int depth) {
    std::map<std::string, AmfValue> found;
    while (!isBroken) {
      const std::string name = text(2);
      if (name.empty() && has(1) && data[at] == 9) {
        at++;
        break;
      }
      found[name] = value(depth + 1);
    }
    return found;
  }

  AmfValue value(int depth) {
    if (depth > kMaxDepth || ++values > kMaxValues || !has(1)) {
      isBroken = true;
      return {};
    }
    switch (data[at++]) {
      case 0: return {std::bit_cast<double>(integer(8))};
      case 1: return {integer(1) != 0};
      case 2: return {text(2)};
      case 3: return {members(depth)};
      case 8: integer(4); return {members(depth)};
      case 5: case 6: return {};
      case 10: {
        const auto count = integer(4);
        for (uint64_t i = 0; i < count && !isBroken; i++) {
          value(depth + 1);
        }
        return {};
      }
      case 11: integer(8); integer(2); return {};
      case 12: return {text(4)};
      default: isBroken = true; return {};
    }
  }
};

void put(std::vector<uint8_t>& bytes, uint64_t value, int count) {
  for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<uint8_t>(value >> shift));
  }
}
}  // namespace

const std::string* AmfValue::textAt(const std::string& name) const {
  const auto* object = std::get_if<std::map<std::string, AmfValue>>(&value);
  if (object == nullptr) {
    return nullptr;
  }
  const auto found = object->find(name);
  return found == object->end() ? nullptr : found->second.text();
}

std::optional<std::vector<AmfValue>> readAmf(const uint8_t* data, size_t size) {
  AmfReader reader{data, size};
  std::vector<AmfValue> values;
  while (reader.at < size && !reader.isBroken) {
    values.push_back(reader.value(0));
  }
  return reader.isBroken ? std::nullopt : std::optional(std::move(values));
}

AmfWriter& AmfWriter::text(const std::string& value) {
  bytes.push_back(2);
  return name(value);
}

AmfWriter& AmfWriter::number(double value) {
  bytes.push_back(0);
  put(bytes, std::bit_cast<uint64_t>(value), 8);
  return *this;
}

AmfWriter& AmfWriter::flag(bool value) {
  bytes.push_back(1);
  bytes.push_back(value ? 1 : 0);
  return *this;
}

AmfWriter& AmfWriter::null() {
  bytes.push_back(5);
  return *this;
}

AmfWriter& AmfWriter::beginObject() {
  bytes.push_back(3);
  return *this;
}

AmfWriter& AmfWriter::beginArray(uint32_t count) {
  bytes.push_back(8);
  put(bytes, count, 4);
  return *this;
}

AmfWriter& AmfWriter::name(const std::string& value) {
  put(bytes, value.size(), 2);
  bytes.insert(bytes.end(), value.begin(), value.end());
  return *this;
}

AmfWriter& AmfWriter::end() {
  put(bytes, 9, 3);
  return *this;
}

}  // namespace crosslive
