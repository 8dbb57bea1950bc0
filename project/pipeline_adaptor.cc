// SPDX-License-Identifier: Apache-2.0
//
// A pipeline in the clothes of a network, as the test firmware runs it.
#include "compiler/emit/code_writer.h"
#include "compiler/emit/identifiers.h"
#include "project/pipeline_source.h"

namespace firefly {
namespace {

/// The C API that the harness of runtime/port expects of a model.
std::string test_header(const CompiledModel& model,
                        const PipelineDesign& design) {
  const std::string name = identifier_of(design.name);
  const TensorId output = model.graph.outputs.front();
  const int scores = size_bytes(model.graph.tensor(output));
  CodeWriter code;
  code.line("// The pipeline as the test firmware runs it.");
  code.line("#pragma once");
  code.line("#include <stddef.h>");
  code.line("#include \"{}_pipeline.h\"", name);
  code.line("#define {}_PIPELINE_INPUTS 1", upper_case(name));
  code.line("#define {}_PIPELINE_OUTPUTS 1", upper_case(name));
  code.open("struct {}_pipeline_model {{", name);
  code.line("{}::Pipeline pipeline;", name);
  code.line("{}::Pipeline::Sample samples[{}];", name,
            pipeline_chunk_samples(design) * design.sensor.channels);
  code.line(
      "struct {{ uint32_t inferences, ram_bytes; int32_t event_class, "
      "event_score, threshold, level; uint8_t scores[{}]; }} result;",
      scores);
  code.close("};");
  code.line(
      "inline void* {0}_pipeline_input({0}_pipeline_model* m, int) "
      "{{ return m->samples; }}",
      name);
  code.line(
      "inline size_t {0}_pipeline_input_bytes(int) {{ return "
      "sizeof({0}_pipeline_model::samples); }}",
      name);
  code.line(
      "inline void* {0}_pipeline_output({0}_pipeline_model* m, int) "
      "{{ return &m->result; }}",
      name);
  code.line("inline size_t {0}_pipeline_output_bytes(int) {{ return {1}; }}",
            name, static_cast<int>(sizeof(PipelineResult)) + scores);
  code.line("extern \"C\" void {0}_pipeline_invoke({0}_pipeline_model* m);",
            name);
  return code.take();
}

std::string test_source(const CompiledModel& model,
                        const PipelineDesign& design) {
  const std::string name = identifier_of(design.name);
  const TensorId output = model.graph.outputs.front();
  CodeWriter code;
  code.line("#include \"{}_pipeline_c.h\"", name);
  code.open("void {0}_pipeline_invoke({0}_pipeline_model* m) {{", name);
  code.line("m->result.inferences = 0;");
  code.line("m->result.ram_bytes = sizeof m->pipeline;");
  code.line("m->result.event_class = -1;");
  code.open("for (int32_t at = 0; at < {};) {{",
            pipeline_chunk_samples(design));
  code.line("bool is_new = false;");
  code.line("at += m->pipeline.push(m->samples + at * {}, {} - at, &is_new);",
            design.sensor.channels, pipeline_chunk_samples(design));
  if (!design.gate.header.empty()) {
    code.line("m->result.level = m->pipeline.gate().level();");
  }
  code.open("if (is_new) {{");
  code.line("++m->result.inferences;");
  code.open("if (m->pipeline.event().class_index >= 0) {{");
  code.line("m->result.event_class = m->pipeline.event().class_index;");
  code.close();
  code.line("m->result.event_score = m->pipeline.event().score;");
  if (design.detector.warm_up > 0) {
    code.line("m->result.threshold = m->pipeline.detector().threshold();");
  }
  code.line(
      "const uint8_t* scores = reinterpret_cast<const uint8_t*>("
      "m->pipeline.model().output().data);");
  code.line("for (int i = 0; i < {}; ++i) m->result.scores[i] = scores[i];",
            size_bytes(model.graph.tensor(output)));
  code.close();
  code.close();
  code.close();
  return code.take();
}

}  // namespace

EmittedModel emit_pipeline_test(const CompiledModel& model,
                                const PipelineDesign& design) {
  const std::string stem = identifier_of(design.name) + "_pipeline";
  EmittedModel sources = emit_pipeline(model, design);
  sources.files.push_back({stem + "_c.h", test_header(model, design)});
  sources.files.push_back({stem + "_test.cc", test_source(model, design)});
  sources.sources.push_back(stem + "_test.cc");
  sources.name = stem;
  sources.entry = stem + "_invoke";
  return sources;
}

}  // namespace firefly
