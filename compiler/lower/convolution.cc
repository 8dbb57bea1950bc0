// SPDX-License-Identifier: Apache-2.0
//
// Which kernel a convolution, depthwise convolution or fully connected layer
// gets: the fast int8 ones where their preconditions hold, else the plain one.
#include <string>

#include "compiler/lower/convolution_calls.h"
#include "kernels/conv2d.h"

namespace firefly {
namespace {

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
  return FastConstants{std::move(plain), std::move(*folded)};
}

/// Where layers go that the DSP kernels do not take: the portable kernel is the
/// smaller one.
Isa dot_isa(const LowerContext& context) {
  return context.isa == Isa::kArmv7em && context.small ? Isa::kPortable
                                                       : context.isa;
}

std::optional<KernelCall> fast_conv2d(const FastConstants& constants,
                                      const LowerContext& context) {
  if (context.winograd && context.row_pairs && context.isa == Isa::kArmv7em) {
    if (auto call = winograd_two_rows(constants, context)) {
      return call;
    }
  }
  if (context.winograd) {
    if (auto call = winograd_conv2d(constants, context)) {
      return call;
    }
  }
  if (context.isa == Isa::kArmv7em) {
    if (auto call = conv2d_on_dsp(constants, context)) {
      return call;
    }
  }
  return conv2d_on(dot_isa(context), constants, context);
}

std::optional<KernelCall> fast_depthwise(const FastConstants& constants,
                                         const LowerContext& context) {
  // Those of the DSP extension have weights of 16 bits.
  if (context.isa == Isa::kArmv7em && !context.small) {
    if (auto call = depthwise_on_dsp(constants, context)) {
      return call;
    }
  }
  return depthwise_on(context.isa, constants, context);
}

std::optional<KernelCall> fast_fully_connected(const FastConstants& constants,
                                               const LowerContext& context) {
  if (context.isa == Isa::kArmv7em) {
    if (auto call = fully_connected_on_dsp(constants, context)) {
      return call;
    }
  }
  return fully_connected_on(dot_isa(context), constants, context);
}

/// One input channel makes a convolution of a depthwise one, several outputs a
/// channel a grouped one.
bool is_convolution(const DepthwiseConv2d& kind, const LowerContext& context) {
  return kind.depth_multiplier > 1 || context.in(0).shape[3] == 1;
}

/// `fast`, given the constants for it, or the plain kernel.
template <class Kind, class Fast>
KernelCall lower_with(const Kind& kind, const LowerContext& context,
                      const Fast& fast) {
  if (const auto constants = fast_constants(kind, context)) {
    if (auto call = fast(*constants, context)) {
      return std::move(*call);
    }
  }
  return lower_plain(kind, context);
}

}  // namespace

KernelCall lower(const Conv2d& kind, const LowerContext& context) {
  return lower_with(kind, context, fast_conv2d);
}

KernelCall lower(const DepthwiseConv2d& kind, const LowerContext& context) {
  return lower_with(
      kind, context,
      is_convolution(kind, context) ? fast_conv2d : fast_depthwise);
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
  return lower_with(kind, context, fast_fully_connected);
}

}  // namespace firefly
