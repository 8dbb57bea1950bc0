// SPDX-License-Identifier: Apache-2.0
//
// The kernels of int16 activations. Their weights stay as the model has them;
// what the compiler adds is the proof that sums fit 32 bits.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "compiler/lower/convolution_calls.h"
#include "kernels/sums_s16.h"

namespace firefly {
namespace {

/// Σ |weights| · 2^15 + |bias| of every channel fits 32 bits.
bool are_sums_narrow(const S16Constants& constants) {
  const auto channels =
      static_cast<size_t>(constants.parameters.shape.output_channels);
  const size_t window = constants.weights.size() / channels;
  for (size_t channel = 0; channel < channels; ++channel) {
    const int64_t bias = constants.bias.empty() ? 0 : constants.bias[channel];
    if (bias != static_cast<int32_t>(bias)) {
      return false;
    }
    int64_t weights = 0;
    for (size_t i = 0; i < window; ++i) {
      weights += std::abs(constants.weights[channel * window + i]);
    }
    if ((weights << 15) + std::abs(bias) >
        std::numeric_limits<int32_t>::max()) {
      return false;
    }
  }
  return true;
}

template <class Sum>
FlashArray bias_array(const S16Constants& constants) {
  auto bias = constants.bias;
  bias.resize(static_cast<size_t>(constants.parameters.shape.output_channels));
  return FlashArray::of("bias", std::vector<Sum>(bias.begin(), bias.end()));
}

/// The multipliers and shifts of a layer, and the type that applies them.
struct Scales {
  std::string_view type;
  std::vector<int32_t> multiplier;
  std::vector<int32_t> shift;  ///< Empty for UpperScale.
};

/// Nothing for scales so large that TFLite's shifts are undefined.
std::optional<Scales> scales_of(const S16Constants& constants, bool narrow) {
  Scales scales{"NarrowScale", constants.parameters.multiplier,
                constants.parameters.shift};
  if (!constants.has_wide_sums) {
    return scales;
  }
  scales.type = "WideScale";
  for (int32_t& multiplier : scales.multiplier) {
    multiplier =
        multiplier < 0x7FFF0000 ? (multiplier + (1 << 15)) >> 16 : 0x7FFF;
  }
  for (int32_t& shift : scales.shift) {
    shift = 15 - shift;
  }
  const auto are_within = [&](int32_t low, int32_t high) {
    return std::ranges::all_of(scales.shift, [=](int32_t shift) {
      return low <= shift && shift <= high;
    });
  };
  if (narrow && are_within(16, 32)) {
    scales.type = "UpperScale";
    for (size_t i = 0; i < scales.multiplier.size(); ++i) {
      scales.multiplier[i] <<= 32 - scales.shift[i];
    }
    scales.shift.clear();
  } else if (!are_within(1, 62)) {
    return std::nullopt;
  }
  return scales;
}

/// Completes the call of a function of header; nothing where no kernel has
/// these sums or scales.
std::optional<KernelCall> call_s16(std::string_view header,
                                   const S16Constants& constants,
                                   const std::vector<int8_t>& weights,
                                   KernelCall call) {
  const bool narrow = !constants.has_wide_sums || are_sums_narrow(constants);
  const auto scales = scales_of(constants, narrow);
  if (!scales) {
    return std::nullopt;
  }
  call.header = header;
  call.layer_type = fmt::format("LayerS16<{}, {}>",
                                narrow ? "int32_t" : "int64_t", scales->type);
  const ConvParameters& parameters = constants.parameters;
  call.field("shape", field_value(parameters.shape));
  call.field("weights", FlashArray::of("weights", weights));
  call.field("bias", narrow ? bias_array<int32_t>(constants)
                            : bias_array<int64_t>(constants));
  call.field("multiplier", FlashArray::of("multiplier", scales->multiplier));
  call.field("shift", scales->shift.empty()
                          ? Field::Value{}
                          : FlashArray::of("shift", scales->shift));
  call.field("low", parameters.range.low);
  call.field("high", parameters.range.high);
  return call;
}

}  // namespace

std::optional<KernelCall> conv2d_s16(const S16Constants& constants,
                                     const LowerContext& context) {
  KernelCall call;
  set_arguments(call, context, "conv2d_s16");
  return call_s16("kernels/conv2d_s16.h", constants, constants.weights,
                  std::move(call));
}

std::optional<KernelCall> depthwise_conv2d_s16(const S16Constants& constants,
                                               const LowerContext& context) {
  const ConvShape& shape = constants.parameters.shape;
  if (shape.output_channels != shape.input_channels ||
      shape.kernel_height * shape.kernel_width > sums_s16::kLongestRun) {
    return conv2d_s16(constants, context);
  }
  KernelCall call;
  set_arguments(call, context, "depthwise_conv2d_s16");
  // As the model has them: HWC.
  return call_s16("kernels/depthwise_conv2d_s16.h", constants,
                  context.in(1).values<int8_t>(), std::move(call));
}

std::optional<KernelCall> transpose_conv_s16(const S16Constants& constants) {
  KernelCall call;
  call.function = "transpose_conv_s16";
  call.args = {
      {ArgKind::kLayer}, {ArgKind::kInputData, 0}, {ArgKind::kOutputData, 0}};
  return call_s16("kernels/transpose_conv_s16.h", constants, constants.weights,
                  std::move(call));
}

}  // namespace firefly
