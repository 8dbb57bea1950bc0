// SPDX-License-Identifier: Apache-2.0
//
// Convolutions, depthwise convolutions and fully connected layers on the
// kernels that exist for every ISA.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/lower/convolution_calls.h"
#include "compiler/lower/pack_tile_streams.h"
#include "compiler/lower/pack_winograd.h"
#include "graph/rows.h"
#include "isa/mve_quad_tiles.h"
#include "kernels/conv2d_s8.h"
#include "kernels/depthwise_conv2d_s8.h"
#include "kernels/fully_connected_s8.h"

namespace firefly {
namespace {

/// Portable code is built for 64-bit hosts too.
int32_t pointer_bytes(Isa isa) { return isa == Isa::kPortable ? 8 : 4; }

/// The template argument that names an ISA; the emitter calls the target's Isa.
std::string isa_argument(Isa isa, Isa target) {
  return isa == target ? "Isa" : std::string(name_of(isa)) + "::Isa";
}

PackedDot packed_dot(Isa isa, const FastConstants& constants) {
  return isa == Isa::kMve
             ? pack_tile_streams(constants.plain, constants.folded_bias)
             : pack_dot(constants.plain, constants.folded_bias, dot_tiles(isa));
}

/// The pairs of channels in a turn of products: eight, if these make the depth.
int32_t winograd_pairs(int32_t depth) {
  const int32_t pairs = depth / 2;
  return pairs % 8 == 0 ? 8 : (pairs % 4 == 0 ? 4 : 2);
}

}  // namespace

void set_arguments(KernelCall& call, const LowerContext& context,
                   std::string_view function) {
  call.by_row = row_needs(context.graph, context.op).has_value();
  call.function = function;
  if (call.by_row) {
    call.function += "_row";
    call.args = {{ArgKind::kLayer},
                 {ArgKind::kInputWindow, 0},
                 {ArgKind::kOutputRow, 0}};
  } else {
    call.args = {
        {ArgKind::kLayer}, {ArgKind::kInputData, 0}, {ArgKind::kOutputData, 0}};
  }
}

KernelCall convolution_call(std::string_view header, std::string_view function,
                            std::string_view layer_type, const ConvShape& shape,
                            const LowerContext& context) {
  KernelCall call;
  call.header = header;
  set_arguments(call, context, function);
  call.args.push_back({ArgKind::kScratch});
  call.layer_type = layer_type;
  call.field("shape", field_value(shape));
  return call;
}

KernelCall fully_connected_call(std::string_view header,
                                std::string_view function,
                                std::string_view layer_type,
                                const ConvShape& shape) {
  KernelCall call;
  call.header = header;
  call.function = function;
  call.layer_type = layer_type;
  call.args = {{ArgKind::kLayer},
               {ArgKind::kInputData, 0},
               {ArgKind::kOutputData, 0},
               {ArgKind::kScratch}};
  call.field("batches", shape.input_width);
  call.field("inputs", shape.input_channels);
  return call;
}

namespace {

KernelCall winograd_call(std::string_view header,
                         const ConvParameters& parameters,
                         const PackedWinograd& packed,
                         const LowerContext& context) {
  KernelCall call =
      convolution_call(header, "winograd_conv2d_s8", "WinogradConv2dS8",
                       parameters.shape, context);
  call.template_args = {"Isa"};
  call.field("input_zero_point", parameters.input_zero_point);
  add_winograd_fields(call, packed);
  call.field("low", parameters.range.low);
  call.field("high", parameters.range.high);
  call.scratch_bytes = winograd_conv2d_s8_row_scratch_bytes(parameters.shape);
  return call;
}

/// Of a kernel that makes several rows a call.
KernelCall winograd_rows_call(std::string_view function,
                              const ConvParameters& parameters,
                              const PackedWinograd& packed,
                              const LowerContext& context, int32_t rows,
                              int32_t scratch_bytes) {
  KernelCall call = winograd_call(fmt::format("kernels/{}.inl", function),
                                  parameters, packed, context);
  call.function = function;
  call.args.push_back({ArgKind::kRowCount});
  call.rows = rows;
  call.scratch_bytes = scratch_bytes;
  return call;
}

}  // namespace

std::optional<KernelCall> winograd_conv2d(const FastConstants& constants,
                                          const LowerContext& context) {
  const auto packed = pack_winograd(constants.plain, constants.folded_bias);
  if (!packed || !row_needs(context.graph, context.op)) {
    return std::nullopt;
  }
  return winograd_call("kernels/winograd_conv2d_s8.inl",
                       constants.plain.parameters, *packed, context);
}

std::optional<KernelCall> winograd_two_rows(const FastConstants& constants,
                                            const LowerContext& context) {
  const ConvParameters& parameters = constants.plain.parameters;
  const auto packed =
      pack_winograd_two_rows(constants.plain, constants.folded_bias);
  if (!packed || !row_needs(context.graph, context.op) ||
      parameters.shape.output_height == 1) {
    return std::nullopt;
  }
  KernelCall call =
      winograd_rows_call("winograd_two_rows_s8", parameters, *packed, context,
                         2, winograd_two_rows_scratch_bytes(parameters.shape));
  call.template_args.push_back(
      fmt::format("WinogradPairs<{}>", winograd_pairs(packed->depth)));
  return call;
}

std::optional<KernelCall> winograd_late(const FastConstants& constants,
                                        const LowerContext& context) {
  const ConvParameters& parameters = constants.plain.parameters;
  const auto packed =
      pack_winograd_late(constants.plain, constants.folded_bias);
  if (!packed || !row_needs(context.graph, context.op)) {
    return std::nullopt;
  }
  const int32_t rows =
      std::min(context.late_rows, parameters.shape.output_height);
  KernelCall call =
      winograd_rows_call("winograd_late_s8", parameters, *packed, context, rows,
                         winograd_late_scratch_bytes(parameters.shape, rows));
  call.template_args.push_back(fmt::format(
      "WinogradLate<{}, {}>", winograd_pairs(packed->depth), packed->depth));
  call.reads_first = true;
  return call;
}

std::optional<KernelCall> winograd_phases(const FastConstants& constants,
                                          const LowerContext& context) {
  const ConvParameters& parameters = constants.plain.parameters;
  const auto packed =
      pack_winograd_phases(constants.plain, constants.folded_bias);
  if (!packed || !row_needs(context.graph, context.op) ||
      parameters.shape.output_height == 1) {
    return std::nullopt;
  }
  return winograd_rows_call("winograd_phases_s8", parameters, *packed, context,
                            2, winograd_phases_scratch_bytes(parameters.shape));
}

std::optional<KernelCall> conv2d_by_quads(const FastConstants& constants,
                                          const LowerContext& context) {
  const ConvParameters& parameters = constants.plain.parameters;
  const ConvShape& shape = parameters.shape;
  const bool shifts_left = std::ranges::any_of(
      parameters.shift, [](int32_t shift) { return shift > 0; });
  if (!mve::has_quads(shape) || shifts_left ||
      !row_needs(context.graph, context.op)) {
    return std::nullopt;
  }
  KernelCall call =
      convolution_call("isa/mve_conv_quads.h", "mve::quads_conv2d_s8",
                       "Conv2dS8", shape, context);
  call.template_args = {fmt::format("mve::QuadColumns<{}, {}>",
                                    shape.input_channels, shape.stride_w)};
  call.field("input_zero_point", parameters.input_zero_point);
  add_dot_fields(call,
                 pack_quad_streams(constants.plain, constants.folded_bias),
                 parameters.range);
  call.scratch_bytes = mve::quads_conv2d_s8_row_scratch_bytes(shape);
  return call;
}

std::optional<KernelCall> conv2d_on(Isa target, const FastConstants& constants,
                                    const LowerContext& context) {
  const auto isa = fast_isa(target, constants.plain);
  if (!isa) {
    return std::nullopt;
  }
  const ConvParameters& parameters = constants.plain.parameters;
  const bool joined = isa == Isa::kMve && context.row_pairs &&
                      row_needs(context.graph, context.op) &&
                      mve::are_rows_joinable(parameters.shape);
  ConvShape shape = parameters.shape;
  if (joined) {
    shape.input_width *= 2;
    shape.output_width *= 2;
  }
  KernelCall call = convolution_call("kernels/conv2d_s8.inl", "conv2d_s8",
                                     "Conv2dS8", shape, context);
  if (joined) {
    call.function = "mve::conv2d_s8_two_rows";
    call.args.push_back({ArgKind::kRowCount});
    call.rows = 2;
  } else {
    call.template_args = {isa_argument(*isa, context.isa)};
  }
  call.field("input_zero_point", parameters.input_zero_point);
  add_dot_fields(call, packed_dot(*isa, constants), parameters.range);
  call.scratch_bytes =
      isa == Isa::kMve
          ? mve::conv2d_s8_row_scratch_bytes(parameters.shape)
          : conv2d_s8_row_scratch_bytes(parameters.shape, dot_tiles(*isa));
  if (!call.by_row) {
    call.scratch_bytes +=
        conv2d_s8_rows_bytes(parameters.shape, pointer_bytes(*isa));
  }
  return call;
}

std::optional<KernelCall> depthwise_on(Isa target,
                                       const FastConstants& constants,
                                       const LowerContext& context) {
  const auto isa = fast_isa(target, constants.plain);
  if (!isa) {
    return std::nullopt;
  }
  const ConvParameters& parameters = constants.plain.parameters;
  const ChannelTiles tiles = channel_tiles(*isa);
  KernelCall call =
      convolution_call("kernels/depthwise_conv2d_s8.inl", "depthwise_conv2d_s8",
                       "DepthwiseConv2dS8", parameters.shape, context);
  call.template_args = {isa_argument(*isa, context.isa)};
  call.field("input_zero_point", parameters.input_zero_point);
  if (isa == Isa::kMve) {
    add_array_fields(
        call, pack_channel_streams(constants.plain, constants.folded_bias), {},
        {}, stream_right_shifts(parameters));
  } else {
    add_array_fields(call, pack_channels(constants.plain, tiles),
                     constants.folded_bias, parameters.multiplier,
                     right_shifts(parameters));
  }
  call.field("range", field_value(parameters.range));
  const int32_t pointer = pointer_bytes(*isa);
  call.scratch_bytes =
      isa == Isa::kMve
          ? mve::depthwise_conv2d_s8_row_scratch_bytes(parameters.shape)
          : depthwise_conv2d_s8_row_scratch_bytes(parameters.shape, tiles,
                                                  pointer);
  if (!call.by_row) {
    call.scratch_bytes +=
        depthwise_conv2d_s8_rows_bytes(parameters.shape, pointer);
  }
  return call;
}

std::optional<KernelCall> fully_connected_on(Isa target,
                                             const FastConstants& constants,
                                             const LowerContext& context) {
  const auto isa = fast_isa(target, constants.plain);
  if (!isa) {
    return std::nullopt;
  }
  const ConvParameters& parameters = constants.plain.parameters;
  KernelCall call =
      fully_connected_call("kernels/fully_connected_s8.h", "fully_connected_s8",
                           "FullyConnectedS8", parameters.shape);
  call.template_args = {isa_argument(*isa, context.isa)};
  add_dot_fields(call, packed_dot(*isa, constants), parameters.range);
  const int32_t inputs = parameters.shape.input_channels;
  call.scratch_bytes = isa == Isa::kMve ? mve::run_list_bytes(1, inputs)
                                        : fully_connected_s8_scratch_bytes(
                                              inputs, dot_tiles(*isa));
  return call;
}

}  // namespace firefly
