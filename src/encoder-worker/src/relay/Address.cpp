#include "relay/Address.h"

#include <stdexcept>

namespace crosslive {

namespace {
constexpr size_t kMaxUrlBytes = 2048;
}

Address readAddress(const std::string& url) {
  Address address;
  std::string rest;
  for (const unsigned char c : url) {
    if (c <= 0x20 || c >= 0x7F) {
      throw std::runtime_error("The address holds a character that addresses do not have.");
    }
  }
  if (url.rfind("rtmp://", 0) == 0) {
    rest = url.substr(7);
  } else if (url.rfind("rtmps://", 0) == 0) {
    address.isTls = true;
    rest = url.substr(8);
  }
  const auto slash = rest.find('/');
  const auto query = rest.find('?');
  auto last = rest.substr(0, query).rfind('/');
  if (slash != std::string::npos && last == slash && query != std::string::npos && query > slash + 1) {
    // The query is the application's, and goes to the platform with it; the key stands behind it.
    const auto end = rest.find('/', query);
    last = end == query + 1 ? std::string::npos : end;
  }
  if (rest.empty() || url.size() > kMaxUrlBytes || slash == std::string::npos || last == std::string::npos || last <= slash || last + 1 >= rest.size()) {
    throw std::runtime_error("The address has not the form rtmp://HOST/APP/KEY, rtmps://HOST/APP/KEY or rtmp://HOST/APP?QUERY/KEY.");
  }
  std::string host = rest.substr(0, slash);
  const auto close = host.find(']');
  const auto colon = host.rfind(':');
  address.port = address.isTls ? "443" : "1935";
  if (colon != std::string::npos && (close == std::string::npos || colon > close)) {
    address.port = host.substr(colon + 1);
    host = host.substr(0, colon);
  }
  const std::string shown = host;
  if (close != std::string::npos && host.front() == '[') {
    host = host.substr(1, close - 1);
  }
  address.host = host;
  address.app = rest.substr(slash + 1, last - slash - 1);
  address.key = rest.substr(last + 1);
  if (address.host.empty() || address.port.empty() || address.app.empty()) {
    throw std::runtime_error("The address has no host, no port or no application.");
  }
  address.connectUrl = std::string(address.isTls ? "rtmps://" : "rtmp://") + shown + ":" + address.port + "/" + address.app;
  return address;
}

}  // namespace crosslive
