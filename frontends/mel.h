// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "config/keys.h"
#include "features/mel_bank.h"
#include "frontends/config_writer.h"
#include "frontends/spectrum.h"
#include "graph/status.h"

namespace firefly {

struct MelParameters {
  int filters = 40;
  double low_hz = 20;
  double high_hz = 0;  ///< 0: half the sample rate.
};

void declare(Keys& keys, MelParameters& parameters);

/// 1127 · ln(1 + f/700), which is HTK's and TensorFlow's.
[[nodiscard]] double mel_of(double hz);

/// Tables of features::MelBank.
struct MelDesign {
  std::vector<uint16_t> edges;
  std::vector<uint16_t> weights;
};

/// Triangles of height 1 that are equally wide on the mel scale; bin 0 belongs
/// to none. Errors name the key that does not go with the spectrum.
[[nodiscard]] Expected<MelDesign> design_mel(const MelParameters& parameters,
                                             const SpectrumDesign& spectrum);

template <class Config>
void write_mel(ConfigWriter<Config>& writer, features::MelBank& bank,
               const MelDesign& design) {
  writer.table(bank.edges, "kMelEdges", design.edges);
  writer.table(bank.weights, "kMelWeights", design.weights);
  writer.integer(bank.filter_count,
                 static_cast<int32_t>(design.edges.size()) - 2);
}

}  // namespace firefly
