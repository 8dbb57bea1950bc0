// SPDX-License-Identifier: Apache-2.0
//
// QEMU plugin: what each call of one function costs, exactly. Arguments:
//   begin=ADDRESS      the function's first instruction
//   end=ADDRESS        where it returns to
//   out=FILE           the report, one line a call:
//                      "instructions likely strict unchained"
//   cycles=cortex-m4/1 the timing model; without it the last three are 0
//   operators=FILE     addresses of the operators' functions, one a line, in
//                      order; each line of the report then goes on with
//                      " instructions likely strict unchained" an operator
//
// Two running totals are kept with as little work as possible: whole blocks are
// added as they are entered. At a mark (begin, end, an operator's function),
// the part of its block that is still to come is taken off again, and what the
// totals grew by since the last mark belongs to whoever was running.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "emulator/plugins/cortex_m4.h"
#include "emulator/plugins/qemu_plugin.h"

namespace firefly {
namespace {

using cortex_m4::Cycles;
using cortex_m4::Instruction;

struct Totals {
  uint64_t instructions = 0;
  Cycles cycles;
};

Totals& operator+=(Totals& a, const Totals& b) {
  a.instructions += b.instructions;
  a.cycles += b.cycles;
  return a;
}

Totals operator-(Totals a, const Totals& b) {
  a.instructions -= b.instructions;
  a.cycles -= b.cycles;
  return a;
}

/// What the timing model needs to know about a block when control enters it.
struct Block {
  uint64_t begin = 0;
  uint64_t end = 0;
  Instruction first;
  Instruction last;
};

constexpr int kBegin = -1;
constexpr int kEnd = -2;

/// An instruction at which the accounts change hands.
struct Mark {
  int kind = kBegin;  ///< kBegin, kEnd or an operator's index.
  Totals to_come;     ///< The block's costs from here on.
};

/// The plugin's state; QEMU's callbacks carry no pointer of ours everywhere.
struct Counter {
  std::unordered_map<uint64_t, int> marks_by_address;
  bool models_cycles = false;
  FILE* report = nullptr;

  Totals total;      ///< Blocks add to it directly.
  Totals last_mark;  ///< `total` when the accounts last changed hands.
  Totals call;
  std::vector<Totals> operators;
  bool inside = false;
  int current = kBegin;  ///< Operator that runs, or kBegin before the first.

  const Block* previous = nullptr;
  std::deque<Block> blocks;  ///< Deques keep their elements in place.
  std::deque<Mark> marks;
};

Counter counter;

void print(FILE* file, const char* before, const Totals& totals) {
  std::fprintf(file, "%s%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64, before,
               totals.instructions, totals.cycles.likely, totals.cycles.strict,
               totals.cycles.unchained);
}

void report_call() {
  print(counter.report, "", counter.call);
  for (const Totals& totals : counter.operators) {
    print(counter.report, " ", totals);
  }
  std::fputc('\n', counter.report);
  std::fflush(counter.report);
}

void start_call() {
  counter.inside = true;
  counter.call = {};
  counter.operators.assign(counter.operators.size(), {});
  counter.current = kBegin;
}

void on_mark(unsigned int /*vcpu*/, void* data) {
  const Mark& mark = *static_cast<const Mark*>(data);
  const Totals now = counter.total - mark.to_come;
  const Totals spent = now - counter.last_mark;
  counter.last_mark = now;
  if (mark.kind == kBegin) {
    start_call();
    return;
  }
  if (!counter.inside) {
    return;
  }
  counter.call += spent;
  if (counter.current >= 0) {
    counter.operators[static_cast<size_t>(counter.current)] += spent;
  }
  counter.current = mark.kind;
  if (mark.kind == kEnd) {
    counter.inside = false;
    report_call();
  }
}

/// The costs that depend on where control came from. Blocks end at branches but
/// also at page borders, where chaining must go on as if there were none.
void on_block(unsigned int /*vcpu*/, void* data) {
  const auto* block = static_cast<const Block*>(data);
  if (counter.previous != nullptr) {
    if (block->begin != counter.previous->end) {
      constexpr uint64_t kRefill = cortex_m4::kRefillCycles;
      counter.total.cycles += Cycles{kRefill, kRefill, kRefill};
    } else {
      counter.total.cycles +=
          cortex_m4::cost(counter.previous->last, block->first);
      counter.total.cycles -= cortex_m4::cost({}, block->first);
    }
  }
  counter.previous = block;
}

Instruction decode(const qemu_plugin_insn* instruction) {
  const auto* halves =
      static_cast<const uint16_t*>(qemu_plugin_insn_data(instruction));
  const size_t bytes = qemu_plugin_insn_size(instruction);
  return cortex_m4::decode(qemu_plugin_insn_vaddr(instruction), halves[0],
                           bytes == 4 ? halves[1] : uint16_t{0}, bytes);
}

/// Costs of each instruction of a block that is entered from a branch.
std::vector<Totals> block_costs(const qemu_plugin_tb* tb, Block& block) {
  std::vector<Totals> costs(qemu_plugin_tb_n_insns(tb));
  for (size_t i = 0; i < costs.size(); ++i) {
    const qemu_plugin_insn* instruction = qemu_plugin_tb_get_insn(tb, i);
    costs[i].instructions = 1;
    if (!counter.models_cycles) {
      continue;
    }
    const Instruction decoded = decode(instruction);
    costs[i].cycles = cortex_m4::cost(block.last, decoded);
    if (i == 0) {
      block.begin = qemu_plugin_insn_vaddr(instruction);
      block.first = decoded;
    }
    block.last = decoded;
    block.end = qemu_plugin_insn_vaddr(instruction) +
                qemu_plugin_insn_size(instruction);
  }
  return costs;
}

void add_inline(qemu_plugin_tb* tb, uint64_t& total, uint64_t amount) {
  qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64,
                                           &total, amount);
}

void on_translation(qemu_plugin_id_t /*id*/, qemu_plugin_tb* tb) {
  Block block;
  const std::vector<Totals> costs = block_costs(tb, block);
  Totals to_come;
  for (size_t i = costs.size(); i-- > 0;) {
    to_come += costs[i];
    qemu_plugin_insn* instruction = qemu_plugin_tb_get_insn(tb, i);
    const auto mark =
        counter.marks_by_address.find(qemu_plugin_insn_vaddr(instruction));
    if (mark != counter.marks_by_address.end()) {
      counter.marks.push_back({mark->second, to_come});
      qemu_plugin_register_vcpu_insn_exec_cb(
          instruction, on_mark, QEMU_PLUGIN_CB_NO_REGS, &counter.marks.back());
    }
  }
  add_inline(tb, counter.total.instructions, to_come.instructions);
  if (counter.models_cycles) {
    counter.blocks.push_back(block);
    qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, QEMU_PLUGIN_CB_NO_REGS,
                                         &counter.blocks.back());
    add_inline(tb, counter.total.cycles.likely, to_come.cycles.likely);
    add_inline(tb, counter.total.cycles.strict, to_come.cycles.strict);
    add_inline(tb, counter.total.cycles.unchained, to_come.cycles.unchained);
  }
}

uint64_t parse_address(const std::string& text) {
  return std::strtoull(text.c_str(), nullptr, 0);
}

bool read_operators(const std::string& path) {
  std::ifstream stream(path);
  std::string line;
  while (std::getline(stream, line)) {
    counter.marks_by_address.emplace(
        parse_address(line), static_cast<int>(counter.operators.size()));
    counter.operators.emplace_back();
  }
  return stream.eof();
}

bool set_option(std::string_view argument) {
  const size_t equals = argument.find('=');
  if (equals == std::string_view::npos) {
    return false;
  }
  const std::string_view key = argument.substr(0, equals);
  const std::string value(argument.substr(equals + 1));
  if (key == "begin") {
    return counter.marks_by_address.emplace(parse_address(value), kBegin)
        .second;
  }
  if (key == "end") {
    return counter.marks_by_address.emplace(parse_address(value), kEnd).second;
  }
  if (key == "out") {
    counter.report = std::fopen(value.c_str(), "w");
    return counter.report != nullptr;
  }
  if (key == "cycles") {
    counter.models_cycles = true;
    return value == "cortex-m4/1";
  }
  return key == "operators" && read_operators(value);
}

}  // namespace
}  // namespace firefly

// NOLINTBEGIN(readability-identifier-naming): looked up by QEMU.
extern "C" {
__attribute__((visibility("default"))) int qemu_plugin_version = 1;

__attribute__((visibility("default"))) int qemu_plugin_install(
    qemu_plugin_id_t id, const qemu_info_t* /*info*/, int argc, char** argv) {
  using firefly::counter;
  for (int i = 0; i < argc; ++i) {
    if (!firefly::set_option(argv[i])) {
      std::fprintf(stderr, "count plugin: bad argument '%s'\n", argv[i]);
      return 1;
    }
  }
  if (counter.report == nullptr) {
    std::fprintf(stderr, "count plugin: expected out=FILE\n");
    return 1;
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, firefly::on_translation);
  return 0;
}
}
// NOLINTEND(readability-identifier-naming)
