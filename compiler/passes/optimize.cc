// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/optimize.h"

#include <array>

#include "compiler/passes/fold_constants.h"
#include "compiler/passes/fold_padding.h"
#include "compiler/passes/fuse_activations.h"
#include "compiler/passes/hoist_last_readers.h"
#include "compiler/passes/make_rows.h"
#include "compiler/passes/remove_dead_channels.h"
#include "compiler/passes/remove_identities.h"
#include "compiler/passes/sink_reads.h"

namespace firefly {
namespace {

struct Pass {
  std::string_view name;
  void (*run)(Graph& graph);
};

// In this order, because
// - identities hide neighbours from the passes that look for pairs;
// - margins and activations inside a convolution are what the channel analysis
//   understands best;
// - rows wrap operators in reshapes, most of which cancel;
// - the order of operators is settled last.
constexpr std::array kPasses = {
    Pass{"fold_constants", fold_constants},
    Pass{"remove_identities", remove_identities},
    Pass{"fold_padding", fold_padding},
    Pass{"fuse_activations", fuse_activations},
    Pass{"remove_dead_channels", remove_dead_channels},
    Pass{"make_rows", make_rows},
    Pass{"remove_identities", remove_identities},
    Pass{"sink_reads", sink_reads},
    Pass{"hoist_last_readers", hoist_last_readers},
};

}  // namespace

void optimize(Graph& graph, const PassOptions& options) {
  const auto report = [&](std::string_view stage) {
    if (options.after_stage) {
      options.after_stage(stage, graph);
    }
  };
  report("import");
  for (const Pass& pass : kPasses) {
    pass.run(graph);
    report(pass.name);
  }
}

}  // namespace firefly
