// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/model_header.h"

#include "compiler/emit/code_writer.h"
#include "compiler/emit/flash.h"
#include "compiler/emit/identifiers.h"
#include "compiler/lower/c_type.h"

namespace firefly {
namespace {

/// input() and output() for the first, input_1() … for further ones.
void write_view(CodeWriter& code, const ModelText& model,
                std::string_view which, size_t index, TensorId id) {
  const Tensor& tensor = model.graph.tensor(id);
  const std::string name =
      index == 0 ? std::string(which) : fmt::format("{}_{}", which, index);
  std::string extents;
  for (const int32_t extent : tensor.shape) {
    extents += fmt::format("{}{}", extents.empty() ? "" : ", ", extent);
  }
  if (tensor.shape.empty()) {
    extents = "1";
  }
  code.line("/// \"{}\": {} {}.", comment_text(tensor.name),
            name_of(tensor.type), to_string(tensor.shape));
  code.open("firefly::TensorView<{}, {}> {}() {{", c_type(tensor.type),
            tensor.rank(), name);
  code.line("return {{reinterpret_cast<{}*>(memory_ + {}),",
            c_type(tensor.type), model.placement(id).offset);
  code.line("        {{{}}}, {}, {}}};", extents, float_literal(tensor.scale()),
            tensor.zero_point());
  code.close();
}

void write_push_row(CodeWriter& code, const ModelText& model) {
  const TensorId id = model.graph.inputs[0];
  const Tensor& tensor = model.graph.tensor(id);
  const Tensor& image = model.graph.tensor(model.graph.ops[0].outputs[0]);
  code.line("/// Takes the next row of \"{}\": {} {}, {} elements a row.",
            comment_text(tensor.name), name_of(tensor.type),
            to_string(image.shape), image.shape[2] * image.shape[3]);
  code.line("/// real = {} * (q - {}).", float_literal(tensor.scale()),
            tensor.zero_point());
  if (model.plan.streaming != Streaming::kLines) {
    const int32_t hop = model.hop_rows();
    code.line(
        "/// The first {} rows complete an inference, then {} one over",
        model.plan.window_rows,
        hop == 1 ? "each further row" : fmt::format("each {} rows more", hop));
    code.line("/// the newest {}.", model.plan.window_rows);
  } else {
    code.line("/// The last of {} rows completes an inference.",
              model.plan.window_rows);
  }
  code.line(
      "/// Returns whether the outputs are new; they stay until the next");
  code.line("/// call.");
  code.line("bool push_row(const {}* row);", c_type(tensor.type));
}

}  // namespace

std::string model_header(const ModelText& model) {
  CodeWriter code;
  const Plan& plan = model.plan;
  code.line("{}", model.banner(model.name + ".h"));
  code.line("#pragma once");
  code.blank();
  code.line("#include <stdint.h>");
  code.blank();
  code.line("#include \"firefly/tensor_view.h\"");
  code.blank();
  code.line("namespace {} {{", model.name);
  code.blank();
  code.line("/// All memory of the model is inside: {} B arena, {} B scratch,",
            plan.arena_bytes, plan.scratch_bytes);
  code.line("/// {} B state. Zero-initialised is ready to use, so a static",
            plan.state_bytes);
  code.line(
      "/// object costs no flash. Several models, and several objects of");
  code.line("/// one, live side by side.");
  code.open("class Model {{");
  code.label("public:");
  for (size_t i = 0; !model.is_streamed() && i < model.graph.inputs.size();
       ++i) {
    write_view(code, model, "input", i, model.graph.inputs[i]);
  }
  for (size_t i = 0; i < model.graph.outputs.size(); ++i) {
    write_view(code, model, "output", i, model.graph.outputs[i]);
  }
  code.blank();
  if (model.is_streamed()) {
    write_push_row(code, model);
  } else {
    code.line(
        "/// Computes the outputs from the inputs. The memory of the inputs");
    code.line("/// is used for other things on the way: fill them each time.");
    code.line("void invoke();");
  }
  if (model.is_streamed() || model.has_state()) {
    code.line("/// Forgets all invocations so far.");
    code.line("void reset();");
  }
  code.blank();
  code.label("private:");
  code.line("alignas(8) uint8_t memory_[{}];", model.ram_bytes());
  code.close("};");
  code.blank();
  code.line("}}  // namespace {}", model.name);
  return code.take();
}

}  // namespace firefly
