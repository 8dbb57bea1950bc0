// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/invoke.h"

#include <algorithm>

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
    } else if (model_.plan.calls[first].by_row) {
      if (group_.backward) {
        code_.open("for (int y = {}; y >= 0; --y) {{", flow(first).calls - 1);
      } else {
        code_.open("for (int y = 0; y < {}; ++y) {{", flow(first).calls);
      }
      code_.line("{}(memory, y);", operator_function(model_, first));
      code_.close();
    } else {
      code_.line("{}(memory);", operator_function(model_, first));
    }
  }

 private:
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
    code_.open("for (;;) {{");
    for (size_t i = last; i-- > first;) {
      code_.open("if (y{} < {}{}) {{", i, flow(i).calls, conditions(i));
      code_.line("{}(memory, y{}++);", operator_function(model_, i), i);
      code_.line("continue;");
      code_.close();
    }
    code_.line("break;");
    code_.close();
    code_.close();
  }

  /// That the last row which the next one of `index` needs has been computed.
  [[nodiscard]] std::string conditions(size_t index) const {
    const RowNeeds needs = flow(index).needs;
    std::string text;
    for (auto k = static_cast<size_t>(group_.first); k < index; ++k) {
      if (std::ranges::count(op(index).inputs, op(k).outputs[0]) == 0) {
        continue;
      }
      const Flow writer = flow(k);
      if (writer.accumulates) {
        text += fmt::format(" && y{} == {}", k, writer.calls);
        continue;
      }
      const int32_t reach =
          (needs.count - 1) * needs.dilation - needs.margin_top;
      const std::string row =
          needs.stride == 1 ? fmt::format("y{}", index)
                            : fmt::format("{} * y{}", needs.stride, index);
      const std::string last =
          reach == 0 ? row
                     : fmt::format("{} {} {}", row, reach < 0 ? '-' : '+',
                                   std::abs(reach));
      // Past the lower border nothing more will come.
      text += needs.last(flow(index).calls - 1) < writer.calls
                  ? fmt::format(" && {} < y{}", last, k)
                  : fmt::format(" && min_of({}, {}) < y{}", last,
                                writer.calls - 1, k);
    }
    return text;
  }

  CodeWriter& code_;
  const ModelText& model_;
  const Group& group_;
};

}  // namespace

void write_run(CodeWriter& code, const ModelText& model) {
  code.line("// One inference on a model's memory.");
  const bool idle =
      !model.has_state() && std::ranges::count(model.plan.elided, false) == 0;
  code.open("void run(uint8_t*{}) {{", idle ? "" : " memory");
  if (model.has_state()) {
    code.open("if (memory[{}] == 0) {{", model.plan.memory_bytes());
    code.line("reset_state(memory);");
    code.close();
  }
  for (const Group& group : model.plan.groups) {
    GroupPrinter(code, model, group).print();
  }
  code.close();
  code.blank();
}

}  // namespace firefly
