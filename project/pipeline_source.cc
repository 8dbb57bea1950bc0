// SPDX-License-Identifier: Apache-2.0
#include "project/pipeline_source.h"

#include <algorithm>
#include <set>

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
  if (design.first != nullptr) {
    code.line("///");
    code.line(
        "/// pipeline.gate().is_awake(): whether the network runs, woken");
    code.line("/// by an event of pipeline.gate().first().");
  }
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

std::string model_type(const CompiledModel& model, bool is_guest) {
  const std::string type = model.emitted.name + "::Model";
  return is_guest ? fmt::format("firefly::Guest<{}>", type) : type;
}

void write_parts(CodeWriter& code, const CompiledModel& model,
                 const PipelineDesign& design, bool is_guest) {
  if (!design.classes.empty()) {
    write_classes(code, design);
  }
  code.open("struct PipelineParts {{");
  code.line("using FrontEnd = {};", design.front_end.type);
  code.line("using Model = {};", model_type(model, is_guest));
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
  code.line("static constexpr bool kIsStreamed = {};", model.plan.slides());
  code.line("static constexpr bool kLendsMemory = {};", design.gate.borrows);
  code.close("};");
  code.blank();
}

/// The pipeline that wakes the other one.
void write_first(CodeWriter& code, const PipelineDesign& design) {
  const FirstStage& first = *design.first;
  code.line("/// {} hears all the time what wakes the network.",
            comment_text(first.design.name));
  code.open("namespace first {{");
  code.blank();
  write_parts(code, first.model, first.design, design.gate.borrows);
  code.line("using Pipeline = firefly::Pipeline<PipelineParts>;");
  code.blank();
  code.close("}  // namespace first");
  code.blank();
}

void write_includes(CodeWriter& code, const CompiledModel& model,
                    const PipelineDesign& design) {
  std::set<std::string> headers = {
      design.front_end.header, design.detector.header, "firefly/pipeline.h"};
  code.line("#include \"{}.h\"", model.emitted.name);
  if (design.first != nullptr) {
    code.line("#include \"{}.h\"", design.first->model.emitted.name);
    headers.insert(design.first->design.front_end.header);
    headers.insert(design.first->design.detector.header);
  }
  if (!design.gate.header.empty()) {
    headers.insert(design.gate.header);
  }
  for (const std::string& header : headers) {
    code.line("#include \"{}\"", header);
  }
  code.blank();
}

std::string header(const CompiledModel& model, const PipelineDesign& design) {
  const std::string name = identifier_of(design.name);
  CodeWriter code;
  code.line("{}", first_line(name + "_pipeline.h", design.name));
  code.line("#pragma once");
  code.blank();
  write_includes(code, model, design);
  code.open("namespace {} {{", name);
  code.blank();
  if (design.first != nullptr) {
    write_first(code, design);
  }
  write_parts(code, model, design, false);
  write_usage(code, design);
  code.line("using Pipeline = firefly::Pipeline<PipelineParts>;");
  code.blank();
  code.close("}  // namespace");
  return code.take();
}

/// The tables of one pipeline, for a namespace of their own.
void write_tables(CodeWriter& code, const PipelineDesign& design) {
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
}

std::string source(const PipelineDesign& design) {
  const std::string name = identifier_of(design.name);
  CodeWriter code;
  code.line("{}", first_line(name + "_pipeline.cc", design.name));
  code.line("#include \"{}_pipeline.h\"", name);
  code.blank();
  code.open("namespace {} {{", name);
  if (design.first != nullptr) {
    code.open("namespace first {{");
    write_tables(code, design.first->design);
    code.close("}  // namespace first");
    code.blank();
  }
  write_tables(code, design);
  code.close("}  // namespace");
  return code.take();
}

/// Those that are not there yet.
void add(EmittedModel& sources, const std::vector<EmittedFile>& files) {
  for (const EmittedFile& file : files) {
    const bool is_there = std::any_of(
        sources.files.begin(), sources.files.end(),
        [&](const EmittedFile& other) { return other.path == file.path; });
    if (!is_there) {
      sources.files.push_back(file);
    }
  }
}

/// Whether nothing in a network's memory matters to its next inference.
bool forgets(const CompiledModel& model) {
  return model.plan.streaming == Streaming::kNone &&
         model.plan.state_bytes == 0;
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

void add_first(const CompiledModel& second, PipelineDesign& design,
               FirstStage first) {
  const int32_t bytes = first.model.emitted.ram_bytes;
  DeviceGate& gate = design.gate;
  gate.borrows = forgets(first.model) && forgets(second);
  gate.memory_bytes = gate.borrows ? bytes : 1;
  gate.type = fmt::format("firefly::NetworkGate<first::Pipeline, {}, {}>",
                          first.takes_rows, gate.borrows);
  if (first.takes_rows) {
    const int size = first.design.features.row_size();
    first.design.sensor.channels = size;
    first.design.front_end = {"features/given_rows.h",
                              "firefly::features::GivenRows",
                              "int8_t",
                              {},
                              fmt::format("{{{}}}", size),
                              1};
  }
  design.first = std::make_shared<const FirstStage>(std::move(first));
}

EmittedModel emit_pipeline(const CompiledModel& model,
                           const PipelineDesign& design) {
  const std::string stem = identifier_of(design.name) + "_pipeline";
  EmittedModel sources = model.emitted;
  if (design.first != nullptr) {
    const EmittedModel& first = design.first->model.emitted;
    add(sources, first.files);
    sources.sources.insert(sources.sources.end(), first.sources.begin(),
                           first.sources.end());
  }
  const std::string text = header(model, design);
  add(sources, {{stem + ".h", text}, {stem + ".cc", source(design)}});
  sources.sources.push_back(stem + ".cc");
  add(sources, runtime_files_for(text));
  for (EmittedFile& file : sources.files) {
    if (file.path == "CMakeLists.txt") {
      file.text = cmake_lists(sources);
    }
  }
  return sources;
}

}  // namespace firefly
