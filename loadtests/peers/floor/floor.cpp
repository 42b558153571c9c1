// The floor of the comparison: what it costs at the very least to get frames of a tick to many sockets, with nothing around it.
// Accepts WebSockets, reads and drops what comes in, makes its own events on a schedule, and once a tick writes one ready-made frame with
// those that came due to every socket, by a plain non-blocking write. A socket that has no room is closed: nothing is queued.
//
//   floor PORT RATE TICK_US    PORT 0 takes a free one; TICK_US 0 writes each event as soon as it is due, in a frame of its own;
//                              prints "PORT START_US" (CLOCK_MONOTONIC, when event 0 is due)

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

constexpr int max_ready = 1024;
constexpr size_t max_request_bytes = 16 * 1024;
constexpr int backlog = 4096;

int64_t now_us() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return int64_t{t.tv_sec} * 1'000'000 + t.tv_nsec / 1'000;
}

// The swarm's upgrade has a fixed key, so the answer is fixed, too.
constexpr char upgrade_answer[] =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

std::string frame_of(const std::string& payload) {
  std::string frame(1, '\x81');
  if (payload.size() <= 125) {
    frame += static_cast<char>(payload.size());
  } else if (payload.size() <= 0xFFFF) {
    frame += '\x7E';
    for (int shift = 8; shift >= 0; shift -= 8) frame += static_cast<char>(payload.size() >> shift);
  } else {
    frame += '\x7F';
    for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(payload.size() >> shift);
  }
  return frame + payload;
}

// Our server's JSON frame, with chats of the same fields and length.
std::string payload_of(int64_t first, int64_t last, int64_t start_us, double interval_us) {
  std::string payload = R"({"type":1,"target":"events","arguments":[{"e":1,"v":[)";
  char event[320];
  for (int64_t n = first; n <= last; n++) {
    std::snprintf(event, sizeof event,
                  R"(%s{"t":"chat","s":%lld,"a":%lld,"p":"custom","i":"fan-0042","n":"Fan 0042","m":"due:%lld how much is the blue one, and does it come in a larger size too?"})",
                  n == first ? "" : ",", static_cast<long long>(n + 1), static_cast<long long>(time(nullptr)) * 1000,
                  static_cast<long long>(start_us + static_cast<int64_t>(n * interval_us)));
    payload += event;
  }
  return payload + "]}]}\x1e";
}

struct Floor {
  int epoll = epoll_create1(0);
  int listener = -1;
  std::unordered_map<int, std::string> arriving;  // what has come of a request
  std::vector<int> viewers;

  void watch(int fd) {
    epoll_event change{};
    change.events = EPOLLIN;
    change.data.fd = fd;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &change);
  }

  int listen_on(int port) {
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(listener, backlog) != 0) {
      std::perror("floor: listen");
      std::exit(1);
    }
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
    watch(listener);
    return ntohs(address.sin_port);
  }

  void accept_all() {
    for (int fd; (fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
      int one = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      arriving.emplace(fd, std::string{});
      watch(fd);
    }
  }

  void drop(int fd) {
    arriving.erase(fd);
    std::erase(viewers, fd);
    close(fd);
  }

  void read_from(int fd) {
    static char buffer[64 * 1024];
    const ssize_t read_bytes = recv(fd, buffer, sizeof buffer, 0);
    if (read_bytes == 0 || (read_bytes < 0 && errno != EAGAIN && errno != EINTR)) return drop(fd);
    const auto request = arriving.find(fd);
    if (read_bytes < 0 || request == arriving.end()) return;
    request->second.append(buffer, static_cast<size_t>(read_bytes));
    if (request->second.size() > max_request_bytes) return drop(fd);
    if (request->second.find("\r\n\r\n") == std::string::npos) return;
    arriving.erase(request);
    if (send(fd, upgrade_answer, sizeof upgrade_answer - 1, MSG_NOSIGNAL) < 0) return drop(fd);
    viewers.push_back(fd);
  }

  void write_to_all(const std::string& frame) {
    std::vector<int> full;
    for (const int fd : viewers) {
      if (send(fd, frame.data(), frame.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(frame.size())) full.push_back(fd);
    }
    for (const int fd : full) drop(fd);
  }

  void read_ready(int64_t until_us) {
    epoll_event ready[max_ready];
    const int64_t wait_us = until_us - now_us();
    const timespec wait{0, static_cast<long>(wait_us > 0 ? wait_us * 1000 : 0)};
    const int count = epoll_pwait2(epoll, ready, max_ready, &wait, nullptr);
    for (int i = 0; i < count; i++) {
      if (ready[i].data.fd == listener) {
        accept_all();
      } else {
        read_from(ready[i].data.fd);
      }
    }
  }
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::fprintf(stderr, "usage: floor PORT RATE TICK_US\n");
    return 2;
  }

  const double interval_us = 1e6 / std::atof(arguments[2]);
  const int64_t tick_us = std::atoll(arguments[3]);
  Floor floor;
  const int port = floor.listen_on(std::atoi(arguments[1]));
  const int64_t start_us = now_us();
  std::printf("%d %lld\n", port, static_cast<long long>(start_us));
  std::fflush(stdout);

  int64_t next = 0;
  for (int64_t tick = start_us + tick_us;;) {
    do {
      floor.read_ready(tick);
    } while (now_us() < tick);
    const int64_t last = static_cast<int64_t>(static_cast<double>(now_us() - start_us) / interval_us);
    if (last >= next) {
      floor.write_to_all(frame_of(payload_of(next, last, start_us, interval_us)));
      next = last + 1;
    }
    // Rounded up: an event is not due a microsecond before it is.
    tick = tick_us > 0 ? tick + tick_us : start_us + static_cast<int64_t>(std::ceil(next * interval_us));
  }
}
