// SPDX-License-Identifier: Apache-2.0
//
// Triangular filters over the bins of a spectrum. Where one falls the next
// rises, and both together are 1: so there is one weight a bin, and one
// multiplication.
#pragma once

#include "isa/signal_words.h"

namespace firefly::features {

struct MelBank {
  /// The bins below each filter's centre, rising: filter f rises from
  /// edges[f], and falls from edges[f + 1] up to edges[f + 2], exclusive.
  const uint16_t* edges;
  /// Of the rising sides, Q15, from the bin edges[0] on.
  const uint16_t* weights;
  int32_t filter_count;
};

/// Calls emit(filter, sum) in order; sum: uint64_t in Q15 of the bins, which
/// are below 2^32; no more than 2^16 of them.
template <class Emit>
FIREFLY_INLINE void apply_mel_bank(const MelBank& bank, const uint32_t* bins,
                                   const Emit& emit) {
  const uint16_t* weight = bank.weights;
  uint64_t rising_before = 0;
  for (int32_t filter = 0; filter <= bank.filter_count; ++filter) {
    uint64_t all = 0;
    uint64_t rising = 0;
    const uint32_t* const end = bins + bank.edges[filter + 1];
    for (const uint32_t* bin = bins + bank.edges[filter]; bin < end; ++bin) {
      all += *bin;
      rising = add_product(rising, *bin, *weight++);
    }
    if (filter > 0) {
      emit(filter - 1, rising_before + (all << 15) - rising);
    }
    rising_before = rising;
  }
}

}  // namespace firefly::features
