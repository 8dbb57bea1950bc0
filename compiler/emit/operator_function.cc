// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/operator_function.h"

#include <algorithm>

#include "compiler/emit/identifiers.h"
#include "compiler/lower/c_type.h"
#include "compiler/schedule/flow.h"

namespace firefly {
namespace {

/// Constants that some kernel takes as an argument; others live inside the
/// packed arrays of their layer.
bool is_argument(const ModelText& model, TensorId id) {
  for (size_t i = 0; i < model.graph.ops.size(); ++i) {
    const Op& op = model.graph.ops[i];
    if (model.plan.elided[i]) {
      continue;
    }
    for (const Arg& arg : model.plan.calls[i].args) {
      const bool one = arg.kind == ArgKind::kInputData ||
                       arg.kind == ArgKind::kInputRow ||
                       arg.kind == ArgKind::kInputWindow;
      if ((one && op.inputs[static_cast<size_t>(arg.index)] == id) ||
          (arg.kind == ArgKind::kAllInputs &&
           std::ranges::count(op.inputs, id) > 0)) {
        return true;
      }
    }
  }
  return false;
}

/// The expression for a whole tensor.
std::string whole(TensorId id) {
  return fmt::format("tensor{}(memory).data", id);
}

/// Row y of a tensor lies at y mod this; 1 if it has no rows.
int32_t kept_rows(const ModelText& model, TensorId id) {
  const Placement& placement = model.placement(id);
  return placement.height == 0
             ? 1
             : std::min(placement.kept_rows, model.height(id));
}

/// What the schedule decided of operator `index`.
int32_t planned(const ModelText& model, size_t index, Planned what) {
  const Op& op = model.graph.ops[index];
  const TensorId input = op.inputs[0];
  const TensorId output = op.outputs[0];
  const Placement& out = model.placement(output);
  switch (what) {
    case Planned::kInputOffset:
      return model.placement(input).offset;
    case Planned::kInputHeight:
      return std::clamp<int32_t>(model.height(input), 1, UINT16_MAX);
    case Planned::kInputKept:
      return kept_rows(model, input);
    // The outlet of an endless group makes its last row, again and again.
    case Planned::kOutputOffset:
      return model.is_outlet(index)
                 ? out.offset + (out.height - 1) * out.row_bytes
                 : out.offset;
    case Planned::kOutputKept:
      return model.is_outlet(index) ? 1 : kept_rows(model, output);
    case Planned::kScratchOffset:
      return std::max(model.plan.scratch_offset[index], 0);
    case Planned::kIsBackward:
      return std::ranges::any_of(model.plan.groups, [&](const Group& group) {
        return group.backward && std::cmp_equal(group.first, index);
      });
  }
  return 0;
}

/// The constant struct of a layer: one member a line, in order.
void write_layer(CodeWriter& code, const ModelText& model, size_t index,
                 const std::string& name, FlashArrays& arrays) {
  const KernelCall& call = model.plan.calls[index];
  std::vector<std::string> lines;
  struct Printer {
    const ModelText& model;
    size_t index;
    const std::string& owner;
    FlashArrays& arrays;
    std::string operator()(std::monostate) const { return "nullptr"; }
    std::string operator()(int64_t value) const {
      return fmt::format("{}", value);
    }
    std::string operator()(float value) const { return float_literal(value); }
    std::string operator()(const std::vector<int64_t>& values) const {
      return fmt::format("{{{}}}", fmt::join(values, ", "));
    }
    std::string operator()(const FlashArray& array) const {
      return array.bytes.empty() ? "nullptr" : arrays.add(owner, array);
    }
    std::string operator()(Planned what) const {
      return fmt::format("{}", planned(model, index, what));
    }
  };
  for (const Field& field : call.fields) {
    const Printer printer{model, index, name, arrays};
    lines.push_back(fmt::format("{},  // {}", std::visit(printer, field.value),
                                field.name));
  }
  code.open("constexpr {} {} = {{", call.layer_type, name);
  for (const std::string& line : lines) {
    code.line("{}", line);
  }
  code.close("};");
}

class CallPrinter {
 public:
  CallPrinter(const ModelText& model, size_t index, std::string layer)
      : model_(model),
        index_(index),
        op_(model.graph.ops[index]),
        call_(model.plan.calls[index]),
        layer_(std::move(layer)) {}

  /// All rows at once.
  void print_all_rows(CodeWriter& code) const {
    code.line("{}({}, memory);", function(call_.all_rows), layer_);
  }

  void print(CodeWriter& code) const {
    constexpr size_t kLineWidth = 78;
    std::vector<std::string> args;
    for (const Arg& arg : call_.args) {
      args.push_back(print(arg));
    }
    const std::string function = this->function(call_.function);
    const std::string joined = fmt::format("{}", fmt::join(args, ", "));
    if (function.size() + joined.size() + 3 <= kLineWidth) {
      code.line("{}({});", function, joined);
    } else {
      code.line("{}(\n      {});", function, fmt::join(args, ",\n      "));
    }
  }

 private:
  [[nodiscard]] std::string function(const std::string& name) const {
    return call_.template_args.empty()
               ? name
               : fmt::format("{}<{}>", name,
                             fmt::join(call_.template_args, ", "));
  }
  [[nodiscard]] TensorId input(const Arg& arg) const {
    return op_.inputs[static_cast<size_t>(arg.index)];
  }
  [[nodiscard]] TensorId output(const Arg& arg) const {
    return op_.outputs[static_cast<size_t>(arg.index)];
  }
  [[nodiscard]] std::string print(const Arg& arg) const {
    switch (arg.kind) {
      case ArgKind::kLayer:
        return layer_;
      case ArgKind::kInputWindow:
        return window(input(arg));
      case ArgKind::kInputRow:
        return fmt::format("tensor{}(memory).row(y)", input(arg));
      case ArgKind::kInputData:
      case ArgKind::kStateData:
        return whole(input(arg));
      case ArgKind::kAllInputs:
        return "inputs";
      case ArgKind::kOutputRow:
        return fmt::format("tensor{}(memory).row({})", output(arg),
                           output_row());
      case ArgKind::kOutputData:
        return whole(output(arg));
      case ArgKind::kScratch:
        return model_.plan.calls[index_].scratch_bytes == 0
                   ? "nullptr"
                   : fmt::format("memory + {}",
                                 model_.plan.scratch_offset[index_]);
      case ArgKind::kRow:
        return "y";
      case ArgKind::kRowCount:
        return row_count();
      case ArgKind::kLine:
        return "line";
      case ArgKind::kMemory:
        return "memory";
    }
    return {};
  }
  /// The outlet of an endless group shows its newest rows in order.
  [[nodiscard]] std::string output_row() const {
    return model_.is_outlet(index_)
               ? fmt::format("{}", model_.placement(op_.outputs[0]).height - 1)
               : "y";
  }
  [[nodiscard]] std::string row_count() const {
    const Flow flow = flow_of(model_.graph, op_, call_);
    return flow.height % flow.rows == 0
               ? fmt::format("{}", flow.rows)
               : fmt::format("min_of({}, {} - y)", flow.rows, flow.height);
  }
  [[nodiscard]] std::string window(TensorId id) const {
    const Flow flow = flow_of(model_.graph, op_, call_);
    const RowNeeds& needs = flow.needs;
    const bool all = flow.rows > 1;
    const std::string first =
        (needs.stride == 1 ? "y" : fmt::format("{} * y", needs.stride)) +
        (needs.margin_top == 0 ? "" : fmt::format(" - {}", needs.margin_top));
    return fmt::format(
        "RowWindow<{}, {}>(tensor{}(memory), {}, {}).row",
        c_type(model_.graph.tensor(id).type),
        all ? needs.last(flow.rows - 1) - needs.first(0) + 1 : needs.count, id,
        first, all ? 1 : needs.dilation);
  }

  const ModelText& model_;
  size_t index_;
  const Op& op_;
  const KernelCall& call_;
  std::string layer_;
};

/// A tensor whose rows lie apart, and the table of their places.
void write_scattered(CodeWriter& code, const ModelText& model, TensorId id,
                     std::string_view type, FlashArrays& arrays) {
  const std::vector<int32_t>& offsets = model.placement(id).row_offsets;
  const bool is_wide = model.plan.memory_bytes() > INT16_MAX;
  const FlashArray table =
      is_wide ? FlashArray::of("rows", offsets)
              : FlashArray::of("rows", std::vector<int16_t>(offsets.begin(),
                                                            offsets.end()));
  const std::string array = arrays.add(fmt::format("kTensor{}", id), table);
  code.open(
      "[[maybe_unused]] FIREFLY_INLINE ScatteredRows<{}, {}, {}> "
      "tensor{}(uint8_t* memory) {{",
      type, model.height(id), c_type(table.type), id);
  code.line("return {{memory, {}}};", array);
  code.close();
}

bool uses(const KernelCall& call, ArgKind kind) {
  return std::ranges::any_of(call.args,
                             [&](const Arg& arg) { return arg.kind == kind; });
}

}  // namespace

std::string operator_function(const ModelText& model, size_t index) {
  return fmt::format("{}_op_{}", model.name, index);
}

bool makes_all_rows(const ModelText& model, size_t index) {
  return !model.plan.calls[index].all_rows.empty() && !model.is_moving(index) &&
         std::ranges::any_of(model.plan.groups, [&](const Group& group) {
           return group.size() == 1 && std::cmp_equal(group.first, index);
         });
}

void write_tensors(CodeWriter& code, const ModelText& model,
                   FlashArrays& arrays) {
  code.line("// Tensors: element type, rows, elements a row, rows in memory.");
  for (size_t i = 0; i < model.graph.tensors.size(); ++i) {
    const auto id = static_cast<TensorId>(i);
    const Tensor& tensor = model.graph.tensors[i];
    const Placement& placement = model.placement(id);
    if (placement.storage == Storage::kFlash) {
      if (is_argument(model, id)) {
        const TensorId owner =
            placement.view_of == kNoTensor ? id : placement.view_of;
        const std::string array = arrays.add(
            fmt::format("kTensor{}", i), flash_copy(model.graph.tensor(owner)));
        code.open(
            "[[maybe_unused]] FIREFLY_INLINE Rows<const {0}, 1, {1}, 1> "
            "tensor{2}(uint8_t*) {{",
            c_type(tensor.type), element_count(tensor), i);
        code.line("return {{{}}};", array);
        code.close();
      }
      continue;
    }
    if (placement.storage == Storage::kNone) {
      continue;
    }
    const bool rows = placement.height > 0;
    // Planes are bytes to whoever does not read or write them.
    const std::string_view type =
        placement.planes ? "int8_t" : c_type(tensor.type);
    if (!placement.row_offsets.empty()) {
      write_scattered(code, model, id, type, arrays);
      continue;
    }
    const int32_t elem_bytes = placement.planes ? 1 : size_bytes(tensor.type);
    code.open(
        "[[maybe_unused]] FIREFLY_INLINE Rows<{}, {}, {}, {}> "
        "tensor{}(uint8_t* memory) {{",
        type, rows ? model.height(id) : 1,
        rows ? placement.row_bytes / elem_bytes : element_count(tensor),
        rows ? placement.kept_rows : 1, i);
    code.line("return {{reinterpret_cast<{}*>(memory + {})}};", type,
              placement.offset);
    code.close();
  }
  code.blank();
}

void write_operator(CodeWriter& code, const ModelText& model, size_t index,
                    FlashArrays& arrays) {
  const Op& op = model.graph.ops[index];
  const KernelCall& call = model.plan.calls[index];
  code.line("// #{} {}: {} -> {}, {} MACs", index, describe(op),
            model.short_shape(op.inputs[0]),
            op.outputs.empty() ? "state" : model.short_shape(op.outputs[0]),
            count_macs(model.graph, op));
  std::string layer;
  if (!call.layer_type.empty()) {
    layer = fmt::format("k{}{}", camel_case(name_of(op.kind)), index);
    write_layer(code, model, index, layer, arrays);
  }
  const CallPrinter printer(model, index, layer);
  if (makes_all_rows(model, index)) {
    code.open("FIREFLY_OPERATOR void {}(uint8_t* memory) {{",
              operator_function(model, index));
    printer.print_all_rows(code);
    code.close();
    code.blank();
    return;
  }
  code.open("FIREFLY_OPERATOR void {}(uint8_t* memory{}{}) {{",
            operator_function(model, index), call.by_row ? ", int y" : "",
            call.is_feed ? ", const void* line" : "");
  if (uses(call, ArgKind::kAllInputs)) {
    std::vector<std::string> inputs;
    for (const TensorId id : op.inputs) {
      inputs.push_back(whole(id));
    }
    code.line("const void* const inputs[] = {{{}}};", fmt::join(inputs, ", "));
  }
  printer.print(code);
  code.close();
  code.blank();
}

}  // namespace firefly
