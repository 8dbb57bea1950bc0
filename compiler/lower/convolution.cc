// SPDX-License-Identifier: Apache-2.0
//
// Which kernel a convolution, depthwise convolution or fully connected layer
// gets: the fast int8 ones where their preconditions hold, else the plain one.
#include <string>

#include "compiler/lower/pack_depthwise.h"
#include "compiler/lower/pack_pairs.h"
#include "compiler/lower/pack_tile_streams.h"
#include "compiler/lower/pack_weights.h"
#include "compiler/lower/pack_winograd.h"
#include "graph/rows.h"
#include "isa/mve_tiles.h"
#include "kernels/conv2d_s8.h"
#include "kernels/depthwise_conv2d_s8.h"
#include "kernels/fully_connected_s8.h"
#include "kernels/paired_conv2d_s8.h"
#include "kernels/paired_fully_connected_s8.h"

namespace firefly {
namespace {

/// Portable code is built for 64-bit hosts too.
int32_t pointer_bytes(Isa isa) { return isa == Isa::kPortable ? 8 : 4; }

/// The template argument that names an ISA; the emitter calls the target's Isa.
std::string isa_argument(Isa isa, Isa target) {
  return isa == target ? "Isa" : std::string(name_of(isa)) + "::Isa";
}

/// Arguments of a kernel that exists in a row form, `<function>_row`, and in a
/// form for the whole tensor.
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

template <class Element>
std::string type_name() {
  if constexpr (std::is_same_v<Element, float>) {
    return "float";
  } else {
    return (std::is_unsigned_v<Element> ? "uint" : "int") +
           std::to_string(8 * sizeof(Element)) + "_t";
  }
}

/// A ConvLayer, whose type depends on the operator's types.
template <class Kind>
void add_plain_layer(KernelCall& call, const Kind& kind,
                     const LowerContext& context) {
  const ConvParameters parameters = prepare(kind, context.graph, context.op);
  call.field("shape", field_value(parameters.shape));
  with_conv_types(kind, context.graph, context.op, [&](auto types) {
    using Types = decltype(types);
    using Weight = typename Types::Weight;
    using Bias = typename Types::Bias;
    call.layer_type =
        "ConvLayer<" + type_name<Weight>() + ", " + type_name<Bias>() + ", ";
    call.field("weights",
               FlashArray::of("weights", ohwi_weights<Weight>(
                                             kind, context.graph, context.op)));
    const auto bias = bias_values<Bias>(context.graph, context.op);
    call.field("bias",
               bias.empty() ? Field::Value{} : FlashArray::of("bias", bias));
    if constexpr (std::is_same_v<Weight, float>) {
      call.layer_type += "FloatArithmetic>";
      call.field("low", parameters.float_range.low);
      call.field("high", parameters.float_range.high);
    } else {
      call.layer_type += "QuantizedArithmetic>";
      call.field("input_zero_point", parameters.input_zero_point);
      call.field("weight_zero_point", parameters.weight_zero_point);
      call.field("range", field_value(parameters.range));
      call.field("multiplier",
                 FlashArray::of("multiplier", parameters.multiplier));
      call.field("shift", FlashArray::of("shift", parameters.shift));
    }
  });
}

/// The plain kernel, for every type.
template <class Kind>
KernelCall lower_plain(const Kind& kind, const LowerContext& context) {
  KernelCall call;
  call.header = "kernels/conv2d.h";
  set_arguments(call, context, "conv2d");
  add_plain_layer(call, kind, context);
  return call;
}

/// An int8 operator's constants and its biases for the fast kernels, if those
/// may be used: the paired ones where `pairs` is there, else those of `isa`.
struct FastConstants {
  std::optional<Isa> isa;
  ConvConstants plain;
  std::vector<int32_t> folded_bias;
  std::optional<PackedPairs> pairs;
};

/// One input channel makes a convolution of a depthwise one, several outputs a
/// channel a grouped one.
bool is_convolution(const DepthwiseConv2d& kind, const LowerContext& context) {
  return kind.depth_multiplier > 1 || context.in(0).shape[3] == 1;
}

template <class Kind>
bool has_paired_kernel(const Kind& kind, const LowerContext& context) {
  if constexpr (std::is_same_v<Kind, DepthwiseConv2d>) {
    return is_convolution(kind, context);
  }
  return true;
}

template <class Kind>
std::optional<FastConstants> fast_constants(const Kind& kind,
                                            const LowerContext& context) {
  if (context.in(0).type != DataType::kInt8) {
    return std::nullopt;
  }
  ConvConstants plain{prepare(kind, context.graph, context.op),
                      ohwi_weights<int8_t>(kind, context.graph, context.op),
                      bias_values<int32_t>(context.graph, context.op)};
  auto folded = fold_bias(plain);
  if (!folded) {
    return std::nullopt;
  }
  std::optional<PackedPairs> pairs;
  Isa target = context.isa;
  if (target == Isa::kArmv7em && has_paired_kernel(kind, context)) {
    pairs = pack_pairs(plain, *folded);
    target = Isa::kPortable;  // If they can not be paired.
  }
  const auto isa = fast_isa(target, plain);
  return FastConstants{isa, std::move(plain), std::move(*folded),
                       std::move(pairs)};
}

/// A convolution on the paired kernels.
KernelCall lower_paired_conv2d_s8(const FastConstants& constants,
                                  const LowerContext& context) {
  const ConvParameters& parameters = constants.plain.parameters;
  KernelCall call;
  call.header = "kernels/paired_conv2d_s8.inl";
  set_arguments(call, context, "paired_conv2d_s8");
  call.args.push_back({ArgKind::kScratch});
  call.template_args = {"Isa"};
  call.layer_type = "PairedConv2dS8";
  call.field("shape", field_value(parameters.shape));
  call.field("input_zero_point", parameters.input_zero_point);
  add_pair_fields(call, *constants.pairs);
  call.scratch_bytes =
      call.by_row ? paired_conv2d_s8_row_scratch_bytes(parameters.shape)
                  : paired_conv2d_s8_scratch_bytes(
                        parameters.shape, pointer_bytes(Isa::kArmv7em));
  return call;
}

PackedDot packed_dot(const FastConstants& constants) {
  return constants.isa == Isa::kMve
             ? pack_tile_streams(constants.plain, constants.folded_bias)
             : pack_dot(constants.plain, constants.folded_bias,
                        dot_tiles(*constants.isa));
}

/// A convolution on the Winograd kernel, which goes row by row, or nothing.
std::optional<KernelCall> lower_winograd_conv2d_s8(
    const FastConstants& constants, const LowerContext& context) {
  const auto packed = pack_winograd(constants.plain, constants.folded_bias);
  if (!packed || !row_needs(context.graph, context.op)) {
    return std::nullopt;
  }
  const ConvParameters& parameters = constants.plain.parameters;
  KernelCall call;
  call.header = "kernels/winograd_conv2d_s8.inl";
  set_arguments(call, context, "winograd_conv2d_s8");
  call.args.push_back({ArgKind::kScratch});
  call.template_args = {"Isa"};
  call.layer_type = "WinogradConv2dS8";
  call.field("shape", field_value(parameters.shape));
  call.field("input_zero_point", parameters.input_zero_point);
  add_winograd_fields(call, *packed);
  call.field("low", parameters.range.low);
  call.field("high", parameters.range.high);
  call.scratch_bytes = winograd_conv2d_s8_row_scratch_bytes(parameters.shape);
  return call;
}

KernelCall lower_conv2d_s8(const FastConstants& constants,
                           const LowerContext& context) {
  if (context.isa == Isa::kArmv7em && context.winograd) {
    if (auto call = lower_winograd_conv2d_s8(constants, context)) {
      return std::move(*call);
    }
  }
  if (constants.pairs) {
    return lower_paired_conv2d_s8(constants, context);
  }
  const ConvParameters& parameters = constants.plain.parameters;
  KernelCall call;
  call.header = "kernels/conv2d_s8.inl";
  set_arguments(call, context, "conv2d_s8");
  call.args.push_back({ArgKind::kScratch});
  call.template_args = {isa_argument(*constants.isa, context.isa)};
  call.layer_type = "Conv2dS8";
  call.field("shape", field_value(parameters.shape));
  call.field("input_zero_point", parameters.input_zero_point);
  add_dot_fields(call, packed_dot(constants), parameters.range);
  call.scratch_bytes = constants.isa == Isa::kMve
                           ? mve::conv2d_s8_row_scratch_bytes(parameters.shape)
                           : conv2d_s8_row_scratch_bytes(
                                 parameters.shape, dot_tiles(*constants.isa));
  if (!call.by_row) {
    call.scratch_bytes +=
        conv2d_s8_rows_bytes(parameters.shape, pointer_bytes(*constants.isa));
  }
  return call;
}

KernelCall lower_depthwise_s8(const FastConstants& constants,
                              const LowerContext& context) {
  const ConvParameters& parameters = constants.plain.parameters;
  const ChannelTiles tiles = channel_tiles(*constants.isa);
  KernelCall call;
  call.header = "kernels/depthwise_conv2d_s8.inl";
  set_arguments(call, context, "depthwise_conv2d_s8");
  call.args.push_back({ArgKind::kScratch});
  call.template_args = {isa_argument(*constants.isa, context.isa)};
  call.layer_type = "DepthwiseConv2dS8";
  call.field("shape", field_value(parameters.shape));
  call.field("input_zero_point", parameters.input_zero_point);
  if (constants.isa == Isa::kMve) {
    add_array_fields(
        call, pack_channel_streams(constants.plain, constants.folded_bias), {},
        {}, stream_right_shifts(parameters));
  } else {
    add_array_fields(
        call, pack_channels(constants.plain, channel_tiles(*constants.isa)),
        constants.folded_bias, parameters.multiplier, right_shifts(parameters));
  }
  call.field("range", field_value(parameters.range));
  const int32_t pointer = pointer_bytes(*constants.isa);
  call.scratch_bytes =
      constants.isa == Isa::kMve
          ? mve::depthwise_conv2d_s8_row_scratch_bytes(parameters.shape)
          : depthwise_conv2d_s8_row_scratch_bytes(parameters.shape, tiles,
                                                  pointer);
  if (!call.by_row) {
    call.scratch_bytes +=
        depthwise_conv2d_s8_rows_bytes(parameters.shape, pointer);
  }
  return call;
}

bool has_fast_kernel(const std::optional<FastConstants>& constants) {
  return constants && (constants->pairs || constants->isa);
}

KernelCall lower_paired_fully_connected_s8(const FastConstants& constants) {
  const ConvShape& shape = constants.plain.parameters.shape;
  KernelCall call;
  call.header = "kernels/paired_fully_connected_s8.h";
  call.function = "paired_fully_connected_s8";
  call.template_args = {"Isa"};
  call.layer_type = "PairedFullyConnectedS8";
  call.args = {{ArgKind::kLayer},
               {ArgKind::kInputData, 0},
               {ArgKind::kOutputData, 0},
               {ArgKind::kScratch}};
  call.field("batches", shape.input_width);
  call.field("inputs", shape.input_channels);
  add_pair_fields(call, *constants.pairs);
  call.scratch_bytes =
      paired_fully_connected_s8_scratch_bytes(shape.input_channels);
  return call;
}

/// A depthwise call of runtime/isa without its layer.
KernelCall depthwise_call(std::string_view header, std::string_view function,
                          const LowerContext& context) {
  KernelCall call;
  call.header = header;
  set_arguments(call, context, function);
  call.args.push_back({ArgKind::kScratch});
  return call;
}

KernelCall lower_depthwise_columns_s8(const ConvParameters& parameters,
                                      const PackedColumns& packed,
                                      const LowerContext& context) {
  KernelCall call = depthwise_call("isa/armv7em_depthwise.h",
                                   "armv7em::depthwise_columns_s8", context);
  call.layer_type = "DepthwiseColumnsS8";
  call.field("shape", field_value(parameters.shape));
  const DepthwiseColumns& layout = packed.layout;
  call.field("layout",
             std::vector<int64_t>{layout.quads, layout.runs, layout.run_taps,
                                  layout.outputs, layout.phases, layout.columns,
                                  layout.tile});
  call.field("input_zero_point", parameters.input_zero_point);
  call.field("rectified", int64_t{packed.rectified});
  call.field("range", field_value(parameters.range));
  call.field("stream", FlashArray::of("weights", packed.stream));
  const int32_t pointer = pointer_bytes(Isa::kArmv7em);
  call.scratch_bytes =
      call.by_row ? depthwise_columns_s8_row_scratch_bytes(layout, pointer)
                  : depthwise_columns_s8_scratch_bytes(parameters.shape, layout,
                                                       pointer);
  return call;
}

KernelCall lower_depthwise_taps_s8(const ConvParameters& parameters,
                                   const PackedTaps& packed,
                                   const LowerContext& context) {
  KernelCall call = depthwise_call("isa/armv7em_depthwise_taps.h",
                                   "armv7em::depthwise_taps_s8", context);
  call.layer_type = "DepthwiseTapsS8";
  call.field("shape", field_value(parameters.shape));
  call.field("input_zero_point", parameters.input_zero_point);
  call.field("rectified", int64_t{packed.rectified});
  call.field("range", field_value(parameters.range));
  call.field("stream", FlashArray::of("weights", packed.stream));
  const int32_t pointer = pointer_bytes(Isa::kArmv7em);
  call.scratch_bytes =
      call.by_row
          ? depthwise_taps_s8_row_scratch_bytes(parameters.shape, pointer)
          : depthwise_taps_s8_scratch_bytes(parameters.shape, pointer);
  return call;
}

/// On the DSP extension, where its kernels' preconditions hold.
std::optional<KernelCall> lower_depthwise_dsp(const FastConstants& constants,
                                              const LowerContext& context) {
  const ConvParameters& parameters = constants.plain.parameters;
  if (context.isa != Isa::kArmv7em) {
    return std::nullopt;
  }
  if (const auto packed =
          pack_columns(constants.plain, constants.folded_bias)) {
    return lower_depthwise_columns_s8(parameters, *packed, context);
  }
  if (const auto packed = pack_taps(constants.plain, constants.folded_bias)) {
    return lower_depthwise_taps_s8(parameters, *packed, context);
  }
  return std::nullopt;
}

KernelCall lower_fully_connected_s8(const FastConstants& constants,
                                    const LowerContext& context) {
  if (constants.pairs) {
    return lower_paired_fully_connected_s8(constants);
  }
  const ConvParameters& parameters = constants.plain.parameters;
  KernelCall call;
  call.header = "kernels/fully_connected_s8.h";
  call.function = "fully_connected_s8";
  call.template_args = {isa_argument(*constants.isa, context.isa)};
  call.layer_type = "FullyConnectedS8";
  call.args = {{ArgKind::kLayer},
               {ArgKind::kInputData, 0},
               {ArgKind::kOutputData, 0},
               {ArgKind::kScratch}};
  call.field("batches", parameters.shape.input_width);
  call.field("inputs", parameters.shape.input_channels);
  add_dot_fields(call, packed_dot(constants), parameters.range);
  const int32_t inputs = parameters.shape.input_channels;
  call.scratch_bytes =
      constants.isa == Isa::kMve
          ? mve::run_list_bytes(1, inputs)
          : fully_connected_s8_scratch_bytes(inputs, dot_tiles(*constants.isa));
  return call;
}

}  // namespace

KernelCall lower(const Conv2d& kind, const LowerContext& context) {
  const auto fast = fast_constants(kind, context);
  return has_fast_kernel(fast) ? lower_conv2d_s8(*fast, context)
                               : lower_plain(kind, context);
}

KernelCall lower(const DepthwiseConv2d& kind, const LowerContext& context) {
  const auto fast = fast_constants(kind, context);
  if (!fast) {
    return lower_plain(kind, context);
  }
  if (!is_convolution(kind, context)) {
    if (auto call = lower_depthwise_dsp(*fast, context)) {
      return std::move(*call);
    }
  }
  if (!has_fast_kernel(fast)) {
    return lower_plain(kind, context);
  }
  return is_convolution(kind, context) ? lower_conv2d_s8(*fast, context)
                                       : lower_depthwise_s8(*fast, context);
}

KernelCall lower(const TransposeConv& kind, const LowerContext& context) {
  KernelCall call;
  call.header = "kernels/transpose_conv.h";
  call.function = "transpose_conv";
  call.args = {
      {ArgKind::kLayer}, {ArgKind::kInputData, 0}, {ArgKind::kOutputData, 0}};
  add_plain_layer(call, kind, context);
  return call;
}

KernelCall lower(const FullyConnected& kind, const LowerContext& context) {
  const auto fast = fast_constants(kind, context);
  return has_fast_kernel(fast) ? lower_fully_connected_s8(*fast, context)
                               : lower_plain(kind, context);
}

}  // namespace firefly
