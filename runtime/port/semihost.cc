// SPDX-License-Identifier: Apache-2.0
#include "semihost.h"

namespace firefly::port {
namespace {

constexpr int32_t kOpen = 0x01;
constexpr int32_t kPrint = 0x04;
constexpr int32_t kWrite = 0x05;
constexpr int32_t kRead = 0x06;
constexpr int32_t kExitExtended = 0x20;
constexpr uintptr_t kApplicationExit = 0x20026;

}  // namespace

int open_file(const char* name, FileMode mode) {
  size_t length = 0;
  while (name[length] != '\0') {
    ++length;
  }
  const uintptr_t arguments[] = {reinterpret_cast<uintptr_t>(name),
                                 static_cast<uintptr_t>(mode), length};
  return semihost_call(kOpen, arguments);
}

// Both operations return how many bytes are left undone.
bool read_file(int file, void* data, size_t bytes) {
  const uintptr_t arguments[] = {static_cast<uintptr_t>(file),
                                 reinterpret_cast<uintptr_t>(data), bytes};
  return bytes == 0 || semihost_call(kRead, arguments) == 0;
}

bool write_file(int file, const void* data, size_t bytes) {
  const uintptr_t arguments[] = {static_cast<uintptr_t>(file),
                                 reinterpret_cast<uintptr_t>(data), bytes};
  return bytes == 0 || semihost_call(kWrite, arguments) == 0;
}

void print(const char* text) { semihost_call(kPrint, text); }

void print_hex(uint32_t value) {
  char text[] = "0x00000000";
  for (size_t digit = sizeof text - 2; digit >= 2; --digit, value >>= 4) {
    text[digit] = "0123456789abcdef"[value & 15U];
  }
  print(text);
}

void exit_with(ExitCode code) {
  const uintptr_t arguments[] = {kApplicationExit,
                                 static_cast<uintptr_t>(code)};
  semihost_call(kExitExtended, arguments);
  while (true) {
  }
}

}  // namespace firefly::port
