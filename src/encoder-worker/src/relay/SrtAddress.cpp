#include "relay/SrtAddress.h"

#include <cctype>
#include <sstream>
#include <stdexcept>

namespace crosslive {

namespace {
constexpr const char* kScheme = "srt://";
constexpr size_t kSchemeBytes = 6;
constexpr size_t kMaxUrlBytes = 2048;
constexpr size_t kMaxStreamIdBytes = 512;
constexpr size_t kLeastPassphraseBytes = 10;
constexpr size_t kMaxPassphraseBytes = 79;

std::string decoded(const std::string& text) {
  std::string result;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) && std::isxdigit(static_cast<unsigned char>(text[i + 2]))) {
      result += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}
}  // namespace

bool isSrt(const std::string& url) { return url.rfind(kScheme, 0) == 0; }

SrtAddress readSrtAddress(const std::string& url) {
  const auto query = url.find('?');
  std::string place = url.substr(kSchemeBytes, query == std::string::npos ? query : query - kSchemeBytes);
  if (!place.empty() && place.back() == '/') {
    place.pop_back();
  }
  const auto colon = place.rfind(':');
  if (url.size() > kMaxUrlBytes || colon == std::string::npos || colon == 0 || colon + 1 >= place.size() || place.find('/') != std::string::npos) {
    throw std::runtime_error("The address has not the form srt://HOST:PORT?streamid=ID&passphrase=WORD.");
  }
  SrtAddress address;
  address.host = place.substr(0, colon);
  address.port = place.substr(colon + 1);
  if (address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  std::istringstream parts(query == std::string::npos ? "" : url.substr(query + 1));
  for (std::string part; std::getline(parts, part, '&');) {
    const auto equals = part.find('=');
    const std::string name = part.substr(0, equals), value = equals == std::string::npos ? "" : decoded(part.substr(equals + 1));
    if (name == "streamid" && value.size() <= kMaxStreamIdBytes) {
      address.streamId = value;
    } else if (name == "passphrase" && value.size() >= kLeastPassphraseBytes && value.size() <= kMaxPassphraseBytes) {
      address.passphrase = value;
    } else if (name != "mode" || value != "caller") {
      throw std::runtime_error("Of an SRT address' settings there are streamid (512 bytes at most), passphrase (10 to 79 bytes) and mode=caller.");
    }
  }
  return address;
}

}  // namespace crosslive
