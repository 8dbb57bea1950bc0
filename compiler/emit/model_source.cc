// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/model_source.h"

#include <algorithm>
#include <set>

#include "compiler/emit/c_api.h"
#include "compiler/emit/code_writer.h"
#include "compiler/emit/flash.h"
#include "compiler/emit/identifiers.h"
#include "compiler/emit/invoke.h"
#include "compiler/emit/operator_function.h"
#include "compiler/lower/c_type.h"

namespace firefly {
namespace {

/// GCC 12 makes predicates of constants that name the wrong lanes, or fails,
/// when it vectorizes loops for MVE.
void write_vectorizer_guard(CodeWriter& code) {
  code.line("#if defined(__GNUC__) && !defined(__clang__)");
  code.line("#pragma GCC optimize(\"no-tree-vectorize\")");
  code.line("#endif");
  code.blank();
}

void write_includes(CodeWriter& code, const ModelText& model) {
  std::set<std::string> headers = {"kernels/rows.h"};
  bool uses_isa = false;
  for (size_t i = 0; i < model.plan.calls.size(); ++i) {
    const KernelCall& call = model.plan.calls[i];
    if (!model.plan.elided[i]) {
      headers.insert(call.header);
      uses_isa |= std::ranges::count(call.template_args, "Isa") > 0;
    }
  }
  if (uses_isa) {
    headers.insert(fmt::format("isa/{}.h", name_of(model.options.isa)));
  }
  if (model.options.isa == Isa::kMve) {
    write_vectorizer_guard(code);
  }
  code.line("#include \"{}.h\"", model.name);
  code.blank();
  code.line("#include \"{}_c.h\"", model.name);
  for (const std::string& header : headers) {
    code.line("#include \"{}\"", header);
  }
  code.blank();
  code.line("namespace {{");
  code.blank();
  code.line("using namespace firefly;");
  if (uses_isa) {
    code.line("using Isa = {}::Isa;", name_of(model.options.isa));
  }
  code.blank();
}

/// The network at a glance.
void write_listing(CodeWriter& code, const ModelText& model) {
  code.line("//  {:>3}  {:<38} {:>12} {:>12} {:>10}  {:<9} {}", "#", "operator",
            "input", "output", "MACs", "kept rows", "kernel");
  for (size_t i = 0; i < model.graph.ops.size(); ++i) {
    const Op& op = model.graph.ops[i];
    const bool elided = model.plan.elided[i];
    std::string kept = "-";
    std::string output = "-";
    if (!op.outputs.empty()) {
      const Placement& placement = model.placement(op.outputs[0]);
      output = model.short_shape(op.outputs[0]);
      kept = !placement.row_offsets.empty() ? "apart"
             : placement.kept_rows < placement.height
                 ? fmt::format("{}", placement.kept_rows)
                 : "all";
    }
    code.line("//  {:>3}  {:<38} {:>12} {:>12} {:>10}  {:<9} {}", i,
              describe(op), model.short_shape(op.inputs[0]), output,
              count_macs(model.graph, op), kept,
              elided ? "view" : model.plan.calls[i].function);
  }
  code.blank();
}

void write_state_reset(CodeWriter& code, const ModelText& model,
                       FlashArrays& arrays) {
  struct First {
    TensorId id;
    std::string array;  // empty: all zeros
  };
  std::vector<First> states;
  for (size_t i = 0; i < model.graph.tensors.size(); ++i) {
    const Tensor& tensor = model.graph.tensors[i];
    const auto id = static_cast<TensorId>(i);
    if (tensor.role != TensorRole::kState ||
        model.placement(id).view_of != kNoTensor) {
      continue;
    }
    const auto is_first = [&](uint8_t byte) { return byte == tensor.data[0]; };
    states.push_back(
        {id, std::ranges::all_of(tensor.data, is_first)
                 ? std::string()
                 : arrays.add(fmt::format("kState{}", i), flash_copy(tensor))});
  }
  code.blank();
  code.line("// Gives every state its first value.");
  code.open("void reset_state(uint8_t* memory) {{");
  for (const First& state : states) {
    const Tensor& tensor = model.graph.tensor(state.id);
    const int32_t offset = model.placement(state.id).offset;
    if (state.array.empty()) {
      code.line("__builtin_memset(memory + {}, {}, {});", offset,
                tensor.data[0], tensor.data.size());
    } else {
      code.line("__builtin_memcpy(memory + {}, {}, {});", offset, state.array,
                tensor.data.size());
    }
  }
  code.line("memory[{}] = 1;", model.plan.memory_bytes());
  code.close();
  code.blank();
}

}  // namespace

std::string model_source(const ModelText& model) {
  CodeWriter code;
  code.line("{}", model.banner(model.name + ".cc"));
  code.blank();
  write_listing(code, model);
  write_includes(code, model);
  FlashArrays arrays(code);
  write_tensors(code, model, arrays);
  for (size_t i = 0; i < model.graph.ops.size(); ++i) {
    if (!model.plan.elided[i]) {
      write_operator(code, model, i, arrays);
    }
  }
  if (model.has_state()) {
    write_state_reset(code, model, arrays);
  }
  if (model.is_streamed()) {
    write_push(code, model);
  } else {
    write_run(code, model);
  }
  code.line("}}  // namespace");
  code.blank();
  if (model.is_streamed()) {
    const Tensor& input = model.graph.tensor(model.graph.inputs[0]);
    code.open("bool {}::Model::push_row(const {}* row) {{", model.name,
              c_type(input.type));
    code.line("return push(memory_, row);");
    code.close();
    code.open("void {}::Model::reset() {{", model.name);
    code.line("__builtin_memset(memory_, 0, sizeof memory_);");
    code.close();
    code.blank();
    write_c_functions(code, model);
    return code.take();
  }
  code.line("void {}::Model::invoke() {{ run(memory_); }}", model.name);
  if (model.has_state()) {
    code.line("void {}::Model::reset() {{ reset_state(memory_); }}",
              model.name);
  }
  code.blank();
  write_c_functions(code, model);
  return code.take();
}

}  // namespace firefly
