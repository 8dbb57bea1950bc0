// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>

#include "graph/op.h"
#include "kernels/signal.h"

namespace firefly {

[[nodiscard]] inline int32_t last_extent(const Tensor& tensor) {
  return tensor.shape.back();
}
/// How many vectors of last_extent() values there are.
[[nodiscard]] inline int32_t outer_count(const Tensor& tensor) {
  return last_extent(tensor) == 0 ? 0
                                  : element_count(tensor) / last_extent(tensor);
}

[[nodiscard]] inline int fft_log2_points(const Rfft& rfft) {
  return std::countr_zero(static_cast<uint32_t>(rfft.fft_length));
}

[[nodiscard]] inline SpectralSubtractionLayer prepare_spectral_subtraction(
    const SpectralSubtraction& step, int32_t count) {
  const auto word = [](int32_t value) { return static_cast<uint32_t>(value); };
  return {{word(step.smoothing), word(step.alternate_smoothing)},
          {word(step.one_minus_smoothing),
           word(step.alternate_one_minus_smoothing)},
          step.smoothing_bits,
          step.fraction_bits,
          word(step.min_signal_remaining),
          step.clamping ? 1 : 0,
          count};
}

}  // namespace firefly
