#pragma once

#include <netdb.h>
#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "flv/Flv.h"
#include "process/LocalSocket.h"
#include "relay/LinkFigures.h"

namespace crosslive {

/// A connection to a destination, with TLS where it is asked for. Nothing waits but the name's look-up and `connect` until its time.
class TcpStream {
 public:
  /// Begins to connect. The next state is seen by `step`.
  std::optional<Ending> begin(const std::string& host, const std::string& port, bool isTls);
  /// Goes on with connecting; true once it stands.
  bool step(std::optional<Ending>& ending);
  /// Bytes read; 0: nothing just now.
  size_t read(std::span<uint8_t> buffer, std::optional<Ending>& ending);
  /// Bytes taken; 0: none just now.
  size_t write(std::span<const uint8_t> bytes, std::optional<Ending>& ending);
  int fd() const { return socket_.get(); }
  bool wantsWrite() const { return !isOpen_; }
  LinkFigures figures() const;
  /// Bytes that the kernel holds: on their way, and not sent yet.
  int64_t queuedBytes() const;

 private:
  bool tryNext(std::optional<Ending>& ending);
  bool handshake(std::optional<Ending>& ending);
  struct Free {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
    void operator()(SSL* tls) const { SSL_free(tls); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  std::unique_ptr<addrinfo, Free> addresses_;
  addrinfo* next_ = nullptr;
  Descriptor socket_;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> tls_;
  std::string host_;
  std::string problem_;
  bool isTls_ = false;
  bool isConnected_ = false;
  bool isOpen_ = false;
};

}  // namespace crosslive
