#include "relay/TcpStream.h"

#include <linux/tcp.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace crosslive {

namespace {
// The kernel takes no more than this beyond what is on its way: what waits, waits where it can still be dropped.
constexpr int kMaxUnsentBytes = 8 * 1024;

Ending endingOf(int error) {
  switch (error) {
    case ECONNREFUSED: return {"refused-connection", "Nobody listens at the destination's port."};
    case ECONNRESET: case EPIPE: return {"reset", "The destination has cut the connection."};
    case ETIMEDOUT: return {"timeout", "The destination does not answer."};
    default: return {"unreachable", std::string("The destination cannot be reached: ") + std::strerror(error) + "."};
  }
}

void set(int fd, int level, int name, int value) { setsockopt(fd, level, name, &value, sizeof value); }
}  // namespace

std::optional<Ending> TcpStream::begin(const std::string& host, const std::string& port, bool isTls) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_family = AF_UNSPEC;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0) {
    return Ending{"name-unknown", std::string("The destination's name cannot be looked up: ") + gai_strerror(error) + "."};
  }
  addresses_.reset(found);
  next_ = found;
  host_ = host;
  isTls_ = isTls;
  std::optional<Ending> ending;
  tryNext(ending);
  return ending;
}

bool TcpStream::tryNext(std::optional<Ending>& ending) {
  int error = EHOSTUNREACH;
  for (; next_ != nullptr; next_ = next_->ai_next) {
    socket_.reset(socket(next_->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int fd = socket_.get();
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, kMaxUnsentBytes);
    // Carries several times as much as CUBIC where packets are lost; kernels without it keep what they have.
    setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "bbr", 3);
    if (connect(fd, next_->ai_addr, next_->ai_addrlen) == 0 || errno == EINPROGRESS) {
      next_ = next_->ai_next;
      return true;
    }
    error = errno;
  }
  ending = endingOf(error);
  return false;
}

bool TcpStream::step(std::optional<Ending>& ending) {
  if (isOpen_) {
    return true;
  }
  if (!isConnected_) {
    pollfd waiting{socket_.get(), POLLOUT, 0};
    if (poll(&waiting, 1, 0) <= 0) {
      return false;
    }
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) {
      if (next_ == nullptr) {
        ending = endingOf(error);
      } else {
        tryNext(ending);
      }
      return false;
    }
    isConnected_ = true;
  }
  isOpen_ = !isTls_ || handshake(ending);
  return isOpen_;
}

bool TcpStream::handshake(std::optional<Ending>& ending) {
  if (!tls_) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
    // The system's certificates; OpenSSL's SSL_CERT_FILE names others.
    SSL_CTX_set_default_verify_paths(context_.get());
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_mode(context_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    tls_.reset(SSL_new(context_.get()));
    SSL_set_fd(tls_.get(), socket_.get());
    SSL_set_tlsext_host_name(tls_.get(), host_.c_str());
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls_.get()), host_.c_str()) != 1) {
      SSL_set1_host(tls_.get(), host_.c_str());
    }
  }
  const int answer = SSL_connect(tls_.get());
  if (answer == 1) {
    return true;
  }
  const int error = SSL_get_error(tls_.get(), answer);
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
    const long verdict = SSL_get_verify_result(tls_.get());
    ending = verdict != X509_V_OK ? Ending{"tls-certificate", std::string("The destination's certificate is not trusted: ") + X509_verify_cert_error_string(verdict) + "."}
                                  : Ending{"tls-failed", "The destination does not speak TLS at this port."};
  }
  return false;
}

size_t TcpStream::read(std::span<uint8_t> buffer, std::optional<Ending>& ending) {
  if (tls_) {
    const int count = SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (count > 0) {
      return static_cast<size_t>(count);
    }
    const int error = SSL_get_error(tls_.get(), count);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
      ending = error == SSL_ERROR_ZERO_RETURN ? Ending{"closed", "The destination has closed the connection."} : Ending{"reset", "The destination has cut the connection."};
    }
    return 0;
  }
  const ssize_t count = recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count == 0) {
    ending = Ending{"closed", "The destination has closed the connection."};
  } else if (count < 0 && errno != EAGAIN && errno != EINTR) {
    ending = endingOf(errno);
  }
  return count > 0 ? static_cast<size_t>(count) : 0;
}

size_t TcpStream::write(std::span<const uint8_t> bytes, std::optional<Ending>& ending) {
  pollfd takes{socket_.get(), POLLOUT, 0};
  // Says no where more than kMaxUnsentBytes wait in the kernel.
  if (bytes.empty() || poll(&takes, 1, 0) <= 0 || (takes.revents & POLLOUT) == 0) {
    return 0;
  }
  if (tls_) {
    const int count = SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (count > 0) {
      return static_cast<size_t>(count);
    }
    const int error = SSL_get_error(tls_.get(), count);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
      ending = Ending{"reset", "The destination has cut the connection."};
    }
    return 0;
  }
  const ssize_t count = send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (count < 0 && errno != EAGAIN && errno != EINTR) {
    ending = endingOf(errno);
  }
  return count > 0 ? static_cast<size_t>(count) : 0;
}

int64_t TcpStream::queuedBytes() const {
  int queued = 0;
  return ioctl(socket_.get(), SIOCOUTQ, &queued) == 0 ? queued : 0;
}

LinkFigures TcpStream::figures() const {
  LinkFigures figures;
  tcp_info info{};
  socklen_t length = sizeof info;
  if (!isConnected_ || getsockopt(socket_.get(), IPPROTO_TCP, TCP_INFO, &info, &length) != 0) {
    return figures;
  }
  char name[16] = {};
  length = sizeof name;
  getsockopt(socket_.get(), IPPROTO_TCP, TCP_CONGESTION, name, &length);
  figures.roundTripMs = info.tcpi_rtt / 1000.0;
  figures.leastRoundTripMs = info.tcpi_min_rtt / 1000.0;
  figures.ackedBytes = static_cast<int64_t>(info.tcpi_bytes_acked);
  figures.inFlightPackets = info.tcpi_unacked;
  figures.unsentBytes = info.tcpi_notsent_bytes;
  figures.queuedBytes = queuedBytes();
  figures.packets = info.tcpi_segs_out;
  figures.repeatedPackets = info.tcpi_total_retrans;
  figures.windowPackets = info.tcpi_snd_cwnd;
  figures.deliveryBps = static_cast<int64_t>(info.tcpi_delivery_rate) * 8;
  figures.congestionControl = name;
  return figures;
}

}  // namespace crosslive
