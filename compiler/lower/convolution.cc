// SPDX-License-Identifier: Apache-2.0
//
// Which kernel a convolution, depthwise convolution or fully connected layer
// gets: the fast int8 ones where their preconditions hold, else the plain one.
#include <algorithm>
#include <span>
#include <string>

#include "compiler/lower/convolution_calls.h"
#include "compiler/lower/kernel_costs.h"
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

template <class Kind>
S16Constants s16_constants(const Kind& kind, const LowerContext& context) {
  return {prepare(kind, context.graph, context.op),
          ohwi_weights<int8_t>(kind, context.graph, context.op),
          bias_values<int64_t>(context.graph, context.op),
          has_wide_sums(kind, context.graph, context.op)};
}

template <class Kind>
std::optional<KernelCall> lower_s16(const Kind& kind,
                                    const LowerContext& context) {
  const S16Constants constants = s16_constants(kind, context);
  if constexpr (std::is_same_v<Kind, TransposeConv>) {
    return transpose_conv_s16(constants);
  } else if constexpr (std::is_same_v<Kind, DepthwiseConv2d>) {
    return depthwise_conv2d_s16(constants, context);
  } else {
    return conv2d_s16(constants, context);
  }
}

/// Where layers go that the DSP kernels do not take: the portable kernel is the
/// smaller one.
Isa dot_isa(const LowerContext& context) {
  return context.isa == Isa::kArmv7em && context.small ? Isa::kPortable
                                                       : context.isa;
}

bool has_winograd(const LowerContext& context) {
  return context.isa != Isa::kMve && context.isa != Isa::kPortable;
}

bool is_dsp(const LowerContext& context) {
  return context.isa == Isa::kArmv7em;
}

bool is_dsp_by_two_rows(const LowerContext& context) {
  return is_dsp(context) && context.row_pairs;
}

/// Those of the DSP extension have weights of 16 bits.
bool is_roomy_dsp(const LowerContext& context) {
  return is_dsp(context) && !context.small;
}

bool is_roomy_dsp_on_planes(const LowerContext& context) {
  return is_roomy_dsp(context) && context.input_plane_margin > 0;
}

bool is_compact(const LowerContext& context) {
  return context.small && context.isa == Isa::kArmv7em;
}

bool is_roomy_mve(const LowerContext& context) {
  return context.isa == Isa::kMve && !context.small;
}

bool is_any(const LowerContext& /*context*/) { return true; }

/// A way to lower a layer: where it exists, and how; see Alternative.
struct Choice {
  std::string_view kernel;
  bool (*exists)(const LowerContext&);
  std::optional<KernelCall> (*lower)(const FastConstants&, const LowerContext&);
  bool grows = false;
};

// What there is to choose from: kernel_costs.h says what each will cost. Where
// it does not know, the first that does not grow is taken.
constexpr Choice kConv2d[] = {
    {"compact", is_compact, compact_conv2d},
    {"winograd-rows", is_dsp_by_two_rows, winograd_two_rows, true},
    {"winograd", has_winograd, winograd_conv2d, true},
    {"paired", is_dsp, conv2d_on_dsp},
    {"quads", is_roomy_mve, conv2d_by_quads},
    {"dot", is_any,
     [](const FastConstants& constants, const LowerContext& context) {
       return conv2d_on(dot_isa(context), constants, context);
     }},
};
constexpr Choice kDepthwise[] = {
    {"compact", is_compact, compact_conv2d},
    {"planes", is_roomy_dsp_on_planes, depthwise_planes_on_dsp},
    {"columns", is_roomy_dsp, depthwise_columns_on_dsp},
    {"taps", is_roomy_dsp, depthwise_taps_on_dsp},
    {"dot", is_any,
     [](const FastConstants& constants, const LowerContext& context) {
       return depthwise_on(context.isa, constants, context);
     }},
};
constexpr Choice kFullyConnected[] = {
    {"compact", is_compact, compact_conv2d},
    {"paired", is_dsp, fully_connected_on_dsp},
    {"dot", is_any,
     [](const FastConstants& constants, const LowerContext& context) {
       return fully_connected_on(dot_isa(context), constants, context);
     }},
};

using Choices = std::span<const Choice>;

std::vector<Alternative> alternatives_of(Choices choices,
                                         const FastConstants& constants,
                                         const LowerContext& context) {
  std::vector<Alternative> result;
  for (const Choice& choice : choices) {
    if (!choice.exists(context)) {
      continue;
    }
    if (auto call = choice.lower(constants, context)) {
      result.push_back({choice.kernel, choice.grows, std::move(*call)});
    }
  }
  return result;
}

/// The one that `context` wants, or the cheapest that does not grow.
std::optional<KernelCall> choose(std::vector<Alternative> all,
                                 const LowerContext& context) {
  const auto wanted =
      std::ranges::find(all, context.kernel, &Alternative::kernel);
  if (wanted != all.end()) {
    return std::move(wanted->call);
  }
  std::erase_if(all, [](const Alternative& one) { return one.grows; });
  if (all.empty()) {
    return std::nullopt;
  }
  const auto cost = [&](const Alternative& one) {
    return estimate_time(context.isa, context.graph, context.op, one.call);
  };
  auto best = all.begin();
  std::optional<double> least = cost(*best);
  // Planes were asked for; where size counts, the first shares its code.
  const bool is_settled = context.small || best->call.reads_planes;
  for (auto one = all.begin() + 1; !is_settled && one != all.end(); ++one) {
    const std::optional<double> time = cost(*one);
    if (least && time && *time < *least) {
      best = one;
      least = time;
    }
  }
  return std::move(best->call);
}

/// One input channel makes a convolution of a depthwise one, several outputs a
/// channel a grouped one.
bool is_convolution(const DepthwiseConv2d& kind, const LowerContext& context) {
  return kind.depth_multiplier > 1 || context.in(0).shape[3] == 1;
}

Choices choices_for(const Conv2d& /*kind*/, const LowerContext& /*context*/) {
  return kConv2d;
}
Choices choices_for(const DepthwiseConv2d& kind, const LowerContext& context) {
  return is_convolution(kind, context) ? Choices(kConv2d) : kDepthwise;
}
Choices choices_for(const FullyConnected& /*kind*/,
                    const LowerContext& /*context*/) {
  return kFullyConnected;
}

template <class Kind>
std::vector<Alternative> alternatives_of(const Kind& kind,
                                         const LowerContext& context) {
  const auto constants = fast_constants(kind, context);
  return constants
             ? alternatives_of(choices_for(kind, context), *constants, context)
             : std::vector<Alternative>();
}

/// A fast kernel or the plain one.
template <class Kind>
KernelCall lower_any(const Kind& kind, const LowerContext& context) {
  auto call = context.in(0).type == DataType::kInt16
                  ? lower_s16(kind, context)
                  : choose(alternatives_of(kind, context), context);
  return call ? std::move(*call) : lower_plain(kind, context);
}

}  // namespace

std::vector<Alternative> alternatives(const LowerContext& context) {
  if (const auto* kind = context.op.as<Conv2d>()) {
    return alternatives_of(*kind, context);
  }
  if (const auto* kind = context.op.as<DepthwiseConv2d>()) {
    return alternatives_of(*kind, context);
  }
  if (const auto* kind = context.op.as<FullyConnected>()) {
    return alternatives_of(*kind, context);
  }
  return {};
}

KernelCall lower(const Conv2d& kind, const LowerContext& context) {
  return lower_any(kind, context);
}

KernelCall lower(const DepthwiseConv2d& kind, const LowerContext& context) {
  return lower_any(kind, context);
}

KernelCall lower(const TransposeConv& kind, const LowerContext& context) {
  if (context.in(0).type == DataType::kInt16) {
    if (auto fast = lower_s16(kind, context)) {
      return std::move(*fast);
    }
  }
  KernelCall call;
  call.header = "kernels/transpose_conv.h";
  call.function = "transpose_conv";
  call.args = {
      {ArgKind::kLayer}, {ArgKind::kInputData, 0}, {ArgKind::kOutputData, 0}};
  add_plain_layer(call, kind, context);
  return call;
}

KernelCall lower(const FullyConnected& kind, const LowerContext& context) {
  return lower_any(kind, context);
}

}  // namespace firefly
