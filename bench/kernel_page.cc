// SPDX-License-Identifier: Apache-2.0
#include "bench/kernel_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bench/baseline.h"

namespace firefly {
namespace {

constexpr const char* kMinus = "–";

struct CoreLimit {
  std::string_view core;
  std::string_view isa;
  MacLimit limit;
  std::string_view why;
};

constexpr std::array<CoreLimit, 7> kLimits = {
    CoreLimit{"cortex-m0", "armv6m", {1, 1}, "MULS and ADDS: 2 MACs a word"},
    CoreLimit{
        "cortex-m3", "armv7m", {0.5, 2}, "SMLAL: 2 MACs, at least 4 cycles"},
    CoreLimit{"cortex-m4", "armv7em", {0.5, 0.5}, "SMLAD: 2 MACs"},
    CoreLimit{"cortex-m7", "armv7em", {0.5, 0.5}, "one SMLAD a cycle"},
    CoreLimit{"cortex-m33", "armv7em", {0.5, 0.5}, "SMLAD: 2 MACs"},
    CoreLimit{
        "cortex-m55", "mve", {1.0 / 16, 2.0 / 16}, "VMLADAV: 16 in 2 cycles"},
    CoreLimit{"rv32imc", "rv32", {1, 1}, "MUL and ADD: 2 MACs a word"}};

const CoreLimit* limit_of(const Board& board) {
  const auto found = std::ranges::find_if(kLimits, [&](const CoreLimit& limit) {
    return limit.core == board.core && limit.isa == board.isa;
  });
  return found == kLimits.end() ? nullptr : &*found;
}

/// Elements of the output, for operators that do not multiply.
uint64_t output_elements(const Report& report) {
  uint64_t elements = 1;
  uint64_t extent = 0;
  for (const char c : report.operators.front().output + "x") {
    if (c == 'x') {
      elements *= extent;
      extent = 0;
    } else {
      extent = extent * 10 + static_cast<uint64_t>(c - '0');
    }
  }
  return elements;
}

std::string each(const std::optional<uint64_t>& total, uint64_t count) {
  return total && count > 0
             ? fmt::format("{:.2f}", static_cast<double>(*total) /
                                         static_cast<double>(count))
             : kMinus;
}

/// How many times the least that the core needs.
std::string distance(const std::optional<uint64_t>& total, uint64_t macs,
                     double least) {
  return total && macs > 0 && least > 0
             ? fmt::format("{:.1f}", static_cast<double>(*total) /
                                         (static_cast<double>(macs) * least))
             : kMinus;
}

std::string kernel_row(const BenchRow& row) {
  if (!row.report) {
    return fmt::format("| {} | {} | | | | | | |\n", row.key.model, row.reason);
  }
  const Report& report = *row.report;
  const auto macs = static_cast<uint64_t>(report.macs_live);
  const uint64_t units = macs > 0 ? macs : output_elements(report);
  const MacLimit limit = mac_limit(report.board).value_or(MacLimit{});
  return fmt::format(
      "| {} | {}{} | {} | {} | {} | {} | {} | {} |\n", row.key.model,
      grouped(units), macs > 0 ? "" : " outputs", grouped(*report.instructions),
      each(report.instructions, units),
      distance(report.instructions, macs, limit.instructions),
      report.cycles ? grouped(*report.cycles) : kMinus,
      each(report.cycles, units), distance(report.cycles, macs, limit.cycles));
}

std::string board_heading(const std::string& name) {
  const Expected<Board> board = find_board(name);
  const CoreLimit* limit = board.ok() ? limit_of(*board) : nullptr;
  return limit == nullptr
             ? fmt::format("## {}\n\n", name)
             : fmt::format(
                   "## {}\n\nAt least {:.3g} instructions and {:.3g} "
                   "cycles a MAC: {}.\n\n",
                   name, limit->limit.instructions, limit->limit.cycles,
                   limit->why);
}

}  // namespace

std::optional<MacLimit> mac_limit(const Board& board) {
  const CoreLimit* limit = limit_of(board);
  return limit == nullptr ? std::nullopt : std::optional(limit->limit);
}

std::string kernel_tables(const std::vector<BenchRow>& rows) {
  std::vector<std::string> boards;
  for (const BenchRow& row : rows) {
    if (std::ranges::count(boards, row.key.board) == 0) {
      boards.push_back(row.key.board);
    }
  }
  std::string text = baseline().kernels + "\n\n";
  for (const std::string& board : boards) {
    text += board_heading(board);
    text +=
        "| kernel | MACs | instructions | a MAC | ÷ least | cycles (modelled) "
        "| a MAC | ÷ least |\n|---|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const BenchRow& row : rows) {
      text += row.key.board == board ? kernel_row(row) : "";
    }
    text += "\n";
  }
  text.pop_back();
  return text;
}

}  // namespace firefly
