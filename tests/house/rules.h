// SPDX-License-Identifier: Apache-2.0
//
// The rules of docs/HACKING.md that a machine can check, as functions from a
// file's text to what is wrong with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace firefly::house {

struct SourceFile {
  std::string path;  ///< From the root of the repository, with '/'.
  std::string text;
};

/// One line for people each: "path:line: what". Empty is good.
using Findings = std::vector<std::string>;

/// Dependencies point one way: runtime <- graph <- formats, compiler <-
/// emulator <- cli. Paths are rooted at the repository or at runtime/. Tests
/// may use what they need to ask their question.
[[nodiscard]] Findings check_dependencies(const SourceFile& file);

/// Device code includes nothing of the system but <stdint.h> and <stddef.h>;
/// the headers of an instruction set belong to runtime/isa and runtime/port.
/// Tests are free.
[[nodiscard]] Findings check_system_includes(const SourceFile& file);

/// Intrinsics, inline assembly and questions about the processor stand in
/// runtime/isa and runtime/port alone, and in the firmware that tests build.
[[nodiscard]] Findings check_portability(const SourceFile& file);

/// Kernels compute without libm, whose last bits differ from one C library to
/// the next; kernels/float_math.h takes its place.
[[nodiscard]] Findings check_libm(const SourceFile& file);

/// At most 500 lines.
[[nodiscard]] Findings check_length(const SourceFile& file);

/// The SPDX line is the first, or the second after "#!".
[[nodiscard]] Findings check_licence(const SourceFile& file);

/// Whether the C++ rules apply, by the file's name.
[[nodiscard]] bool is_cpp(std::string_view path);

}  // namespace firefly::house
