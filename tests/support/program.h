// Programs beside a test: servers and readers that others have written.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

extern char** environ;

namespace kyodo {

inline sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

inline int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), length), 0);
  EXPECT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length), 0);
  ::close(fd);
  return ntohs(address.sin_port);
}

// Whether something listens there and, where it speaks first, has said so many bytes.
inline bool answers(int port, std::size_t greeting = 0) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = loopback(port);
  std::string said(greeting, '\0');
  const bool there =
      ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      (greeting == 0 || ::recv(fd, said.data(), greeting, MSG_WAITALL) == static_cast<ssize_t>(greeting));
  ::close(fd);
  return there;
}

inline int run_program(std::vector<std::string> words, pid_t* left = nullptr) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  for (int fd : {1, 2}) posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", O_WRONLY, 0);
  pid_t pid = 0;
  const int failed = ::posix_spawn(&pid, words[0].c_str(), &quiet, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&quiet);
  if (failed) return failed;
  if (left) return *left = pid, 0;
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status;
}

// A server that runs until it is destroyed.
class Server {
 public:
  // Waits until it answers; should it end instead, what the test does next says so.
  Server(std::vector<std::string> words, int port, std::size_t greeting = 0) {
    EXPECT_EQ(run_program(std::move(words), &pid_), 0);
    while (!answers(port, greeting) && ::waitpid(pid_, nullptr, WNOHANG) == 0) ::usleep(10'000);
  }
  ~Server() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  pid_t pid_ = 0;
};

}  // namespace kyodo
