// SPDX-License-Identifier: Apache-2.0
#include "tuning/cost.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <numeric>

#include "compiler/version.h"
#include "config/key_values.h"
#include "data/hash.h"
#include "data/split.h"
#include "emulator/report.h"
#include "project/example_batches.h"
#include "project/examples.h"
#include "project/training_set.h"
#include "trainer/calibration.h"
#include "trainer/export.h"
#include "trainer/fold_batch_norm.h"
#include "trainer/initial_values.h"

namespace firefly {
namespace {

/// Ranges of an untrained network: a few windows are enough for costs.
constexpr size_t kWindows = 8;
/// The first inference of a window that slides finds nothing done yet.
constexpr size_t kBoardWindows = 2;

/// Some windows to learn from, of recordings far apart.
std::vector<Example> some_examples(const Project& project, const DataSet& data,
                                   const WindowLayout& layout) {
  const std::vector<Example> all =
      list_examples(data, kTrain, layout, project.window.choice);
  std::vector<Example> some;
  for (size_t i = 0; i < std::min(kWindows, all.size()); ++i) {
    some.push_back(all[i * all.size() / kWindows]);
  }
  return some;
}

Expected<Graph> untrained_graph(const Project& project, const DataSet& data,
                                const Featurizer& featurizer,
                                const ExampleBatches& examples) {
  const Expected<trainer::Network> network =
      make_network(project, featurizer, data.classes.size());
  FIREFLY_RETURN_IF_ERROR(network);
  const trainer::Model model = trainer::fold_batch_norm(
      *network, trainer::initial_values(*network, /*seed=*/1));
  const Expected<std::unique_ptr<trainer::Engine>> engine =
      trainer::make_engine(model.network, project.training.threads);
  FIREFLY_RETURN_IF_ERROR(engine);
  std::vector<size_t> indices(examples.size());
  std::iota(indices.begin(), indices.end(), size_t{0});
  return trainer::to_graph(
      model.network, model.values,
      trainer::calibrate(**engine, model.network, model.values,
                         {examples, indices.data(), indices.size()},
                         project.training.quantization),
      project.name);
}

std::vector<int16_t> board_samples(const Project& project, const DataSet& data,
                                   const std::vector<Example>& examples,
                                   const WindowLayout& layout) {
  std::vector<int16_t> samples;
  for (size_t i = 0; i < kBoardWindows; ++i) {
    const Example& example = examples[i % examples.size()];
    const std::vector<int16_t> window =
        sensor_samples(data.recordings[example.recording].signal,
                       project.sensor, example.begin, layout.samples);
    samples.insert(samples.end(), window.begin(), window.end());
  }
  return samples;
}

}  // namespace

Expected<BoardCost> measure_cost(const Project& project, const DataSet& data) {
  Expected<std::unique_ptr<Featurizer>> featurizer =
      Featurizer::create(project, longest_recording(data));
  FIREFLY_RETURN_IF_ERROR(featurizer);
  const WindowLayout& layout = (*featurizer)->layout();
  std::vector<Example> examples = some_examples(project, data, layout);
  if (examples.empty()) {
    return Error{ErrorCode::kInvalidData,
                 "data: there is no recording to train on"};
  }
  const std::vector<int16_t> samples =
      board_samples(project, data, examples, layout);
  const ExampleBatches batches(data, std::move(examples), **featurizer);
  const Expected<Graph> graph =
      untrained_graph(project, data, **featurizer, batches);
  FIREFLY_RETURN_IF_ERROR(graph);
  // What is searched for is the network, whatever wakes it in the end.
  Project alone = project;
  alone.cascade = {};
  Expected<BoardRun> run =
      run_on_board(alone, *graph, **featurizer, data.classes, samples);
  FIREFLY_RETURN_IF_ERROR(run);
  if (!run->cost.exact) {
    return Error{ErrorCode::kFailed,
                 "the board computes other bytes than the host: this is an "
                 "error of firefly; please report it"};
  }
  return std::move(run->cost);
}

std::string cost_key(const Project& project, const DataSet& data) {
  constexpr std::array<std::string_view, 4> kWithoutCosts = {
      "augmentation.", "data.", "synthesis.", "training."};
  Project copy = project;
  std::vector<KeyValue> keys =
      key_values([&](Keys& walk) { declare(walk, copy); });
  std::erase_if(keys, [&](const KeyValue& key) {
    return std::any_of(
        kWithoutCosts.begin(), kWithoutCosts.end(),
        [&](std::string_view table) { return key.path.starts_with(table); });
  });
  const std::string text =
      fmt::format("firefly {}\n{}{} classes\n{} samples\n", kVersion,
                  to_toml(keys), data.classes.size(), longest_recording(data));
  return sha256({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

std::string over_limits(const BoardCost& cost, const TuneParameters& limits) {
  std::vector<std::string> over;
  const auto bytes = [&](std::string_view what, std::string_view key,
                         uint64_t value, int limit) {
    if (limit > 0 && value > static_cast<uint64_t>(limit)) {
      over.push_back(fmt::format("{} {} B, over tune.{} = {}", what,
                                 grouped(value), key, limit));
    }
  };
  bytes("RAM", "ram", cost.ram_bytes, limits.ram);
  bytes("flash", "flash", cost.flash_bytes, limits.flash);
  if (limits.latency_ms > 0 &&
      cost.latency_ms.value_or(0) > limits.latency_ms) {
    over.push_back(fmt::format("latency {:.3f} ms, over tune.latency_ms = {}",
                               *cost.latency_ms, limits.latency_ms));
  }
  if (limits.energy_uj > 0 && cost.energy_uj.value_or(0) > limits.energy_uj) {
    over.push_back(fmt::format("energy {:.1f} uJ, over tune.energy_uj = {}",
                               *cost.energy_uj, limits.energy_uj));
  }
  return fmt::format("{}", fmt::join(over, "; "));
}

Expected<BoardCost> read_cost(const std::string& json) {
  const nlohmann::json read = nlohmann::json::parse(json, nullptr, false);
  if (!read.is_object()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("costs: expected a JSON object, found {}", json)};
  }
  const auto whole = [&](const char* key) -> std::optional<uint64_t> {
    const auto at = read.find(key);
    return at != read.end() && at->is_number_unsigned()
               ? std::optional(at->get<uint64_t>())
               : std::nullopt;
  };
  const auto number = [&](const char* key) -> std::optional<double> {
    const auto at = read.find(key);
    return at != read.end() && at->is_number()
               ? std::optional(at->get<double>())
               : std::nullopt;
  };
  BoardCost cost;
  const auto board = read.find("board");
  cost.board = board != read.end() && board->is_string()
                   ? board->get<std::string>()
                   : std::string();
  cost.instructions = whole("instructions").value_or(0);
  cost.cycles = whole("cycles");
  cost.latency_ms = number("latency_ms");
  cost.energy_uj = number("energy_uj");
  cost.period_ms = number("period_ms");
  cost.ram_bytes = whole("ram_bytes").value_or(0);
  cost.flash_bytes = whole("flash_bytes").value_or(0);
  cost.inferences = static_cast<int64_t>(whole("inferences").value_or(0));
  const auto streamed = read.find("streamed");
  cost.is_streamed = streamed != read.end() && *streamed == true;
  const auto exact = read.find("exact");
  cost.exact = exact != read.end() && *exact == true;
  return cost;
}

}  // namespace firefly
