// SPDX-License-Identifier: Apache-2.0
#include "trainer/training_state.h"

#include "trainer/fold_batch_norm.h"

namespace firefly::trainer {
namespace {

bool fits(const Values& values, const Layout& layout) {
  return values.parameters.size() == layout.parameters &&
         values.statistics.size() == layout.statistics;
}

// A phase that was not begun is all empty.
bool fits(const PhaseState& phase, const Layout& layout, size_t ranges) {
  return phase.epoch == 0 ||
         (phase.epoch > 0 && fits(phase.values, layout) && fits(phase.best_values, layout) &&
          phase.ranges.size() == ranges && phase.best_ranges.size() == ranges &&
          phase.optimizer.first.size() == layout.parameters);
}

}  // namespace

bool fits(const TrainingState& state, const Network& network) {
  return state.floating.epoch > 0 &&
         fits(state.floating, layout_of(network), 0) &&
         fits(state.quantized, layout_of(without_batch_norm(network)),
              network.layers.size());
}

}  // namespace firefly::trainer
