// SPDX-License-Identifier: Apache-2.0
//
// Convolutions, depthwise convolutions and fully connected layers on the DSP
// extension.
#include <fmt/format.h>

#include <string>

#include "compiler/lower/convolution_calls.h"
#include "compiler/lower/pack_depthwise.h"
#include "compiler/lower/pack_pairs.h"
#include "compiler/lower/pack_planes.h"
#include "compiler/lower/pack_uniform.h"
#include "graph/rows.h"
#include "kernels/direct_conv2d_s8.h"
#include "kernels/paired_conv2d_s8.h"
#include "kernels/paired_fully_connected_s8.h"

namespace firefly {
namespace {

constexpr int32_t kPointerBytes = 4;

/// Bytes of a strip of pixel pairs: what is done once for a strip and a tile of
/// channels is little then.
constexpr int32_t kStripBytes = 512;
constexpr int32_t kSmallStripBytes = 256;

/// Whether pixels go through the wide kernel, where no row has two of them:
/// code and scratch for speed.
bool has_wide_pixels(const LowerContext& context, const PackedPairs& packed,
                     int32_t pixels) {
  return !context.small && !context.small_scratch &&
         is_wide_worthwhile(packed.depth, packed.channels, pixels);
}

/// Lets a call make two rows.
void make_row_pairs(KernelCall& call, std::string_view function) {
  call.function = function;
  call.args.push_back({ArgKind::kRowCount});
  call.rows = 2;
}

/// Adds the last fields of a PairedConv2dS8, with planes if the output shall
/// and can be such. can_pair: whether two rows may share them. Returns the
/// form.
int32_t add_dot_and_planes(KernelCall& call, PackedPairs packed,
                           const ConvShape& shape, const LowerContext& context,
                           bool can_pair = false) {
  const int32_t margin = context.output_plane_margin;
  const bool pairs = context.output_plane_pairs;
  const bool planes = margin > 0 && call.by_row && shape.groups == 1 &&
                      packed.form == paired_form::kRelu && pairs == can_pair;
  if (planes) {
    packed.form = paired_form::kPlanes;
    const int32_t width = shape.output_width;
    const int32_t channels = shape.output_channels;
    call.plane_pairs = pairs;
    call.plane_row_bytes = pairs ? plane_pair_row_bytes(width, channels)
                                 : plane_row_bytes(width, channels, margin);
  }
  add_pair_fields(call, packed);
  call.field("plane_margin", int64_t{planes && !pairs ? margin : 0});
  return packed.form;
}

/// Whether a convolution's windows are read from rows: code and scratch for
/// speed. Rows of an odd width go two by two, and so do their planes.
bool is_direct(const ConvShape& shape, const LowerContext& context) {
  const bool by_two = shape.output_width % 2 != 0;
  const bool fits =
      by_two ? context.row_pairs && context.output_plane_pairs ==
                                        (context.output_plane_margin > 0)
             : !context.output_plane_pairs;
  return fits && !context.small && !context.small_scratch &&
         is_direct_possible(shape) && is_direct_worthwhile(shape) &&
         direct_loop_bytes(shape) <= context.loop_bytes &&
         row_needs(context.graph, context.op).has_value();
}

/// DirectOutputs of a layer.
std::string direct_outputs(const ConvShape& shape, int32_t form, int32_t lead,
                           const LowerContext& context) {
  const int32_t width = shape.output_width;
  const int32_t step = form != paired_form::kPlanes ? shape.output_channels
                       : context.output_plane_pairs
                           ? plane_pair_bytes(width)
                           : plane_bytes(width, context.output_plane_margin);
  return fmt::format("DirectOutputs<{}, {}, {}, {}>", form, step,
                     shape.output_channels % kPairedChannels, lead);
}

/// DirectWindows of a layer, `second` apart.
std::string direct_windows(const ConvShape& shape, int32_t second,
                           int32_t row_bytes) {
  const std::string paired =
      are_direct_rows_paired(shape)
          ? fmt::format(", true, {}", direct_lone_words(shape))
          : "";
  return fmt::format("DirectWindows<{}, {}, {}, {}{}>", direct_rows(shape),
                     direct_row_words(shape), second, row_bytes, paired);
}

/// A convolution whose windows are.
KernelCall lower_direct_conv2d_s8(const ConvParameters& parameters,
                                  PackedPairs packed,
                                  const LowerContext& context) {
  const ConvShape& shape = parameters.shape;
  const bool by_two = shape.output_width % 2 != 0;
  KernelCall call =
      convolution_call("kernels/direct_conv2d_s8.inl", "direct_conv2d_s8",
                       "PairedConv2dS8", shape, context);
  const DirectRowPairs pairs = direct_row_pairs(shape);
  const int32_t strip_pairs =
      by_two ? pairs.strip_pairs : direct_strip_pairs(shape);
  // One row has no distance to the next: one kernel for images of any width.
  const int32_t row = direct_row_bytes(shape, strip_pairs);
  const int32_t row_bytes = by_two ? pairs.row_bytes
                            : direct_patch_bytes(shape, strip_pairs) == row
                                ? 0
                                : row;
  merge_scales(packed, direct_words(shape));
  call.field("strip_pairs", strip_pairs);
  call.field("input_zero_point", parameters.input_zero_point);
  const int32_t lead = packed.lead;
  const int32_t form =
      add_dot_and_planes(call, std::move(packed), shape, context, by_two);
  call.scratch_bytes = direct_conv2d_s8_row_scratch_bytes(shape);
  call.template_args = {"Isa",
                        direct_windows(shape, direct_second(shape), row_bytes)};
  if (by_two) {
    make_row_pairs(call, "direct_conv2d_s8_two_rows");
    call.scratch_bytes = direct_conv2d_s8_two_rows_scratch_bytes(shape);
    call.template_args.push_back(
        direct_windows(shape, pairs.last_second, row_bytes));
  }
  call.template_args.push_back(direct_outputs(shape, form, lead, context));
  return call;
}

/// A convolution on the paired kernels.
KernelCall lower_paired_conv2d_s8(const ConvParameters& parameters,
                                  PackedPairs packed,
                                  const LowerContext& context) {
  KernelCall call =
      convolution_call("kernels/paired_conv2d_s8.inl", "paired_conv2d_s8",
                       "PairedConv2dS8", parameters.shape, context);
  const ConvShape& shape = parameters.shape;
  const bool row_pairs =
      call.by_row && context.row_pairs && are_row_pairs_worthwhile(shape);
  const bool is_wide = shape.output_width == 1 && shape.groups == 1 &&
                       !row_pairs &&
                       has_wide_pixels(context, packed, shape.output_height);
  if (is_wide) {
    interleave_tiles(packed);
  }
  const int32_t strip_pairs =
      shape.output_width == 1
          ? int32_t{is_wide}
          : paired_strip_pairs(
                shape, context.small_scratch ? kSmallStripBytes : kStripBytes);
  call.template_args = {"Isa", is_wide ? "true" : "false"};
  if (row_pairs) {
    make_row_pairs(call, "paired_conv2d_s8_two_rows");
    call.template_args = {"Isa"};
  }
  call.field("strip_pairs", strip_pairs);
  call.field("input_zero_point", parameters.input_zero_point);
  add_dot_and_planes(call, std::move(packed), shape, context);
  call.scratch_bytes =
      call.by_row
          ? paired_conv2d_s8_row_scratch_bytes(shape, strip_pairs, call.rows)
          : paired_conv2d_s8_scratch_bytes(shape, strip_pairs, kPointerBytes);
  return call;
}

KernelCall lower_depthwise_columns_s8(const ConvParameters& parameters,
                                      const PackedColumns& packed,
                                      const LowerContext& context) {
  KernelCall call = convolution_call(
      "isa/armv7em_depthwise.h", "armv7em::depthwise_columns_s8",
      "DepthwiseColumnsS8", parameters.shape, context);
  const DepthwiseColumns& layout = packed.layout;
  call.field("layout",
             std::vector<int64_t>{layout.quads, layout.runs, layout.run_taps,
                                  layout.outputs, layout.phases, layout.columns,
                                  layout.tile});
  call.field("input_zero_point", parameters.input_zero_point);
  call.field("rectified", int64_t{packed.rectified});
  call.field("range", field_value(parameters.range));
  call.field("stream", FlashArray::of("weights", packed.stream));
  call.scratch_bytes =
      call.by_row
          ? depthwise_columns_s8_row_scratch_bytes(layout, kPointerBytes)
          : depthwise_columns_s8_scratch_bytes(parameters.shape, layout,
                                               kPointerBytes);
  return call;
}

KernelCall lower_depthwise_taps_s8(const ConvParameters& parameters,
                                   const PackedTaps& packed,
                                   const LowerContext& context) {
  KernelCall call = convolution_call(
      "isa/armv7em_depthwise_taps.h", "armv7em::depthwise_taps_s8",
      "DepthwiseTapsS8", parameters.shape, context);
  call.field("input_zero_point", parameters.input_zero_point);
  call.field("rectified", int64_t{packed.rectified});
  call.field("range", field_value(parameters.range));
  call.field("stream", FlashArray::of("weights", packed.stream));
  call.scratch_bytes =
      call.by_row
          ? depthwise_taps_s8_row_scratch_bytes(parameters.shape, kPointerBytes)
          : depthwise_taps_s8_scratch_bytes(parameters.shape, kPointerBytes);
  return call;
}

/// How a layer's windows lie in its rows of planes; see PlaneWindows.
std::string plane_windows(const ConvShape& shape) {
  const bool row = shape.stride_w == 1 &&
                   shape.output_width == shape.input_width &&
                   shape.output_width <= DepthwisePlanesS8::kMaxTile;
  return std::string("armv7em::PlaneWindows::") + (shape.margin_left == 0
                                                       ? "kWhole"
                                                   : row ? "kRow"
                                                         : "kStraddling");
}

/// The same of windows of any other width.
std::optional<KernelCall> lower_depthwise_wide_planes_s8(
    const FastConstants& constants, const LowerContext& context) {
  const int32_t margin = context.input_plane_margin;
  const auto stream = pack_wide_planes(constants.plain, margin);
  if (!stream) {
    return std::nullopt;
  }
  KernelCall call;
  call.header = "isa/armv7em_depthwise_wide.h";
  set_arguments(call, context, "armv7em::depthwise_wide_planes_s8");
  const ConvShape& shape = constants.plain.parameters.shape;
  call.template_args = {std::to_string(shape.stride_w),
                        std::to_string(shape.margin_left % 2),
                        std::to_string(shape.kernel_width)};
  call.layer_type = "DepthwiseWidePlanesS8";
  call.field("shape", field_value(shape));
  call.field("margin", margin);
  call.field("stream", FlashArray::of("weights", *stream));
  call.reads_planes = true;
  return call;
}

}  // namespace

std::optional<KernelCall> conv2d_on_dsp(const FastConstants& constants,
                                        const LowerContext& context) {
  const ConvParameters& parameters = constants.plain.parameters;
  const bool direct = is_direct(parameters.shape, context);
  auto packed = pack_pairs(
      constants.plain, constants.folded_bias,
      direct ? direct_order(parameters.shape) : paired_order(parameters.shape));
  if (!packed) {
    return std::nullopt;
  }
  if (direct) {
    unify_shifts(constants.plain, constants.folded_bias, *packed);
  }
  const auto lower = direct ? lower_direct_conv2d_s8 : lower_paired_conv2d_s8;
  return lower(parameters, std::move(*packed), context);
}

std::optional<KernelCall> depthwise_planes_on_dsp(
    const FastConstants& constants, const LowerContext& context) {
  if (!row_needs(context.graph, context.op)) {
    return std::nullopt;
  }
  const ConvShape& shape = constants.plain.parameters.shape;
  const bool pairs = context.input_plane_pairs;
  if (pairs && !plane_pairs_suit(shape)) {
    return std::nullopt;
  }
  if (context.input_plane_margin > 1) {
    return lower_depthwise_wide_planes_s8(constants, context);
  }
  const auto stream = pack_planes(constants.plain);
  if (!stream) {
    return std::nullopt;
  }
  KernelCall call;
  call.header = "isa/armv7em_depthwise_planes.h";
  const std::string outputs =
      fmt::format("armv7em::PlaneOutputs<{}, {}>", shape.output_width,
                  shape.output_channels);
  if (pairs) {
    set_arguments(call, context, "armv7em::depthwise_plane_pairs_s8");
    call.template_args = {outputs};
    call.args.push_back({ArgKind::kRow});
  } else {
    set_arguments(call, context, "armv7em::depthwise_planes_s8");
    call.template_args = {std::to_string(shape.stride_w), plane_windows(shape),
                          outputs};
  }
  call.layer_type = "DepthwisePlanesS8";
  call.field("shape", field_value(shape));
  call.field("stream", FlashArray::of("weights", *stream));
  call.reads_planes = true;
  return call;
}

std::optional<KernelCall> depthwise_columns_on_dsp(
    const FastConstants& constants, const LowerContext& context) {
  const auto packed = pack_columns(constants.plain, constants.folded_bias);
  // Without a ReLU, columns cost more than the vocabulary's kernel.
  if (!packed || !packed->rectified) {
    return std::nullopt;
  }
  return lower_depthwise_columns_s8(constants.plain.parameters, *packed,
                                    context);
}

std::optional<KernelCall> depthwise_taps_on_dsp(const FastConstants& constants,
                                                const LowerContext& context) {
  const auto packed = pack_taps(constants.plain, constants.folded_bias);
  if (!packed) {
    return std::nullopt;
  }
  return lower_depthwise_taps_s8(constants.plain.parameters, *packed, context);
}

std::optional<KernelCall> fully_connected_on_dsp(const FastConstants& constants,
                                                 const LowerContext& context) {
  auto packed = pack_pairs(constants.plain, constants.folded_bias,
                           paired_order(constants.plain.parameters.shape));
  if (!packed) {
    return std::nullopt;
  }
  const ConvShape& shape = constants.plain.parameters.shape;
  KernelCall call = fully_connected_call("kernels/paired_fully_connected_s8.h",
                                         "paired_fully_connected_s8",
                                         "PairedFullyConnectedS8", shape);
  const bool is_wide = has_wide_pixels(context, *packed, shape.input_width);
  if (is_wide) {
    interleave_tiles(*packed);
  }
  call.template_args = {"Isa", is_wide ? "true" : "false"};
  add_pair_fields(call, *packed);
  call.scratch_bytes =
      paired_fully_connected_s8_scratch_bytes(shape.input_channels, is_wide);
  return call;
}

}  // namespace firefly
