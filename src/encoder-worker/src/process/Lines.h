#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace crosslive {

using Json = nlohmann::json;

/// Version of the protocol on stdin and stdout; README.md describes it.
inline constexpr int kProtocolVersion = 1;

/// Bytes of one command at most; a longer line is answered with an error and passed over.
inline constexpr size_t kMaxCommandBytes = 64 * 1024;

/// Bytes of one line to the supervisor at most (PIPE_BUF): so much is written whole or not at all.
inline constexpr size_t kMaxReportBytes = 4096;

/// Commands from the supervisor, read without waiting.
class CommandReader {
 public:
  CommandReader();
  /// All whole lines that have come. Sets `isEnded` where the supervisor has closed its end. A line that is too long is one empty string.
  std::vector<std::string> read(bool& isEnded);

 private:
  std::string held_;
  bool passesOver_ = false;
};

/// Lines to the supervisor. Never waits: a line that the pipe does not take is left out and counted. Safe for threads.
class Reporter {
 public:
  Reporter();
  void hello(const char* role);
  void acknowledge(int64_t id);
  void refuse(std::optional<int64_t> id, const char* code, const std::string& detail);
  void event(const char* code, const std::string& detail);
  void stats(Json stats);
  /// The last line; `code` says why this process ends.
  void end(const char* code, const std::string& detail);

 private:
  void write(Json line);
  std::mutex gate_;
  int64_t leftOut_ = 0;
};

/// Text that may stand in a line to the supervisor: printable, at most 300 bytes, well-formed.
std::string printable(const std::string& text);

}  // namespace crosslive
