#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace crosslive {

/// A value of AMF0, as far as RTMP's commands and metadata need it: null stands for whatever else there is.
struct AmfValue {
  std::variant<std::monostate, double, bool, std::string, std::map<std::string, AmfValue>> value;
  const std::string* text() const { return std::get_if<std::string>(&value); }
  const double* number() const { return std::get_if<double>(&value); }
  /// A text in an object, or null.
  const std::string* textAt(const std::string& name) const;
};

/// The values in an AMF0 message; nothing where it cannot be read.
std::optional<std::vector<AmfValue>> readAmf(const uint8_t* data, size_t size);

/// Writes AMF0.
class AmfWriter {
 public:
  AmfWriter& text(const std::string& value);
  AmfWriter& number(double value);
  AmfWriter& flag(bool value);
  AmfWriter& null();
  AmfWriter& beginObject();
  AmfWriter& beginArray(uint32_t count);
  AmfWriter& name(const std::string& value);
  AmfWriter& end();
  std::vector<uint8_t> bytes;
};

}  // namespace crosslive
