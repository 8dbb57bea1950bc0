// SPDX-License-Identifier: Apache-2.0
//
// witness_trained: trains every architecture for a moment and writes the
// exported models, examples, and what Firefly computes for them.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "formats/tflite/writer.h"
#include "tests/witness/archive.h"
#include "trainer/architecture.h"
#include "trainer/export.h"
#include "trainer/testing/waves.h"
#include "trainer/training.h"

namespace firefly::witness {
namespace {

constexpr int kClasses = 5;
constexpr size_t kInvocations = 4;

trainer::InputFormat input_of(std::string_view architecture) {
  if (architecture.starts_with("mobilenet") ||
      architecture.starts_with("resnet")) {
    return {{32, 32, 3}, 1.0F / 128, 0};
  }
  if (architecture == "cnn-1d") {
    return {{50, 3, 2}, 0.0307F, -9};
  }
  return {{49, 10, 1}, 0.584703F, 83};
}

Expected<std::vector<uint8_t>> trained(const trainer::ArchitectureKind& kind,
                                       trainer::QuantizationKind how,
                                       trainer::testing::Waves& validation) {
  const trainer::InputFormat input = input_of(kind.name);
  const Expected<trainer::Network> network =
      kind.design()->make(input, kClasses);
  FIREFLY_RETURN_IF_ERROR(network);
  trainer::testing::Waves training(input, kClasses, 64, 1, true);
  trainer::TrainingParameters parameters;
  parameters.epochs = 2;
  parameters.batch = 32;
  parameters.quantization.kind = how;
  parameters.quantization.epochs = 1;
  parameters.quantization.calibration_examples = 32;
  const Expected<trainer::TrainedModel> model =
      trainer::train(*network, training, validation, parameters, {});
  FIREFLY_RETURN_IF_ERROR(model);
  const Expected<Graph> graph =
      trainer::to_graph(model->floating.network, model->values, model->ranges,
                        std::string(kind.name));
  FIREFLY_RETURN_IF_ERROR(graph);
  return write_tflite(*graph);
}

Status add_architecture(const trainer::ArchitectureKind& kind,
                        trainer::QuantizationKind how, Archive& archive) {
  const trainer::InputFormat input = input_of(kind.name);
  trainer::testing::Waves examples(input, kClasses, kInvocations, 2, false);
  const Expected<std::vector<uint8_t>> file = trained(kind, how, examples);
  FIREFLY_RETURN_IF_ERROR(file);
  std::vector<Inputs> invocations;
  for (size_t i = 0; i < examples.size(); ++i) {
    std::vector<uint8_t> rows(static_cast<size_t>(input.extent.size()));
    trainer::Target target;
    examples.fill(i, reinterpret_cast<int8_t*>(rows.data()), target);
    invocations.push_back({std::move(rows)});
  }
  const std::string family =
      fmt::format("{} {}", kind.name,
                  how == trainer::QuantizationKind::kAware ? "aware" : "post");
  archive.add(family, *file, invocations,
              run_firefly(*file, family, invocations));
  return {};
}

}  // namespace
}  // namespace firefly::witness

int main(int argc, char** argv) {
  using namespace firefly;

  std::string directory;
  CLI::App app{"Writes trained models and what Firefly computes."};
  app.add_option("-o,--output", directory, "directory for the archive")
      ->required();
  CLI11_PARSE(app, argc, argv);

  witness::Archive archive(directory);
  for (const trainer::ArchitectureKind& kind : trainer::architecture_kinds()) {
    for (const auto how : {trainer::QuantizationKind::kAware,
                           trainer::QuantizationKind::kPostTraining}) {
      const Status added = witness::add_architecture(kind, how, archive);
      if (!added.ok()) {
        fmt::print(stderr, "{}: {}\n", kind.name, added.error().message);
        return 1;
      }
    }
  }
  if (!archive.finish()) {
    fmt::print(stderr, "{}: could not be written\n", directory);
    return 1;
  }
  return 0;
}
