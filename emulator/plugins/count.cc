// SPDX-License-Identifier: Apache-2.0
//
// QEMU plugin: what each call of one function costs, exactly. Arguments:
//   begin=ADDRESS      the function's first instruction
//   end=ADDRESS        where it returns to
//   out=FILE           the report, one line a call:
//                      "instructions likely strict unchained", then the
//                      operators and functions below, then the cycles among
//                      these for which the core waited for its flash
//   cycles=NAME        the timing model; without it the last three are 0
//   set=KEY:VALUE      a parameter of the timing model, before it
//   flash=BEGIN BYTES TIMING  where the flash lies, and what it adds to the
//                      model's figures (timing/flash.h)
//   operators=FILE     addresses of the operators' functions, one a line, in
//                      order; each line of the report then goes on with
//                      " instructions likely strict unchained" an operator
//   functions=FILE     "ADDRESS END" of functions, by address, one a line; the
//                      same for each, at the end of the line
//
// Running totals are kept with as little work as possible: whole blocks are
// added as they are entered. At a mark (begin, end, an operator's function),
// the part of its block that is still to come is taken off again, and what the
// totals grew by since the last mark belongs to whoever was running.
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "emulator/plugins/qemu_plugin.h"
#include "emulator/timing/flash.h"
#include "emulator/timing/timing.h"
#include "emulator/timing/trace.h"

namespace firefly {
namespace {

using timing::Code;
using timing::Cycles;
using timing::Trace;

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

/// Blocks add to `total` directly.
struct Function {
  uint64_t begin = 0;
  uint64_t end = 0;
  Totals total;
  Totals at_begin;  ///< Of the call.
};

/// Instructions of a block that one access to flash brings.
struct Line {
  uint64_t address = 0;
  uint64_t cycles = 0;  ///< That they take once they are there.
};

struct Block {
  Trace::Block* timed = nullptr;
  Function* function = nullptr;  ///< Null if it is in none that is listed.
  std::vector<Line> lines;
  uint64_t waits = 0;  ///< For its lines, when it was last entered.
};

constexpr int kBegin = -1;
constexpr int kEnd = -2;

/// An instruction at which the accounts change hands.
struct Mark {
  int kind = kBegin;  ///< kBegin, kEnd or an operator's index.
  Totals to_come;     ///< The block's costs from here on.
  Function* function = nullptr;
  /// The block that it begins; null where it does not.
  const Block* block = nullptr;
};

/// Where a flash that the core waits for lies.
struct Flash {
  uint64_t begin = 0;
  uint64_t end = 0;
  timing::FlashModel model;
  uint64_t cycles_of_line = 0;  ///< Of the line that runs.
};

/// The plugin's state; QEMU's callbacks carry no pointer of ours everywhere.
struct Counter {
  std::unordered_map<uint64_t, int> marks_by_address;
  timing::Parameters parameters;
  std::unique_ptr<Trace> trace;  ///< Null: no cycles.
  std::optional<Flash> flash;
  FILE* report = nullptr;

  uint64_t waits = 0;           ///< All of them.
  uint64_t waits_at_begin = 0;  ///< Of the call.
  Totals total;                 ///< Blocks add to it directly.
  Totals last_mark;  ///< `total` when the accounts last changed hands.
  Totals call;
  std::vector<Totals> operators;
  std::deque<Function> functions;  ///< Deques keep their elements in place.
  bool inside = false;
  int current = kBegin;  ///< Operator that runs, or kBegin before the first.

  const Block* previous = nullptr;
  std::deque<Block> blocks;
  std::deque<Mark> marks;
};

Counter counter;

void print(FILE* file, const char* before, const Totals& totals) {
  std::fprintf(file, "%s%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64, before,
               totals.instructions, totals.cycles.likely, totals.cycles.strict,
               totals.cycles.unchained);
}

uint64_t waits_to_come(const Mark& mark) {
  return mark.block == nullptr ? 0 : mark.block->waits;
}

Totals to_come(const Mark& mark) {
  Totals totals = mark.to_come;
  totals.cycles += timing::same(static_cast<int64_t>(waits_to_come(mark)));
  return totals;
}

/// A function's total now, without what is still to come of the mark's block.
Totals total_at(const Function& function, const Mark& mark) {
  return &function == mark.function ? function.total - to_come(mark)
                                    : function.total;
}

void report_call(const Mark& end) {
  print(counter.report, "", counter.call);
  for (const Totals& totals : counter.operators) {
    print(counter.report, " ", totals);
  }
  for (const Function& function : counter.functions) {
    print(counter.report, " ", total_at(function, end) - function.at_begin);
  }
  std::fprintf(counter.report, " %" PRIu64 "\n",
               counter.waits - waits_to_come(end) - counter.waits_at_begin);
  std::fflush(counter.report);
}

void start_call(const Mark& begin) {
  counter.inside = true;
  counter.call = {};
  counter.waits_at_begin = counter.waits - waits_to_come(begin);
  counter.operators.assign(counter.operators.size(), {});
  for (Function& function : counter.functions) {
    function.at_begin = total_at(function, begin);
  }
  counter.current = kBegin;
}

void on_mark(unsigned int /*vcpu*/, void* data) {
  const Mark& mark = *static_cast<const Mark*>(data);
  const Totals now = counter.total - to_come(mark);
  const Totals spent = now - counter.last_mark;
  counter.last_mark = now;
  if (mark.kind == kBegin) {
    start_call(mark);
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
    report_call(mark);
  }
}

void add_waits(uint64_t waits, Function* function) {
  const Cycles cycles = timing::same(static_cast<int64_t>(waits));
  counter.waits += waits;
  counter.total.cycles += cycles;
  if (function != nullptr) {
    function->total.cycles += cycles;
  }
}

/// Waits for all lines of a block as it is entered: its loads come after.
void fetch(Flash& flash, Block& block) {
  block.waits = 0;
  for (const Line& line : block.lines) {
    block.waits += flash.model.fetch(line.address, flash.cycles_of_line);
    flash.cycles_of_line = line.cycles;
  }
  add_waits(block.waits, block.function);
}

void on_load(unsigned int /*vcpu*/, qemu_plugin_meminfo_t info,
             uint64_t address, void* data) {
  Flash& flash = *counter.flash;
  if (!qemu_plugin_mem_is_store(info) && address >= flash.begin &&
      address < flash.end) {
    const auto* block = static_cast<const Block*>(data);
    add_waits(flash.model.load(address), block->function);
  }
}

/// The costs that depend on where control came from belong to whoever left.
void on_block(unsigned int /*vcpu*/, void* data) {
  auto* block = static_cast<Block*>(data);
  const Cycles way = counter.trace->enter(block->timed);
  counter.total.cycles += way;
  if (counter.previous != nullptr && counter.previous->function != nullptr) {
    counter.previous->function->total.cycles += way;
  }
  counter.previous = block;
  if (counter.flash) {
    fetch(*counter.flash, *block);
  }
}

Code code_of(const qemu_plugin_insn* instruction) {
  const auto* halves =
      static_cast<const uint16_t*>(qemu_plugin_insn_data(instruction));
  Code code;
  code.address = qemu_plugin_insn_vaddr(instruction);
  code.bytes = static_cast<uint8_t>(qemu_plugin_insn_size(instruction));
  code.halves = {halves[0], code.bytes == 4 ? halves[1] : uint16_t{0}};
  return code;
}

Function* function_at(uint64_t address) {
  const auto next = std::upper_bound(
      counter.functions.begin(), counter.functions.end(), address,
      [](uint64_t a, const Function& function) { return a < function.begin; });
  if (next == counter.functions.begin() || address >= std::prev(next)->end) {
    return nullptr;
  }
  return &*std::prev(next);
}

/// The lines of a block's code, if it lies in flash.
std::vector<Line> lines_of(const std::vector<uint64_t>& addresses,
                           const std::vector<Totals>& costs) {
  std::vector<Line> lines;
  const Flash& flash = *counter.flash;
  if (addresses.front() < flash.begin || addresses.front() >= flash.end) {
    return lines;
  }
  for (size_t i = 0; i < addresses.size(); ++i) {
    if (lines.empty() || flash.model.line_of(addresses[i]) !=
                             flash.model.line_of(lines.back().address)) {
      lines.push_back({addresses[i], 0});
    }
    lines.back().cycles += costs[i].cycles.likely;
  }
  return lines;
}

/// Costs of each instruction of a block that follows an idle pipeline.
std::vector<Totals> block_costs(const qemu_plugin_tb* tb, Block& block) {
  std::vector<Totals> costs(qemu_plugin_tb_n_insns(tb));
  std::vector<Code> code;
  std::vector<uint64_t> addresses;
  for (size_t i = 0; i < costs.size(); ++i) {
    costs[i].instructions = 1;
    code.push_back(code_of(qemu_plugin_tb_get_insn(tb, i)));
    addresses.push_back(code.back().address);
  }
  block.function = function_at(code.front().address);
  if (counter.trace) {
    std::vector<Cycles> cycles;
    block.timed = counter.trace->add_block(std::move(code), cycles);
    for (size_t i = 0; i < costs.size(); ++i) {
      costs[i].cycles = cycles[i];
    }
  }
  if (counter.flash) {
    block.lines = lines_of(addresses, costs);
  }
  return costs;
}

void add_inline(qemu_plugin_tb* tb, Totals& total, const Totals& amount) {
  const auto add = [&](uint64_t& counted, uint64_t by) {
    qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64,
                                             &counted, by);
  };
  add(total.instructions, amount.instructions);
  if (counter.trace) {
    add(total.cycles.likely, amount.cycles.likely);
    add(total.cycles.strict, amount.cycles.strict);
    add(total.cycles.unchained, amount.cycles.unchained);
  }
}

void on_translation(qemu_plugin_id_t /*id*/, qemu_plugin_tb* tb) {
  Block& block = counter.blocks.emplace_back();
  const std::vector<Totals> costs = block_costs(tb, block);
  Totals to_come;
  for (size_t i = costs.size(); i-- > 0;) {
    to_come += costs[i];
    qemu_plugin_insn* instruction = qemu_plugin_tb_get_insn(tb, i);
    if (counter.flash) {  // QEMU 7.2 takes "reads only" for writes only
      qemu_plugin_register_vcpu_mem_cb(instruction, on_load,
                                       QEMU_PLUGIN_CB_NO_REGS,
                                       QEMU_PLUGIN_MEM_RW, &block);
    }
    const auto mark =
        counter.marks_by_address.find(qemu_plugin_insn_vaddr(instruction));
    if (mark != counter.marks_by_address.end()) {
      counter.marks.push_back(
          {mark->second, to_come, block.function, i == 0 ? &block : nullptr});
      qemu_plugin_register_vcpu_insn_exec_cb(
          instruction, on_mark, QEMU_PLUGIN_CB_NO_REGS, &counter.marks.back());
    }
  }
  if (counter.trace) {
    qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, QEMU_PLUGIN_CB_NO_REGS,
                                         &block);
  }
  add_inline(tb, counter.total, to_come);
  if (block.function != nullptr) {
    add_inline(tb, block.function->total, to_come);
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

bool read_functions(const std::string& path) {
  std::ifstream stream(path);
  std::string begin;
  std::string end;
  while (stream >> begin >> end) {
    counter.functions.push_back(
        {parse_address(begin), parse_address(end), {}, {}});
  }
  return stream.eof();
}

bool set_model(const std::string& name) {
  std::string wrong;
  auto model = timing::make_model(name, counter.parameters, wrong);
  if (model == nullptr) {
    std::fprintf(stderr, "count plugin: expected %s\n", wrong.c_str());
    return false;
  }
  counter.trace = std::make_unique<Trace>(std::move(model));
  return true;
}

bool set_parameter(const std::string& text) {
  const size_t colon = text.find(':');
  if (colon == std::string::npos) {
    return false;
  }
  counter.parameters[text.substr(0, colon)] =
      static_cast<uint32_t>(parse_address(text.substr(colon + 1)));
  return true;
}

bool set_flash(const std::string& text) {
  char* rest = nullptr;
  const uint64_t begin = std::strtoull(text.c_str(), &rest, 0);
  const uint64_t bytes = std::strtoull(rest, &rest, 0);
  const auto timing = timing::parse_flash(rest);
  if (!timing) {
    return false;
  }
  counter.flash.emplace(
      Flash{begin, begin + bytes, timing::FlashModel(*timing)});
  return true;
}

bool set_option(std::string_view argument) {
  const size_t equals = argument.find('=');
  if (equals == std::string_view::npos) {
    return false;
  }
  const std::string_view key = argument.substr(0, equals);
  const std::string value(argument.substr(equals + 1));
  if (key == "begin" || key == "end") {
    return counter.marks_by_address
        .emplace(parse_address(value), key == "begin" ? kBegin : kEnd)
        .second;
  }
  if (key == "out") {
    counter.report = std::fopen(value.c_str(), "w");
    return counter.report != nullptr;
  }
  if (key == "cycles") {
    return set_model(value);
  }
  if (key == "set") {
    return set_parameter(value);
  }
  if (key == "flash") {
    return set_flash(value);
  }
  return (key == "operators" && read_operators(value)) ||
         (key == "functions" && read_functions(value));
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
