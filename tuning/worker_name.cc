// SPDX-License-Identifier: Apache-2.0
#include "tuning/worker_name.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace firefly {
namespace {

/// The kernel's start and its list of processes: containers of one machine
/// have lists of their own, in which the same number is another process.
std::string machine() {
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  std::error_code unknown;
  const std::string processes =
      std::filesystem::read_symlink("/proc/self/ns/pid", unknown).string();
  std::string text = boot.substr(0, 8) + "-";
  for (const char c : processes) {
    if (c >= '0' && c <= '9') {
      text += c;
    }
  }
  return text;
}

/// When a process started, in the kernel's ticks; empty if there is none.
std::string start_of(const std::string& process) {
  std::ifstream file("/proc/" + process + "/stat");
  std::string line;
  std::getline(file, line);
  // The name stands in parentheses and may hold anything: proc(5).
  const size_t name = line.rfind(')');
  if (name == std::string::npos) {
    return {};
  }
  std::istringstream fields(line.substr(name + 1));
  constexpr int kStartAfterName = 20;  // field 22 of all
  std::string field;
  for (int i = 0; i < kStartAfterName; ++i) {
    fields >> field;
    if (i == 0 && (field == "Z" || field == "X")) {
      return {};  // dead, and nobody has asked how it ended
    }
  }
  return field;
}

}  // namespace

std::string worker_name(int index) {
  const std::string process = std::to_string(getpid());
  return fmt::format("{}/{}/{}/{}", machine(), process, start_of(process),
                     index);
}

bool is_gone(const std::string& worker) {
  std::istringstream text(worker);
  std::vector<std::string> parts;
  for (std::string part; std::getline(text, part, '/');) {
    parts.push_back(part);
  }
  return parts.size() == 4 && parts[0] == machine() &&
         start_of(parts[1]) != parts[2];
}

}  // namespace firefly
