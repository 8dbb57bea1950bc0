// SPDX-License-Identifier: Apache-2.0
//
// What is known about a board: its limits, how to build for it, and which
// emulated machine stands in for it. One .toml file each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/timing/flash.h"
#include "emulator/timing/timing.h"
#include "graph/status.h"

namespace firefly {

/// Supply current while the core computes, without peripherals.
struct Power {
  double active_ua_per_mhz = 0;
  double voltage_v = 0;
  std::string source;
  /// Read in the primary source by us. Show others as unverified.
  bool verified = false;
};

/// A flash that the core waits for, with its caches.
struct FlashWaits {
  timing::FlashTiming timing;
  std::string source;
  bool verified = false;  ///< As Power's.
};

struct Toolchain {
  std::string triple;              ///< Prefix of the tools: arm-none-eabi.
  std::string packages;            ///< Debian packages that bring them.
  std::vector<std::string> flags;  ///< Core, ABI and libc; compile and link.
  std::string optimize;
};

struct MemoryRegion {
  uint32_t origin = 0;
  uint32_t bytes = 0;
};

/// The memories are the machine's, which can exceed the board's.
struct EmulatedMachine {
  std::string program;
  std::string package;  ///< Debian package that brings the program.
  std::string machine;
  std::vector<std::string> arguments;
  uint32_t vectors = 0;  ///< Address of the first 1 kB that the core reads.
  MemoryRegion flash;
  MemoryRegion ram;
};

struct Board {
  std::string name;
  std::string description;
  std::string core;
  std::string isa;  ///< A namespace of runtime/isa: portable, armv7em, mve.
  uint64_t clock_hz = 0;
  uint64_t flash_bytes = 0;
  uint64_t ram_bytes = 0;
  std::optional<std::string> timing_model;  ///< With version: cortex-m4/1.
  timing::Parameters timing;                ///< Where other than the default.
  std::optional<FlashWaits> flash;          ///< Absent: as quick as the core.
  std::optional<Power> power;
  std::optional<Toolchain> toolchain;
  /// Absent: firefly compiles for this board, but cannot run.
  std::optional<EmulatedMachine> emulator;
};

/// Parses one board file; `file` is the name for messages. Unknown, missing and
/// mistyped keys are errors.
Expected<Board> parse_board(std::string_view file, std::string_view text);

/// The boards that the binary carries, sorted by name.
std::vector<Board> built_in_boards();

/// A built-in board by name, or the user's own by the path of a .toml file.
Expected<Board> find_board(const std::string& name_or_path);

/// What counts the board's cycles: "cortex-m4/1", or "cortex-m4/1+flash".
/// Empty if nothing does.
std::string cycles_model(const Board& board);

/// How much those cycles deserve: the least of "good", "fair" and "low" that
/// holds for the core's model (timing.h) and for the flash's figures, which are
/// fair where we read them in a primary source and low elsewhere.
std::string cycles_confidence(const Board& board);

double latency_ms(const Board& board, uint64_t cycles);

/// Null where the board's power is unknown.
std::optional<double> energy_uj(const Board& board, uint64_t cycles);

}  // namespace firefly
