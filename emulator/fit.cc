// SPDX-License-Identifier: Apache-2.0
#include "emulator/fit.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/report.h"

namespace firefly {
namespace {

struct Need {
  uint64_t ram_bytes = 0;
  uint64_t flash_bytes = 0;
  std::string ram_parts;
  std::string flash_parts;
};

/// Boards with enough of both, smallest RAM first.
std::string boards_that_fit(const Need& need) {
  std::vector<Board> boards = built_in_boards();
  std::erase_if(boards, [&](const Board& board) {
    return board.ram_bytes < need.ram_bytes ||
           board.flash_bytes < need.flash_bytes;
  });
  std::ranges::sort(boards, {}, &Board::ram_bytes);
  std::string names;
  for (const Board& board : boards) {
    names += (names.empty() ? "" : ", ") + board.name;
  }
  return names;
}

Status check(const std::string& model, const Need& need, const Board& board,
             const Limits& limits) {
  std::string problems;
  std::string remedies;
  bool board_too_small = false;
  const auto compare = [&](std::string_view memory, uint64_t needed,
                           uint64_t available, std::optional<uint64_t> limit,
                           const std::string& parts) {
    const uint64_t allowed = std::min(available, limit.value_or(available));
    if (needed <= allowed) {
      return;
    }
    const bool is_limit = allowed < available;
    problems += fmt::format("\n  {}: needs {} B{}, {} {} B, short by {} B",
                            memory, grouped(needed), parts,
                            is_limit ? "the limit is" : "the board has",
                            grouped(allowed), grouped(needed - allowed));
    board_too_small |= needed > available;
    if (is_limit) {
      remedies += fmt::format("\n  raise --{} to {}",
                              memory == "RAM" ? "ram" : "flash", needed);
    }
  };
  compare("RAM", need.ram_bytes, board.ram_bytes, limits.ram_bytes,
          need.ram_parts);
  compare("flash", need.flash_bytes, board.flash_bytes, limits.flash_bytes,
          need.flash_parts);
  if (problems.empty()) {
    return {};
  }
  if (board_too_small) {
    const std::string boards = boards_that_fit(need);
    remedies +=
        boards.empty()
            ? "\n  no known board is large enough: a smaller network, "
              "input or width would be needed"
            : fmt::format("\n  use a board that is large enough: {}", boards);
  }
  return Error{ErrorCode::kDoesNotFit,
               fmt::format("{} does not fit {}:{}\nWhat would make it fit:{}",
                           model, board.name, problems, remedies)};
}

}  // namespace

void build_for(Board& board, Fit fit) {
  if (fit == Fit::kFlash && board.toolchain) {
    board.toolchain->optimize = "-Os";
  }
}

FlashLimit flash_limit(const Board& board, const Limits& limits) {
  const uint64_t bytes =
      std::min(limits.flash_bytes.value_or(board.flash_bytes),
               uint64_t{board.flash_bytes});
  FlashLimit limit = {static_cast<int64_t>(bytes),
                      limits.flash_bytes.has_value()};
  if (board.flash && board.flash->timing.instruction_cache_bytes > 0) {
    limit.loop_bytes = board.flash->timing.instruction_cache_bytes;
  }
  return limit;
}

int64_t ram_limit(const Board& board, const Limits& limits) {
  return static_cast<int64_t>(std::min(
      limits.ram_bytes.value_or(board.ram_bytes), uint64_t{board.ram_bytes}));
}

EmitOptions options_for(Board& board, Fit fit, const Limits& limits,
                        const std::string& source) {
  build_for(board, fit);
  EmitOptions options;
  options.source = source;
  options.board = board.name;
  options.isa = *find_isa(board.isa);
  options.fit = fit;
  options.flash = flash_limit(board, limits);
  options.ram_bytes = ram_limit(board, limits);
  return options;
}

Status check_fit(const CompiledModel& model, const Board& board,
                 const Limits& limits) {
  const Plan& plan = model.plan;
  Need need;
  need.ram_bytes = static_cast<uint64_t>(model.emitted.ram_bytes);
  need.ram_parts = fmt::format(" before stack (arena {}, scratch {}, state {})",
                               grouped(static_cast<uint64_t>(plan.arena_bytes)),
                               plan.scratch_bytes, plan.state_bytes);
  need.flash_bytes = static_cast<uint64_t>(model.flash_array_bytes());
  need.flash_parts = " before code";
  return check(model.source.name, need, board, limits);
}

Status check_measured_fit(const std::string& model, uint64_t ram_bytes,
                          uint64_t flash_bytes, const Board& board,
                          const Limits& limits) {
  return check(model, {ram_bytes, flash_bytes, {}, {}}, board, limits);
}

}  // namespace firefly
