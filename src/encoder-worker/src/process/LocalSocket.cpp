#include "process/LocalSocket.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <utility>

namespace crosslive {

namespace {
constexpr int kBacklog = 64;

bool fill(const std::string& name, sockaddr_un& address, socklen_t& length) {
  if (name.empty() || name.size() + 1 > sizeof address.sun_path) {
    return false;
  }
  address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  return true;
}
}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  reset(other.release());
  return *this;
}

int Descriptor::release() { return std::exchange(fd_, -1); }

void Descriptor::reset(int fd) {
  if (fd_ >= 0) {
    close(fd_);
  }
  fd_ = fd;
}

Descriptor listenLocally(const std::string& name) {
  sockaddr_un address;
  socklen_t length;
  Descriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fill(name, address, length) || bind(listener.get(), reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(listener.get(), kBacklog) != 0) {
    return {};
  }
  return listener;
}

Descriptor acceptLocal(int listener) {
  Descriptor client(accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  ucred peer{};
  socklen_t length = sizeof peer;
  // Names of this space can be seen and connected to by everybody on the machine.
  if (client.isOpen() && (getsockopt(client.get(), SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || peer.uid != geteuid())) {
    return {};
  }
  return client;
}

Descriptor connectLocally(const std::string& name) {
  sockaddr_un address;
  socklen_t length;
  Descriptor client(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fill(name, address, length) || connect(client.get(), reinterpret_cast<sockaddr*>(&address), length) != 0) {
    return {};
  }
  ucred peer{};
  length = sizeof peer;
  if (getsockopt(client.get(), SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || peer.uid != geteuid()) {
    return {};
  }
  return client;
}

}  // namespace crosslive
