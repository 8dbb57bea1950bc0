// SPDX-License-Identifier: Apache-2.0
#include "emulator/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace firefly {
namespace {

constexpr size_t kMaxOutputBytes = 64 * 1024;

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  [[nodiscard]] int get() const { return value_; }
  void close() {
    if (value_ >= 0) {
      ::close(value_);
    }
    value_ = -1;
  }

 private:
  int value_;
};

Error system_error(std::string_view what, int code) {
  return Error{code == ENOENT ? ErrorCode::kNotFound : ErrorCode::kFailed,
               fmt::format("{}: {}", what, std::strerror(code))};
}

/// Starts the program with /dev/null as input and `output` as both outputs.
Expected<pid_t> spawn(const std::vector<std::string>& command,
                      const std::filesystem::path& directory, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                   O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) {
    // posix_spawn takes char* for C's sake and does not write.
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  pid_t pid = 0;
  const int code = posix_spawnp(&pid, arguments[0], &actions, nullptr,
                                arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) {
    return system_error(command[0], code);
  }
  return pid;
}

/// Reads until the program closes its output; false when the time is over.
bool drain(int pipe, std::chrono::steady_clock::time_point deadline,
           std::string& output) {
  std::array<char, 4096> buffer = {};
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      return false;
    }
    pollfd poll_entry = {pipe, POLLIN, 0};
    const auto wait_ms =
        static_cast<int>(std::min<int64_t>(left.count(), 60'000));
    if (poll(&poll_entry, 1, wait_ms) <= 0) {
      continue;
    }
    const ssize_t count = read(pipe, buffer.data(), buffer.size());
    if (count == 0 || (count < 0 && errno != EINTR)) {
      return true;
    }
    if (count > 0 && output.size() < kMaxOutputBytes) {
      output.append(buffer.data(), static_cast<size_t>(count));
    }
  }
}

}  // namespace

Expected<ProcessResult> run_process(const std::vector<std::string>& command,
                                    const std::filesystem::path& directory,
                                    std::chrono::milliseconds timeout) {
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return system_error("pipe", errno);
  }
  Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  auto pid = spawn(command, directory, write_end.get());
  FIREFLY_RETURN_IF_ERROR(pid);
  write_end.close();

  ProcessResult result;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  result.timed_out = !drain(read_end.get(), deadline, result.output);
  if (result.timed_out) {
    kill(*pid, SIGKILL);
  }
  int status = 0;
  while (waitpid(*pid, &status, 0) < 0 && errno == EINTR) {
  }
  result.exit_code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace firefly
