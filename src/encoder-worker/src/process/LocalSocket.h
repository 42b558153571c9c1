#pragma once

#include <string>

namespace crosslive {

/// Closes a descriptor when it goes.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { reset(); }
  int get() const { return fd_; }
  bool isOpen() const { return fd_ >= 0; }
  int release();
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

/// Listens at a name of the kernel's (abstract) space for Unix sockets: nothing of it is left on the disk. Not open where the name is taken.
Descriptor listenLocally(const std::string& name);

/// The next one that has connected and is of this user; not open where there is none.
Descriptor acceptLocal(int listener);

/// Connects to such a name; not open where nobody listens.
Descriptor connectLocally(const std::string& name);

}  // namespace crosslive
