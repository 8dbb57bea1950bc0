// SPDX-License-Identifier: Apache-2.0
#include "project/pipeline_source.h"

#include <algorithm>

#include "compiler/emit/code_writer.h"
#include "compiler/emit/identifiers.h"
#include "compiler/emit/runtime_files.h"
#include "compiler/version.h"
#include "frontends/device_tables.h"

namespace firefly {
namespace {

std::string first_line(const std::string& file, const std::string& project) {
  return fmt::format(
      "// {}, made by firefly {} for the project {}. Do not edit.", file,
      kVersion, project);
}

/// A string literal of any bytes: octal escapes end after three digits.
std::string c_string(const std::string& text) {
  std::string literal = "\"";
  for (const char c : text) {
    const bool is_plain = c >= ' ' && c < '\x7f' && c != '"' && c != '\\' &&
                          c != '?';  // no trigraphs
    literal +=
        is_plain
            ? std::string(1, c)
            : fmt::format("\\{:03o}",
                          static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return literal + "\"";
}

void write_classes(CodeWriter& code, const PipelineDesign& design) {
  code.line("/// What events stand for, by class_index.");
  code.open("inline constexpr const char* kClasses[] = {{");
  for (const std::string& name : design.classes) {
    code.line("{},", c_string(name));
  }
  code.close("};");
  code.blank();
}

void write_usage(CodeWriter& code, const PipelineDesign& design) {
  code.line("/// From samples to the outputs of the network and to events:");
  code.line("///");
  code.line("///   static {}::Pipeline pipeline;", identifier_of(design.name));
  code.line("///   while (count > 0) {{");
  code.line("///     bool is_new;");
  code.line("///     int32_t taken = pipeline.push(samples, count, &is_new);");
  code.line("///     if (is_new) use(pipeline.model().output());");
  code.line("///     if (is_new && pipeline.event().class_index >= 0) act();");
  code.line("///     samples += taken * {};", design.sensor.channels);
  code.line("///     count -= taken;");
  code.line("///   }}");
  if (design.detector.warm_up == 0) {
    return;
  }
  code.line("///");
  code.line(
      "/// pipeline.detector().score(): how badly the network repeats the");
  code.line("/// newest window, as log2 of the mean squared error; 32768 is a");
  code.line("/// factor of two, or 3.01 dB. pipeline.detector().threshold():");
  code.line("/// what it was compared with, learnt here from what is normal.");
  code.line("/// It is INT32_MAX, and nothing an event, for the first {}",
            design.detector.warm_up);
  code.line("/// scores; pipeline.reset() begins them again.");
}

std::string header(const CompiledModel& model, const PipelineDesign& design) {
  const std::string name = identifier_of(design.name);
  CodeWriter code;
  code.line("{}", first_line(name + "_pipeline.h", design.name));
  code.line("#pragma once");
  code.blank();
  code.line("#include \"{}.h\"", model.emitted.name);
  code.line("#include \"{}\"", design.front_end.header);
  code.line("#include \"{}\"", design.detector.header);
  if (!design.gate.header.empty()) {
    code.line("#include \"{}\"", design.gate.header);
  }
  code.line("#include \"firefly/pipeline.h\"");
  code.blank();
  code.open("namespace {} {{", name);
  code.blank();
  if (!design.classes.empty()) {
    write_classes(code, design);
  }
  code.open("struct PipelineParts {{");
  code.line("using FrontEnd = {};", design.front_end.type);
  code.line("using Model = {}::Model;", model.emitted.name);
  code.line("using Detector = {};", design.detector.type);
  code.line("using Gate = {};", design.gate.type);
  code.line("static const FrontEnd::Config kFrontEnd;");
  code.line("static const Detector::Config kDetector;");
  code.line("static const Gate::Config kGate;");
  code.line("static constexpr int kChannels = {};  // of a sample",
            design.sensor.channels);
  code.line("static constexpr int kFrontEndBytes = {};",
            design.front_end.memory_bytes);
  code.line("static constexpr int kDetectorBytes = {};",
            design.detector.memory_bytes);
  code.line("static constexpr int kGateBytes = {};", design.gate.memory_bytes);
  code.line("static constexpr int kRows = {};  // of a window", design.rows);
  code.line("static constexpr int kRowSize = {};", design.features.row_size());
  code.line("static constexpr int kHopRows = {};  // from window to window",
            design.hop_rows);
  code.line("static constexpr bool kIsStreamed = {};",
            model.plan.streaming == Streaming::kSliding);
  code.close("};");
  code.blank();
  write_usage(code, design);
  code.line("using Pipeline = firefly::Pipeline<PipelineParts>;");
  code.blank();
  code.close("}  // namespace");
  return code.take();
}

std::string source(const PipelineDesign& design) {
  const std::string name = identifier_of(design.name);
  CodeWriter code;
  code.line("{}", first_line(name + "_pipeline.cc", design.name));
  code.line("#include \"{}_pipeline.h\"", name);
  code.blank();
  code.open("namespace {} {{", name);
  code.open("namespace {{");
  code.text(device_tables(design.front_end.tables));
  code.text(device_tables(design.detector.tables));
  code.close("}  // namespace");
  code.blank();
  code.line(
      "const PipelineParts::FrontEnd::Config PipelineParts::kFrontEnd = {};",
      design.front_end.config);
  code.line(
      "const PipelineParts::Detector::Config PipelineParts::kDetector = {};",
      design.detector.config);
  code.line("const PipelineParts::Gate::Config PipelineParts::kGate = {};",
            design.gate.config);
  code.blank();
  code.close("}  // namespace");
  return code.take();
}

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

void add(EmittedModel& sources, const std::string& path,
         const std::string& text) {
  sources.files.push_back({path, text});
}

/// Headers of the runtime that are not there yet.
void add_runtime(EmittedModel& sources, const std::string& text) {
  for (EmittedFile& file : runtime_files_for(text)) {
    const bool is_there = std::any_of(
        sources.files.begin(), sources.files.end(),
        [&](const EmittedFile& other) { return other.path == file.path; });
    if (!is_there) {
      sources.files.push_back(std::move(file));
    }
  }
}

}  // namespace

int pipeline_chunk_samples(const PipelineDesign& design) {
  return design.features.height > 0
             ? design.features.hop_samples
             : design.hop_rows * design.features.hop_samples;
}

int pipeline_chunk_bytes(const PipelineDesign& design) {
  const int sample = design.front_end.sample_type == "uint8_t" ? 1 : 2;
  return pipeline_chunk_samples(design) * design.sensor.channels * sample;
}

EmittedModel emit_pipeline(const CompiledModel& model,
                           const PipelineDesign& design) {
  const std::string stem = identifier_of(design.name) + "_pipeline";
  EmittedModel sources = model.emitted;
  const std::string text = header(model, design);
  add(sources, stem + ".h", text);
  add(sources, stem + ".cc", source(design));
  sources.sources.push_back(stem + ".cc");
  add_runtime(sources, text);
  for (EmittedFile& file : sources.files) {
    if (file.path == "CMakeLists.txt") {
      file.text = cmake_lists(sources);
    }
  }
  return sources;
}

EmittedModel emit_pipeline_test(const CompiledModel& model,
                                const PipelineDesign& design) {
  const std::string stem = identifier_of(design.name) + "_pipeline";
  EmittedModel sources = emit_pipeline(model, design);
  add(sources, stem + "_c.h", test_header(model, design));
  add(sources, stem + "_test.cc", test_source(model, design));
  sources.sources.push_back(stem + "_test.cc");
  sources.name = stem;
  sources.entry = stem + "_invoke";
  return sources;
}

}  // namespace firefly
