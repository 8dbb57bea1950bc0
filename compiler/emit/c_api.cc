// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/c_api.h"

#include "compiler/emit/flash.h"
#include "compiler/emit/identifiers.h"

namespace firefly {
namespace {

struct Port {
  std::string_view word;
  const std::vector<TensorId>& ids;
};

/// Bytes, scale and zero point of each input and output, as macros: what C
/// code needs to size its own arrays.
void write_macros(CodeWriter& code, const ModelText& model, const Port& port) {
  const std::string prefix =
      fmt::format("{}_{}", upper_case(model.name), upper_case(port.word));
  code.line("#define {}S {}", prefix, port.ids.size());
  for (size_t i = 0; i < port.ids.size(); ++i) {
    const Tensor& tensor = model.graph.tensor(port.ids[i]);
    code.line("/* {} {}: \"{}\", {} {} */", port.word, i,
              comment_text(tensor.name), name_of(tensor.type),
              to_string(tensor.shape));
    code.line("#define {}_{}_BYTES {}", prefix, i, size_bytes(tensor));
    code.line("#define {}_{}_SCALE {}", prefix, i,
              float_literal(tensor.scale()));
    code.line("#define {}_{}_ZERO_POINT ({})", prefix, i, tensor.zero_point());
  }
}

void write_accessors(CodeWriter& code, const ModelText& model,
                     const Port& port) {
  const auto write_switch = [&](auto value_of) {
    code.open("switch (index) {{");
    for (size_t i = 0; i < port.ids.size(); ++i) {
      code.line("case {}: return {};", i, value_of(port.ids[i]));
    }
    code.line("default: return 0;");
    code.close();
  };
  code.open("void* {0}_{1}({0}_model* model, int index) {{", model.name,
            port.word);
  code.line("uint8_t* const memory = bytes_of(model);");
  write_switch([&](TensorId id) {
    return fmt::format("memory + {}", model.placement(id).offset);
  });
  code.close();
  code.blank();
  code.open("size_t {}_{}_bytes(int index) {{", model.name, port.word);
  write_switch([&](TensorId id) {
    return fmt::format("{}", size_bytes(model.graph.tensor(id)));
  });
  code.close();
}

/// The tensors that the caller can reach.
std::vector<std::string_view> words(const ModelText& model) {
  return model.is_streamed() ? std::vector<std::string_view>{"output"}
                             : std::vector<std::string_view>{"input", "output"};
}

}  // namespace

std::string c_header(const ModelText& model) {
  CodeWriter code;
  const std::string guard = upper_case(model.name);
  code.line("/* {} */", model.banner(model.name + "_c.h").substr(3));
  code.line("#ifndef {}_C_H", guard);
  code.line("#define {}_C_H", guard);
  code.blank();
  code.line("#include <stddef.h>");
  code.line("#include <stdint.h>");
  code.blank();
  code.line("#define {}_RAM_BYTES {}", guard, model.ram_bytes());
  write_macros(code, model, {"input", model.graph.inputs});
  write_macros(code, model, {"output", model.graph.outputs});
  if (model.is_streamed()) {
    code.line(
        "/* Rows of the input, and those that complete an inference once");
    code.line("   the first is complete. */");
    code.line("#define {}_ROW_BYTES {}", guard, model.input_row_bytes());
    code.line("#define {}_ROWS {}", guard, model.plan.window_rows);
    code.line("#define {}_HOP_ROWS {}", guard, model.hop_rows());
  }
  code.blank();
  code.line("#ifdef __cplusplus");
  code.line("extern \"C\" {{");
  code.line("#endif");
  code.blank();
  code.line("/* All memory of the model. Zero-initialised is ready to use. */");
  code.open("typedef struct {}_model {{", model.name);
  code.line("uint64_t memory[{}_RAM_BYTES / 8];", guard);
  code.close(fmt::format("}} {}_model;", model.name));
  code.blank();
  code.line("/* Where to write input `index`, and where to read an output. */");
  for (const std::string_view word : words(model)) {
    code.line("void* {0}_{1}({0}_model* model, int index);", model.name, word);
    code.line("size_t {}_{}_bytes(int index);", model.name, word);
  }
  if (model.is_streamed()) {
    code.line(
        "/* Takes the next {0}_ROW_BYTES of the input; returns whether the",
        guard);
    code.line("   outputs are new. They stay until the next call. */");
    code.line("int {0}_push_row({0}_model* model, const void* row);",
              model.name);
  } else {
    code.line(
        "/* Computes the outputs from the inputs, whose memory is used for");
    code.line("   other things on the way: fill them each time. */");
    code.line("void {0}_invoke({0}_model* model);", model.name);
  }
  code.line("/* Forgets all that has come so far (models that keep state). */");
  code.line("void {0}_reset({0}_model* model);", model.name);
  code.blank();
  code.line("#ifdef __cplusplus");
  code.line("}}");
  code.line("#endif");
  code.blank();
  code.line("#endif");
  return code.take();
}

void write_c_functions(CodeWriter& code, const ModelText& model) {
  code.line("// The C API: the same functions on a plain struct.");
  code.line("static_assert(sizeof({0}_model) == sizeof({0}::Model), \"\");",
            model.name);
  code.blank();
  code.open("static uint8_t* bytes_of({}_model* model) {{", model.name);
  code.line("return reinterpret_cast<uint8_t*>(model->memory);");
  code.close();
  code.blank();
  if (!model.is_streamed()) {
    write_accessors(code, model, {"input", model.graph.inputs});
    code.blank();
  }
  write_accessors(code, model, {"output", model.graph.outputs});
  code.blank();
  if (model.is_streamed()) {
    code.open("int {0}_push_row({0}_model* model, const void* row) {{",
              model.name);
    code.line("return push(bytes_of(model), row) ? 1 : 0;");
    code.close();
    code.blank();
    code.open("void {0}_reset({0}_model* model) {{", model.name);
    code.line("__builtin_memset(model, 0, sizeof *model);");
    code.close();
    return;
  }
  code.line("void {0}_invoke({0}_model* model) {{ run(bytes_of(model)); }}",
            model.name);
  code.blank();
  if (model.has_state()) {
    code.line(
        "void {0}_reset({0}_model* model) {{ reset_state(bytes_of(model)); }}",
        model.name);
  } else {
    code.line("void {0}_reset({0}_model*) {{}}", model.name);
  }
}

}  // namespace firefly
