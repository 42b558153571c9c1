#include <doctest/doctest.h>

#include <stdexcept>

#include "relay/Address.h"

using crosslive::readAddress;

TEST_CASE("An address is taken apart into what 'connect' and 'publish' say") {
  const auto plain = readAddress("rtmp://a.example/live2/key?token=a/b");
  CHECK(plain.app == "live2");
  CHECK(plain.key == "key?token=a/b");
  CHECK(plain.connectUrl == "rtmp://a.example:1935/live2");
  const auto deep = readAddress("rtmps://[::1]:8443/app/instance/key");
  CHECK(deep.app == "app/instance");
  CHECK(deep.connectUrl == "rtmps://[::1]:8443/app/instance");
}

TEST_CASE("A query of the application is a part of it, in 'connect' and in its address, and not of the key") {
  const auto backup = readAddress("rtmp://b.rtmp.youtube.com/live2?backup=1/ab12-cd34");
  CHECK(backup.host == "b.rtmp.youtube.com");
  CHECK(backup.app == "live2?backup=1");
  CHECK(backup.key == "ab12-cd34");
  CHECK(backup.connectUrl == "rtmp://b.rtmp.youtube.com:1935/live2?backup=1");
  CHECK(readAddress("rtmp://h/live2?backup=1/key?token=a/b").key == "key?token=a/b");
}

TEST_CASE("An address without a key is none") {
  for (const char* url : {"rtmp://h/live2?backup=1", "rtmp://h/live2?backup=1/", "rtmp://h/live2?/key", "rtmp://h/?backup=1/key", "rtmp://h?backup=1/key", "rtmp://h/app", "rtmp://h"}) {
    CAPTURE(url);
    CHECK_THROWS_AS(readAddress(url), std::runtime_error);
  }
}
