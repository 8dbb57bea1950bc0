// SPDX-License-Identifier: Apache-2.0
//
// Files, console and exit of an emulated board through semihosting: Arm
// "Semihosting for AArch32 and AArch64", and the RISC-V semihosting
// specification, which takes over its operations.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "exit_code.h"

namespace firefly::port {

enum class FileMode : uint8_t { kRead = 1, kWrite = 5 };

/// Opens a file of the emulator's working directory; negative on failure.
int open_file(const char* name, FileMode mode);

/// Whether all of `bytes` was read or written.
bool read_file(int file, void* data, size_t bytes);
bool write_file(int file, const void* data, size_t bytes);

/// Prints on the emulator's console.
void print(const char* text);
void print_hex(uint32_t value);

[[noreturn]] void exit_with(ExitCode code);

/// What the trap of this core does with an operation and its arguments; in
/// the folder of the architecture.
int32_t semihost_call(int32_t operation, const void* arguments);

}  // namespace firefly::port
