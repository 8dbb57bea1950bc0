// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/invoke.h"

#include <algorithm>
#include <numeric>

#include "compiler/emit/operator_function.h"
#include "compiler/schedule/flow.h"

namespace firefly {
namespace {

class GroupPrinter {
 public:
  GroupPrinter(CodeWriter& code, const ModelText& model, const Group& group)
      : code_(code), model_(model), group_(group) {}

  void print() {
    const auto first = static_cast<size_t>(group_.first);
    if (group_.size() > 1) {
      print_interleaved();
    } else if (model_.plan.elided[first]) {
      code_.line("// #{} is a view.", first);
    } else if (model_.plan.calls[first].by_row &&
               !makes_all_rows(model_, first)) {
      const Flow rows = flow(first);
      if (group_.backward) {
        code_.open("for (int y = {}; y >= 0; {}) {{",
                   (rows.calls() - 1) * rows.rows, step("y", rows, '-'));
      } else {
        code_.open("for (int y = 0; y < {}; {}) {{", rows.height,
                   step("y", rows, '+'));
      }
      code_.line("{}(memory, y);", operator_function(model_, first));
      code_.close();
    } else {
      code_.line("{}(memory);", operator_function(model_, first));
    }
  }

  /// Takes a row, and leaves if it completes no inference.
  void print_push() {
    const auto last = static_cast<size_t>(group_.last) - 1;
    code_.line("int* const rows = reinterpret_cast<int*>(memory + {});",
               model_.plan.counters_offset);
    for (size_t i = 0; i <= last; ++i) {
      code_.line("int& y{0} = rows[{0}];", i);
    }
    if (is_endless()) {
      code_.line("const int before = y{};", last);
    }
    code_.line("{}(memory, y0++, line);", operator_function(model_, 0));
    if (last > 0) {
      print_loop(1);
    }
    if (is_endless()) {
      const int32_t window = model_.placement(op(last).outputs[0]).height;
      const int32_t rows = model_.plan.rates[last];
      code_.open("if (y{0} == before || y{0} < {1}{2}) {{", last, window,
                 rows == 1 ? ""
                           : fmt::format(" || (y{} - {}) % {} != 0", last,
                                         window, rows));
      code_.line("return false;");
      code_.close();
      print_wrap(window);
      return;
    }
    code_.open("if (y0 < {}) {{", flow(0).height);
    code_.line("return false;");
    code_.close();
    code_.line("__builtin_memset(rows, 0, {});", 4 * group_.size());
  }

  /// Takes a row to its place in the window, and leaves if that is not full.
  void print_push_to_window() {
    const int32_t height = flow(0).height;
    const int32_t hop = model_.plan.rates[0];
    code_.line("int* const rows = reinterpret_cast<int*>(memory + {});",
               model_.plan.counters_offset);
    code_.line("int& y0 = rows[0];");
    code_.open("if (y0 == {}) {{", height);
    print_move(0);
    code_.line("y0 = {};", height - hop);
    code_.close();
    code_.line("{}(memory, y0++, line);", operator_function(model_, 0));
    code_.open("if (y0 < {}) {{", height);
    code_.line("return false;");
    code_.close();
    code_.line("const bool has_moved = rows[1] != 0;");
    code_.line("rows[1] = 1;");
  }

  /// The rows of one operator that do not stay.
  void print_moving() {
    const auto index = static_cast<size_t>(group_.first);
    const MovedRows& moved = model_.plan.moved[index];
    const Flow rows = flow(index);
    if (moved.by > 0) {
      code_.open("if (has_moved) {{");
      print_move(index);
      code_.close();
    }
    code_.open("for (int y = 0; y < {}; {}) {{", rows.height,
               step("y", rows, '+'));
    if (moved.count() > 0) {
      code_.open("if (has_moved && y == {}) {{", moved.first);
      code_.line("y = {};", moved.last);
      code_.close();
    }
    code_.line("{}(memory, y);", operator_function(model_, index));
    code_.close();
  }

 private:
  /// The rows of an operator's output that stay, up to their new place.
  void print_move(size_t index) {
    const MovedRows& moved = model_.plan.moved[index];
    const Placement& rows = model_.placement(op(index).outputs[0]);
    const int32_t to = rows.offset + moved.first * rows.row_bytes;
    code_.line("__builtin_memmove(memory + {}, memory + {}, {});", to,
               to + moved.by * rows.row_bytes, moved.count() * rows.row_bytes);
  }

  [[nodiscard]] const Op& op(size_t index) const {
    return model_.graph.ops[index];
  }
  [[nodiscard]] Flow flow(size_t index) const {
    return flow_of(model_.graph, op(index), model_.plan.calls[index]);
  }

  void print_interleaved() {
    const auto first = static_cast<size_t>(group_.first);
    const auto last = static_cast<size_t>(group_.last);
    code_.line(
        "// Depth first: always the last operator whose next row can be made.");
    std::string counters;
    for (size_t i = first; i < last; ++i) {
      counters += fmt::format("{}y{} = 0", counters.empty() ? "" : ", ", i);
    }
    code_.open("{{");
    code_.line("int {};", counters);
    print_loop(first);
    code_.close();
  }

  /// Rows as long as there are any, from operators `first` on.
  void print_loop(size_t first) {
    code_.open("for (;;) {{");
    for (auto i = static_cast<size_t>(group_.last); i-- > first;) {
      code_.open("if ({}) {{", conditions(i));
      if (model_.is_outlet(i)) {
        print_shift(i);
      }
      print_next_rows(i);
      code_.line("continue;");
      code_.close();
    }
    code_.line("break;");
    code_.close();
  }

  void print_next_rows(size_t i) {
    const std::string function = operator_function(model_, i);
    const int32_t rows = flow(i).rows;
    if (rows == 1) {
      code_.line("{}(memory, y{}++);", function, i);
    } else {
      code_.line("{}(memory, y{});", function, i);
      code_.line("y{} += {};", i, rows);
    }
  }

  /// Moves a counter on by the rows of a call, or back.
  [[nodiscard]] static std::string step(std::string_view counter,
                                        const Flow& flow, char sign) {
    return flow.rows == 1 ? fmt::format("{0}{0}{1}", sign, counter)
                          : fmt::format("{} {}= {}", counter, sign, flow.rows);
  }

  /// Makes room for the newest of the rows that the rest of the network sees.
  void print_shift(size_t outlet) {
    const TensorId id = op(outlet).outputs[0];
    const Placement& rows = model_.placement(id);
    if (rows.height > 1) {
      code_.line("__builtin_memmove(memory + {}, memory + {}, {});",
                 rows.offset, rows.offset + rows.bytes / rows.height,
                 rows.bytes - rows.bytes / rows.height);
    }
  }

  [[nodiscard]] bool is_endless() const {
    return model_.plan.streaming == Streaming::kSliding && group_.first == 0;
  }

  /// After how many hops all rings are back at their first row.
  [[nodiscard]] int32_t period() const {
    int32_t period = 1;
    for (int32_t i = 0; i + 1 < group_.last; ++i) {
      const auto index = static_cast<size_t>(i);
      const int32_t kept = model_.placement(op(index).outputs[0]).kept_rows;
      period =
          std::lcm(period, kept / std::gcd(kept, model_.plan.rates[index]));
    }
    return period;
  }

  /// Keeps the counters of an endless group small.
  void print_wrap(int32_t window) {
    const int32_t hops = period();
    const std::vector<int32_t>& rates = model_.plan.rates;
    code_.open("if (y{} == {}) {{", group_.last - 1,
               window + rates.back() * hops);
    for (int32_t i = 0; i < group_.last; ++i) {
      code_.line("y{} -= {};", i, rates[static_cast<size_t>(i)] * hops);
    }
    code_.close();
  }

  /// That the last row which the next call of `index` needs has been computed.
  [[nodiscard]] std::string conditions(size_t index) const {
    const Flow reader = flow(index);
    const RowNeeds& needs = reader.needs;
    std::string text =
        is_endless() ? "" : fmt::format("y{} < {}", index, reader.height);
    const auto require = [&](const std::string& condition) {
      text += (text.empty() ? "" : " && ") + condition;
    };
    for (auto k = static_cast<size_t>(group_.first); k < index; ++k) {
      if (std::ranges::count(op(index).inputs, op(k).outputs[0]) == 0) {
        continue;
      }
      const Flow writer = flow(k);
      if (writer.accumulates) {
        require(fmt::format("y{} == {}", k, writer.height));
        continue;
      }
      const int32_t reach = needs.last(reader.rows - 1);
      const std::string row =
          needs.stride == 1 ? fmt::format("y{}", index)
                            : fmt::format("{} * y{}", needs.stride, index);
      const std::string last =
          reach == 0 ? row
                     : fmt::format("{} {} {}", row, reach < 0 ? '-' : '+',
                                   std::abs(reach));
      // A last call may need less; past the lower border nothing will come.
      const int32_t most =
          std::min(needs.last(reader.height - 1), writer.height - 1);
      require(needs.last(reader.calls() * reader.rows - 1) <= most
                  ? fmt::format("{} < y{}", last, k)
                  : fmt::format("min_of({}, {}) < y{}", last, most, k));
    }
    return text;
  }

  CodeWriter& code_;
  const ModelText& model_;
  const Group& group_;
};

void write_reset_check(CodeWriter& code, const ModelText& model) {
  if (model.has_state()) {
    code.open("if (memory[{}] == 0) {{", model.plan.memory_bytes());
    code.line("reset_state(memory);");
    code.close();
  }
}

void write_groups(CodeWriter& code, const ModelText& model, size_t first) {
  for (size_t g = first; g < model.plan.groups.size(); ++g) {
    const Group& group = model.plan.groups[g];
    GroupPrinter printer(code, model, group);
    if (model.is_moving(static_cast<size_t>(group.first))) {
      printer.print_moving();
    } else {
      printer.print();
    }
  }
}

}  // namespace

void write_run(CodeWriter& code, const ModelText& model) {
  code.line("// One inference on a model's memory.");
  const bool idle =
      !model.has_state() && std::ranges::count(model.plan.elided, false) == 0;
  code.open("void run(uint8_t*{}) {{", idle ? "" : " memory");
  write_reset_check(code, model);
  write_groups(code, model, 0);
  code.close();
  code.blank();
}

void write_push(CodeWriter& code, const ModelText& model) {
  code.line("// One row of the input; whether it completes an inference.");
  code.open("bool push(uint8_t* memory, const void* line) {{");
  write_reset_check(code, model);
  GroupPrinter feed(code, model, model.plan.groups[0]);
  if (model.plan.moved.empty()) {
    feed.print_push();
  } else {
    feed.print_push_to_window();
  }
  write_groups(code, model, 1);
  code.line("return true;");
  code.close();
  code.blank();
}

}  // namespace firefly
