// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/flash.h"

#include <algorithm>
#include <bit>
#include <sstream>

namespace firefly::timing {
namespace {

/// No address has it.
constexpr uint64_t kNoLine = ~uint64_t{0};
constexpr uint32_t kMaxWaitCycles = 100;
constexpr uint32_t kMaxCacheBytes = 1U << 20;

uint32_t lines_of(uint32_t bytes, const FlashTiming& timing) {
  return bytes / timing.line_bytes;
}

}  // namespace

std::string why_impossible(const FlashTiming& timing) {
  if (timing.wait_cycles > kMaxWaitCycles) {
    return "at most 100 wait cycles";
  }
  if (!std::has_single_bit(timing.line_bytes) || timing.line_bytes < 4 ||
      timing.line_bytes > 256) {
    return "lines of 4 to 256 bytes, a power of two";
  }
  if (timing.unified && timing.data_cache_bytes != 0) {
    return "one cache for instructions and data, or two";
  }
  const uint32_t step = timing.line_bytes * std::max(timing.ways, 1U);
  for (const uint32_t bytes :
       {timing.instruction_cache_bytes, timing.data_cache_bytes}) {
    if (bytes > kMaxCacheBytes || timing.ways > kMaxCacheBytes ||
        bytes % step != 0) {
      return "caches of up to 1 MiB, of as many lines in each way";
    }
  }
  return {};
}

std::string to_argument(const FlashTiming& timing) {
  std::ostringstream text;
  text << timing.wait_cycles << ' ' << timing.line_bytes << ' '
       << timing.instruction_cache_bytes << ' ' << timing.data_cache_bytes
       << ' ' << timing.unified << ' ' << timing.ways << ' ' << timing.prefetch;
  return text.str();
}

std::optional<FlashTiming> parse_flash(const std::string& text) {
  FlashTiming timing;
  std::istringstream stream(text);
  stream >> timing.wait_cycles >> timing.line_bytes >>
      timing.instruction_cache_bytes >> timing.data_cache_bytes >>
      timing.unified >> timing.ways >> timing.prefetch;
  if (stream.fail() || !why_impossible(timing).empty()) {
    return std::nullopt;
  }
  return timing;
}

LineCache::LineCache(uint32_t lines, uint32_t ways)
    : ways_(ways == 0 ? lines : std::min(ways, lines)),
      sets_(ways_ == 0 ? 0 : lines / ways_),
      lines_(lines, kNoLine) {}

bool LineCache::access(uint64_t line) {
  if (lines_.empty()) {
    return false;
  }
  const auto begin =
      lines_.begin() + static_cast<ptrdiff_t>(line % sets_ * ways_);
  const auto end = begin + ways_;
  auto place = std::find(begin, end, line);
  const bool there = place != end;
  if (!there) {
    place = end - 1;  // the one that was not asked for the longest
    *place = line;
  }
  std::rotate(begin, place, place + 1);
  return there;
}

FlashModel::FlashModel(const FlashTiming& timing)
    : timing_(timing),
      instructions_(
          std::max(lines_of(timing.instruction_cache_bytes, timing), 1U),
          timing.ways),
      data_(lines_of(timing.data_cache_bytes, timing), timing.ways),
      last_line_(kNoLine) {}

uint32_t FlashModel::fetch(uint64_t address, uint64_t cycles_before) {
  const uint64_t line = line_of(address);
  const bool next_in_order = line == last_line_ + 1;
  last_line_ = line;
  if (instructions_.access(line)) {
    return 0;
  }
  if (timing_.prefetch && next_in_order) {
    return cycles_before < timing_.wait_cycles
               ? timing_.wait_cycles - static_cast<uint32_t>(cycles_before)
               : 0;
  }
  return timing_.wait_cycles;
}

uint32_t FlashModel::load(uint64_t address) {
  LineCache& cache = timing_.unified ? instructions_ : data_;
  return cache.access(line_of(address)) ? 0 : timing_.wait_cycles;
}

}  // namespace firefly::timing
