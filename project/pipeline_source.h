// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/compile.h"
#include "frontends/front_end.h"
#include "project/detector.h"
#include "project/gate.h"

namespace firefly {

struct FirstStage;

/// What stands around a network on a device.
struct PipelineDesign {
  std::string name;  ///< Of the project: namespace and stem of the files.
  SensorFormat sensor;
  FeatureFormat features;
  DeviceFrontEnd front_end;
  int rows = 0;      ///< Of the network's window.
  int hop_rows = 0;  ///< From inference to inference.
  /// What events stand for, by class_index.
  std::vector<std::string> classes;
  DeviceDetector detector;
  DeviceGate gate;
  /// Of a cascade: what wakes the network, if `gate` listens to that.
  std::shared_ptr<const FirstStage> first;
};

/// The first network of a cascade, with a pipeline of its own.
struct FirstStage {
  CompiledModel model;
  PipelineDesign design;
  bool takes_rows = false;  ///< Of the second one's front end, not samples.
};

/// Puts a compiled first network before the second one: where neither keeps
/// anything from inference to inference, both run in one memory.
void add_first(const CompiledModel& second, PipelineDesign& design,
               FirstStage first);

/// The network and what stands around it as C++17 sources: NAME_pipeline.h has
/// `Pipeline`, which takes samples. The model must have been compiled for
/// windows (Streaming::kNone) or to slide by `hop_rows` (Plan::slides()).
[[nodiscard]] EmittedModel emit_pipeline(const CompiledModel& model,
                                         const PipelineDesign& design);

/// The same with an adaptor that the test firmware of emulator/ runs as if it
/// were a network: each input is pipeline_chunk_bytes() of samples, the output
/// a PipelineResult followed by the newest scores.
[[nodiscard]] EmittedModel emit_pipeline_test(const CompiledModel& model,
                                              const PipelineDesign& design);

/// Samples from inference to inference, and their bytes on the device.
[[nodiscard]] int pipeline_chunk_samples(const PipelineDesign& design);
[[nodiscard]] int pipeline_chunk_bytes(const PipelineDesign& design);

/// As the adaptor writes it, little-endian.
struct PipelineResult {
  uint32_t inferences = 0;  ///< In this chunk; 0 where the gate was closed.
  uint32_t ram_bytes = 0;   ///< Of the whole pipeline, without stack.
  int32_t event_class = events::kNoClass;
  int32_t event_score = 0;  ///< As events::Event has it.
  int32_t threshold = 0;    ///< Of anomalies; else 0.
  int32_t level = 0;        ///< Of the newest step at the gate; else 0.
};

}  // namespace firefly
