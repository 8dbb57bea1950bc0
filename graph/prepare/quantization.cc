// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/quantization.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace firefly {
namespace {

template <class T>
IntegerRange limits_of() {
  return {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
}

}  // namespace

QuantizedMultiplier quantize_multiplier(double real) {
  if (real == 0.0) {
    return {};
  }
  int shift = 0;
  const double fraction = std::frexp(real, &shift);
  constexpr int64_t kOne = int64_t{1} << 31;
  auto fixed =
      static_cast<int64_t>(std::round(fraction * static_cast<double>(kOne)));
  if (fixed == kOne) {
    fixed /= 2;
    ++shift;
  }
  if (shift < -31) {
    return {};
  }
  return {static_cast<int32_t>(fixed), shift};
}

IntegerRange full_range(DataType type) {
  switch (type) {
    case DataType::kInt8:
      return limits_of<int8_t>();
    case DataType::kUint8:
      return limits_of<uint8_t>();
    case DataType::kInt16:
      return limits_of<int16_t>();
    default:
      return limits_of<int32_t>();
  }
}

int32_t quantize(float real, const Tensor& tensor) {
  // Beyond int32 TFLite refuses the model; here the caller's clamp decides.
  const double steps = std::clamp(
      static_cast<double>(std::round(real / tensor.scale())), -1e9, 1e9);
  return tensor.zero_point() + static_cast<int32_t>(steps);
}

IntegerRange activation_range(Activation activation, const Tensor& output) {
  IntegerRange range = full_range(output.type);
  const auto raise_low = [&](float real) {
    range.low = std::max(range.low, quantize(real, output));
  };
  const auto lower_high = [&](float real) {
    range.high = std::min(range.high, quantize(real, output));
  };
  switch (activation) {
    case Activation::kNone:
      break;
    case Activation::kRelu:
      raise_low(0.0F);
      break;
    case Activation::kRelu6:
      raise_low(0.0F);
      lower_high(6.0F);
      break;
    case Activation::kReluN1To1:
      raise_low(-1.0F);
      lower_high(1.0F);
      break;
  }
  return range;
}

FloatRange activation_range(Activation activation) {
  constexpr float kMax = std::numeric_limits<float>::max();
  switch (activation) {
    case Activation::kRelu:
      return {0.0F, kMax};
    case Activation::kRelu6:
      return {0.0F, 6.0F};
    case Activation::kReluN1To1:
      return {-1.0F, 1.0F};
    case Activation::kNone:
      break;
  }
  return {-kMax, kMax};
}

std::vector<QuantizedMultiplier> channel_multipliers(const Tensor& input,
                                                     const Tensor& weights,
                                                     const Tensor& output,
                                                     int32_t channels) {
  std::vector<QuantizedMultiplier> result;
  result.reserve(static_cast<size_t>(channels));
  for (int32_t channel = 0; channel < channels; ++channel) {
    const float weight_scale =
        weights.quantization.per_channel()
            ? weights.quantization.scale[static_cast<size_t>(channel)]
            : weights.scale();
    result.push_back(quantize_multiplier(static_cast<double>(input.scale()) *
                                         static_cast<double>(weight_scale) /
                                         static_cast<double>(output.scale())));
  }
  return result;
}

QuantizedMultiplier tensor_multiplier(const Tensor& input,
                                      const Tensor& weights,
                                      const Tensor& output) {
  return quantize_multiplier(static_cast<double>(input.scale()) *
                             static_cast<double>(weights.scale()) /
                             static_cast<double>(output.scale()));
}

}  // namespace firefly
