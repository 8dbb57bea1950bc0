// SPDX-License-Identifier: Apache-2.0
//
// What a flash slower than its core adds to a timing model, whose rules know
// none: wait states of instruction fetches and of data in flash, behind the
// caches that a chip puts before it. docs/design/timing.md holds the rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firefly::timing {

/// A chip's flash. All zero: as quick as its core.
struct FlashTiming {
  uint32_t wait_cycles = 0;  ///< Of an access that no cache answers.
  uint32_t line_bytes = 0;   ///< That one access brings; a power of two.
  /// Fetches have the line read last at hand even without a cache.
  uint32_t instruction_cache_bytes = 0;
  uint32_t data_cache_bytes = 0;  ///< Without one every load waits.
  bool unified = false;  ///< The instruction cache answers loads as well.
  uint32_t ways = 0;     ///< Zero: a line may lie anywhere.
  /// The next line in order is read while the core runs through one.
  bool prefetch = false;
};

/// Why no flash can be like that, with what was expected; empty if one can.
[[nodiscard]] std::string why_impossible(const FlashTiming& timing);

/// All figures in one word, for a command line; and back, where nothing means
/// that `text` is none.
[[nodiscard]] std::string to_argument(const FlashTiming& timing);
[[nodiscard]] std::optional<FlashTiming> parse_flash(const std::string& text);

/// The lines that were asked for last.
class LineCache {
 public:
  /// `ways` of zero: all of them.
  LineCache(uint32_t lines, uint32_t ways);
  /// Whether `line` was there; it is from now on.
  bool access(uint64_t line);

 private:
  uint32_t ways_ = 0;
  uint32_t sets_ = 0;
  std::vector<uint64_t> lines_;  ///< Set after set, the newest first.
};

class FlashModel {
 public:
  /// Of a possible timing.
  explicit FlashModel(const FlashTiming& timing);

  /// Waits for the line of an instruction at `address`, the core having taken
  /// `cycles_before` since the fetch before.
  uint32_t fetch(uint64_t address, uint64_t cycles_before);
  /// Waits for data at `address`.
  uint32_t load(uint64_t address);

  [[nodiscard]] uint64_t line_of(uint64_t address) const {
    return address / timing_.line_bytes;
  }

 private:
  FlashTiming timing_;
  LineCache instructions_;
  LineCache data_;
  uint64_t last_line_ = 0;
};

}  // namespace firefly::timing
