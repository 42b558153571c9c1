#pragma once

#include <string>

namespace crosslive {

/// Where a destination is: rtmp(s)://host[:port]/app[/more]/key. The key is what stands after the last slash, with its query. Or
/// rtmp(s)://host[:port]/app?query/key: the query is then the application's, of which it is a part here and in 'connect'.
struct Address {
  bool isTls = false;
  std::string host;
  std::string port;
  std::string app;
  std::string key;
  /// rtmp(s)://host:port/app, as 'connect' names it.
  std::string connectUrl;
};

/// Throws std::runtime_error with a sentence where it is no such address. The sentence does not hold the key.
Address readAddress(const std::string& url);

}  // namespace crosslive
