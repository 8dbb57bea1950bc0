// SPDX-License-Identifier: Apache-2.0
//
// Convolutions, depthwise convolutions and fully connected layers on the one
// kernel that they share where flash is scarce.
#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "compiler/lower/convolution_calls.h"
#include "graph/rows.h"
#include "kernels/compact_conv2d_s8.h"

namespace firefly {
namespace {

template <class T, class... Values>
bool all_fit(Values... values) {
  return (... && std::in_range<T>(values));
}

/// Whether the fields of a CompactConv2dS8 hold what describes the layer.
bool fits_fields(const ConvShape& shape, const ConvParameters& parameters) {
  return all_fit<uint16_t>(shape.input_height, shape.input_width,
                           shape.input_channels, shape.output_height,
                           shape.output_width, shape.output_channels) &&
         all_fit<uint8_t>(shape.kernel_height, shape.kernel_width,
                          shape.stride_h, shape.stride_w, shape.dilation_h,
                          shape.dilation_w, shape.margin_top,
                          shape.margin_left) &&
         all_fit<int8_t>(parameters.input_zero_point,
                         parameters.range.zero_point, parameters.range.low,
                         parameters.range.high);
}

/// Whether every window is one pixel of its row.
bool is_pointwise(const ConvShape& shape) {
  return shape.groups == 1 && shape.kernel_height * shape.kernel_width == 1 &&
         shape.margin_top == 0 && shape.margin_left == 0 &&
         (shape.output_height - 1) * shape.stride_h < shape.input_height &&
         (shape.output_width - 1) * shape.stride_w < shape.input_width;
}

/// Biases and right shifts in one word each, if both fit.
std::optional<std::vector<int32_t>> pack_biases(
    const FastConstants& constants) {
  constexpr int32_t kMost =
      std::numeric_limits<int32_t>::max() >> kCompactShiftBits;
  std::vector<int32_t> packed;
  for (size_t i = 0; i < constants.folded_bias.size(); ++i) {
    const int32_t bias = constants.folded_bias[i];
    const int32_t right_shift = -constants.plain.parameters.shift[i];
    if (std::abs(bias) > kMost || right_shift < 1 || right_shift > 31) {
      return std::nullopt;
    }
    packed.push_back(bias * (1 << kCompactShiftBits) + right_shift - 1);
  }
  return packed;
}

/// From a channel's taps side by side to a tap's channels.
std::vector<int8_t> tap_by_tap(const std::vector<int8_t>& weights,
                               size_t channels) {
  const size_t taps = weights.size() / channels;
  std::vector<int8_t> result(weights.size() +
                             (channels % 4 == 0 ? 0 : kCompactOverread));
  for (size_t channel = 0; channel < channels; ++channel) {
    for (size_t tap = 0; tap < taps; ++tap) {
      result[tap * channels + channel] = weights[channel * taps + tap];
    }
  }
  return result;
}

/// Adds what a window, the schedule and the types say of the layer.
void add_geometry(KernelCall& call, const ConvShape& shape) {
  call.field("input", Planned::kInputOffset);
  call.field("output", Planned::kOutputOffset);
  call.field("scratch", Planned::kScratchOffset);
  call.field("input_height", Planned::kInputHeight);
  call.field("input_width", shape.input_width);
  call.field("input_channels", shape.input_channels);
  call.field("input_kept", Planned::kInputKept);
  call.field("output_height", shape.output_height);
  call.field("output_width", shape.output_width);
  call.field("output_channels", shape.output_channels);
  call.field("output_kept", Planned::kOutputKept);
  call.field("kernel_height", shape.kernel_height);
  call.field("kernel_width", shape.kernel_width);
  call.field("stride_h", shape.stride_h);
  call.field("stride_w", shape.stride_w);
  call.field("dilation_h", shape.dilation_h);
  call.field("dilation_w", shape.dilation_w);
  call.field("margin_top", shape.margin_top);
  call.field("margin_left", shape.margin_left);
}

bool is_depthwise(const ConvShape& shape) {
  return shape.groups > 1 && shape.groups == shape.input_channels &&
         shape.groups == shape.output_channels;
}

/// Whether the schedule gives the kernel what it needs: rows, or a tensor that
/// is one.
bool has_rows_or_one(const ConvShape& shape, const LowerContext& context) {
  const bool is_one = shape.batches == 1 && shape.input_height == 1 &&
                      shape.output_height == 1 && shape.kernel_height == 1;
  return !context.in(0).is_constant() &&
         (is_one || row_needs(context.graph, context.op));
}

/// All but the fields of the layer.
KernelCall call_of(const LowerContext& context) {
  const bool has_dsp = context.isa == Isa::kArmv7em;
  KernelCall call;
  call.header =
      has_dsp ? "isa/armv7em_compact.h" : "kernels/compact_conv2d_s8.h";
  call.template_args = {has_dsp ? "armv7em::CompactPixels"
                                : "PlainCompactPixels"};
  call.by_row = row_needs(context.graph, context.op).has_value();
  call.all_rows = "compact_conv2d_s8";
  call.function = call.by_row ? "compact_conv2d_s8_row" : call.all_rows;
  call.args = {{ArgKind::kLayer}, {ArgKind::kMemory}};
  if (call.by_row) {
    call.args.push_back({ArgKind::kRow});
  }
  call.layer_type = "CompactConv2dS8";
  return call;
}

}  // namespace

std::optional<KernelCall> compact_conv2d(const FastConstants& constants,
                                         const LowerContext& context) {
  const ConvParameters& parameters = constants.plain.parameters;
  const ConvShape& shape = parameters.shape;
  const auto biases = pack_biases(constants);
  if (!biases || !fits_fields(shape, parameters) ||
      (shape.groups > 1 && !is_depthwise(shape)) ||
      !has_rows_or_one(shape, context)) {
    return std::nullopt;
  }
  const std::vector<int8_t>& weights = constants.plain.weights;
  std::vector<int32_t> multiplier = parameters.multiplier;
  const bool is_shared =
      std::ranges::adjacent_find(multiplier, std::ranges::not_equal_to()) ==
      multiplier.end();
  if (is_shared) {
    multiplier.resize(1);
  }
  KernelCall call = call_of(context);
  call.field("weights",
             FlashArray::of("weights", is_depthwise(shape)
                                           ? tap_by_tap(weights, biases->size())
                                           : weights));
  call.field("bias", FlashArray::of("bias", *biases));
  call.field("multiplier", FlashArray::of("multiplier", multiplier));
  add_geometry(call, shape);
  call.field("input_zero_point", parameters.input_zero_point);
  call.field("output_zero_point", parameters.range.zero_point);
  call.field("low", parameters.range.low);
  call.field("high", parameters.range.high);
  call.field("multiplier_step", int64_t{is_shared ? 0 : 4});
  call.field("is_depthwise", int64_t{is_depthwise(shape)});
  call.field("is_pointwise", int64_t{is_pointwise(shape)});
  call.field("is_backward", Planned::kIsBackward);
  if (!is_pointwise(shape)) {
    call.scratch_bytes = compact_conv2d_s8_scratch_bytes(
        shape.kernel_height * shape.kernel_width, shape.input_channels);
  }
  return call;
}

}  // namespace firefly
