// SPDX-License-Identifier: Apache-2.0
#include "project/gated_cost.h"

#include <algorithm>

#include "emulator/report.h"
#include "project/first_network.h"

namespace firefly {
namespace {

class Mean {
 public:
  void add(const InvokeResult& invoke) {
    is_known_ = is_known_ && invoke.cost.cycles.has_value();
    cycles_ += invoke.cost.cycles.value_or(0);
    ++count_;
  }

  [[nodiscard]] BoardCost::Mean on(const Board& board) const {
    if (!is_known_ || count_ == 0) {
      return {};
    }
    const uint64_t mean = cycles_ / count_;
    return {latency_ms(board, mean), energy_uj(board, mean)};
  }

 private:
  uint64_t cycles_ = 0;
  uint64_t count_ = 0;
  bool is_known_ = true;
};

BoardCost::First first_cost(const BoardPipeline& pipeline,
                            const std::vector<int16_t>& samples,
                            int64_t heard_samples) {
  const FirstNetwork& network = *pipeline.gate.first();
  const FirstStage& stage = *pipeline.design.first;
  BoardCost::First first;
  first.project = network.project().name;
  for (const FirstInference& inference : network.hear(samples)) {
    if (inference.end <= heard_samples) {
      ++first.inferences;
      first.events += inference.is_event ? 1 : 0;
    }
  }
  first.ram_bytes = stage.model.emitted.ram_bytes;
  first.second_ram_bytes = pipeline.model.emitted.ram_bytes;
  first.is_guest = pipeline.design.gate.borrows;
  first.shares_rows = stage.takes_rows;
  first.weight_bytes = stage.model.flash_array_bytes();
  first.second_weight_bytes = pipeline.model.flash_array_bytes();
  return first;
}

}  // namespace

size_t chunk_of_step(const PipelineDesign& design, size_t step) {
  const int64_t end =
      window_end(design.features, {0, 0, design.rows, design.hop_rows},
                 static_cast<int64_t>(step));
  return static_cast<size_t>((end - 1) / pipeline_chunk_samples(design));
}

BoardCost::Gated gated_cost(const BoardPipeline& pipeline,
                            const std::vector<InvokeResult>& invokes,
                            const std::vector<GateStep>& steps,
                            const std::vector<int16_t>& samples) {
  BoardCost::Gated gated;
  Mean asleep;
  Mean awake;
  Mean average;
  int64_t open = 0;
  std::vector<double> levels;
  for (size_t i = 0; i < steps.size(); ++i) {
    const size_t chunk = chunk_of_step(pipeline.design, i);
    if (chunk >= invokes.size()) {
      break;
    }
    average.add(invokes[chunk]);
    (steps[i].is_open ? awake : asleep).add(invokes[chunk]);
    open += steps[i].is_open ? 1 : 0;
    levels.push_back(GateDesign::level_db(steps[i].level));
  }
  if (!levels.empty()) {
    gated.awake =
        static_cast<double>(open) / static_cast<double>(levels.size());
    gated.least_db = *std::min_element(levels.begin(), levels.end());
    gated.most_db = *std::max_element(levels.begin(), levels.end());
  }
  gated.steps = static_cast<int64_t>(levels.size());
  gated.asleep = asleep.on(pipeline.board);
  gated.awakened = awake.on(pipeline.board);
  gated.average = average.on(pipeline.board);
  if (pipeline.gate.first() != nullptr) {
    gated.first = first_cost(pipeline, samples,
                             static_cast<int64_t>(invokes.size()) *
                                 pipeline_chunk_samples(pipeline.design));
  }
  return gated;
}

}  // namespace firefly
