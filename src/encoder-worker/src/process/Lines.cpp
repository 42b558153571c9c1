#include "process/Lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "process/Guard.h"

namespace crosslive {

namespace {
constexpr size_t kMaxDetailBytes = 300;

void setNonBlocking(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }
}  // namespace

std::string printable(const std::string& text) {
  std::string clean;
  for (const unsigned char c : text) {
    if (clean.size() == kMaxDetailBytes) {
      break;
    }
    clean += c >= 0x20 && c < 0x7F ? static_cast<char>(c) : '?';
  }
  return clean;
}

CommandReader::CommandReader() { setNonBlocking(STDIN_FILENO); }

std::vector<std::string> CommandReader::read(bool& isEnded) {
  std::vector<std::string> lines;
  char buffer[4096];
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (count <= 0) {
      isEnded = count == 0 || (errno != EAGAIN && errno != EINTR);
      return lines;
    }
    for (ssize_t i = 0; i < count; i++) {
      if (buffer[i] == '\n') {
        lines.push_back(passesOver_ ? std::string() : std::move(held_));
        held_.clear();
        passesOver_ = false;
      } else if (held_.size() == kMaxCommandBytes) {
        passesOver_ = true;
      } else {
        held_ += buffer[i];
      }
    }
  }
}

Reporter::Reporter() { setNonBlocking(STDOUT_FILENO); }

void Reporter::hello(const char* role) { write({{"type", "hello"}, {"v", kProtocolVersion}, {"role", role}, {"pid", getpid()}}); }

void Reporter::acknowledge(int64_t id) { write({{"type", "ack"}, {"id", id}}); }

void Reporter::refuse(std::optional<int64_t> id, const char* code, const std::string& detail) {
  Json line{{"type", "error"}, {"code", code}, {"detail", printable(detail)}};
  if (id) {
    line["id"] = *id;
  }
  write(std::move(line));
}

void Reporter::event(const char* code, const std::string& detail) { write({{"type", "event"}, {"code", code}, {"detail", printable(detail)}}); }

void Reporter::stats(Json stats) {
  stats["type"] = "stats";
  stats["atMs"] = nowMs();
  stats["heldBytes"] = heldBytes();
  stats["linesLeftOut"] = leftOut_;
  write(std::move(stats));
}

void Reporter::end(const char* code, const std::string& detail) { write({{"type", "end"}, {"code", code}, {"detail", printable(detail)}}); }

void Reporter::write(Json line) {
  const std::string text = line.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
  const std::lock_guard lock(gate_);
  if (text.size() > kMaxReportBytes || ::write(STDOUT_FILENO, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    leftOut_++;
  }
}

}  // namespace crosslive
