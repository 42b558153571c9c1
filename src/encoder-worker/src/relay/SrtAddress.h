#pragma once

#include <string>

namespace crosslive {

/// Where an SRT destination is: srt://host:port[?streamid=…&passphrase=…&mode=caller], values percent-encoded.
struct SrtAddress {
  std::string host;
  std::string port;
  std::string streamId;
  std::string passphrase;
};

bool isSrt(const std::string& url);

/// Throws std::runtime_error with a sentence where it is no such address. The sentence holds none of it.
SrtAddress readSrtAddress(const std::string& url);

}  // namespace crosslive
