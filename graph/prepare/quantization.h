// SPDX-License-Identifier: Apache-2.0
//
// From scales to the integers that kernels compute with. Doubles and floats
// are mixed exactly as in TFLite, because the last bit of a multiplier shows in
// the outputs.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/op.h"
#include "graph/tensor.h"

namespace firefly {

/// real ≈ multiplier · 2^(shift − 31), multiplier in [2^30, 2^31) or 0.
struct QuantizedMultiplier {
  int32_t multiplier = 0;
  int32_t shift = 0;  ///< Positive is left.
  bool operator==(const QuantizedMultiplier&) const = default;
};

/// As TFLite's QuantizeMultiplier: |real| < 2^-32 becomes 0.
[[nodiscard]] QuantizedMultiplier quantize_multiplier(double real);

/// Inclusive bounds of an integer output.
struct IntegerRange {
  int32_t low = 0;
  int32_t high = 0;
  bool operator==(const IntegerRange&) const = default;
};
/// All values of int8, uint8, int16 or int32.
[[nodiscard]] IntegerRange full_range(DataType type);
/// What a fused activation leaves of the output's type, in its quantisation.
/// As TFLite's CalculateActivationRangeQuantized.
[[nodiscard]] IntegerRange activation_range(Activation activation,
                                            const Tensor& output);

/// Inclusive bounds of a float output.
struct FloatRange {
  float low = 0.0F;
  float high = 0.0F;
};
/// As TFLite's CalculateActivationRange: even without an activation, infinite
/// results become the largest finite ones.
[[nodiscard]] FloatRange activation_range(Activation activation);

/// zero_point + round(real / scale), computed in float, ties away from zero.
[[nodiscard]] int32_t quantize(float real, const Tensor& tensor);

/// input scale · weight scale / output scale of each output channel; a
/// per-tensor weight scale is repeated. In double, as TFLite's
/// PopulateConvolutionQuantizationParams.
[[nodiscard]] std::vector<QuantizedMultiplier> channel_multipliers(
    const Tensor& input, const Tensor& weights, const Tensor& output,
    int32_t channels);

/// The same for a per-tensor weight scale. TFLM no longer rounds the product of
/// the scales to float first, as LiteRT's GetQuantizedConvolutionMultipler does
/// (docs/design/numerics.md).
[[nodiscard]] QuantizedMultiplier tensor_multiplier(const Tensor& input,
                                                    const Tensor& weights,
                                                    const Tensor& output);

}  // namespace firefly
