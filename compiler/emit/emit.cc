// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/emit.h"

#include "compiler/emit/c_api.h"
#include "compiler/emit/identifiers.h"
#include "compiler/emit/model_header.h"
#include "compiler/emit/model_source.h"
#include "compiler/emit/runtime_files.h"

namespace firefly {

std::string cmake_lists(const EmittedModel& model) {
  CodeWriter code;
  code.line("# Made by firefly. Link {} into your firmware.", model.name);
  code.line("cmake_minimum_required(VERSION 3.16)");
  code.line("project({} LANGUAGES CXX)", model.name);
  code.blank();
  code.line("add_library({} STATIC", model.name);
  for (const std::string& source : model.sources) {
    code.line("  {}", source);
  }
  code.line(")");
  code.line("target_compile_features({} PUBLIC cxx_std_17)", model.name);
  code.line("target_include_directories({} PUBLIC ${{CMAKE_CURRENT_LIST_DIR}}",
            model.name);
  for (const std::string& directory : model.include_dirs) {
    code.line("  ${{CMAKE_CURRENT_LIST_DIR}}/{}", directory);
  }
  code.line(")");
  code.line("target_compile_options({} PRIVATE -fno-exceptions -fno-rtti",
            model.name);
  code.line("  -ffunction-sections -fdata-sections -ffp-contract=off");
  // Layers are listed flat, one member a line.
  code.line("  -Wno-missing-braces)");
  return code.take();
}

EmittedModel emit_model(const Graph& graph, const Plan& plan,
                        const EmitOptions& options) {
  EmittedModel model;
  model.name = identifier_of(graph.name);
  model.sources = {model.name + ".cc"};
  model.include_dirs = {"runtime", "runtime/include"};
  const ModelText text{graph, plan, options, model.name};
  model.ram_bytes = text.ram_bytes();
  model.entry = model.name + (text.is_streamed() ? "_push_row" : "_invoke");
  const std::string header = model_header(text);
  const std::string source = model_source(text);
  model.files.push_back({model.name + ".h", header});
  model.files.push_back({model.name + ".cc", source});
  model.files.push_back({model.name + "_c.h", c_header(text)});
  model.files.push_back({"CMakeLists.txt", cmake_lists(model)});
  for (EmittedFile& file : runtime_files_for(header + source)) {
    model.files.push_back(std::move(file));
  }
  return model;
}

}  // namespace firefly
