// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/quantize.h"

#include "compiler/lower/c_type.h"
#include "compiler/lower/elementwise.h"

namespace firefly {
namespace {

void quantize_fields(KernelCall& call, const QuantizeF32& layer) {
  call.header = "kernels/quantize.h";
  call.function = "quantize_f32";
  call.layer_type = "QuantizeF32";
  call.field("count", layer.count);
  call.field("scale", layer.scale);
  call.field("zero_point", layer.zero_point);
}

void requantize_fields(KernelCall& call, const RequantizeLayer& layer) {
  call.header = "kernels/quantize.h";
  call.function = "requantize_tensor";
  call.layer_type = "RequantizeLayer";
  call.field("count", layer.count);
  call.field("input_zero_point", layer.input_zero_point);
  call.field("multiplier", layer.multiplier);
  call.field("shift", layer.shift);
  call.field("range", braces(layer.range));
}

}  // namespace

KernelCall lower(const Quantize& /*kind*/, const LowerContext& context) {
  const Tensor& input = context.in(0);
  const Tensor& output = context.out();
  const CallExtent extent = call_extent(context);
  const int32_t count = elements_of(output, extent);
  KernelCall call = elementwise_call(context, extent);
  if (input.type == DataType::kFloat32) {
    quantize_fields(call, prepare_quantize_f32(output, count));
  } else if (size_bytes(input.type) == 1 && size_bytes(output.type) == 1) {
    lookup_fields(call, count, prepare_requantize_lookup(input, output));
  } else {
    requantize_fields(call, prepare_requantize(input, output, count));
  }
  return call;
}

KernelCall lower(const Dequantize& /*kind*/, const LowerContext& context) {
  const CallExtent extent = call_extent(context);
  KernelCall call = elementwise_call(context, extent);
  const DequantizeLayer layer =
      prepare_dequantize(context.in(0), elements_of(context.out(), extent));
  call.header = "kernels/quantize.h";
  call.function = "dequantize";
  call.layer_type = "DequantizeLayer";
  call.field("count", layer.count);
  call.field("scale", layer.scale);
  call.field("zero_point", layer.zero_point);
  return call;
}

KernelCall lower(const Cast& /*kind*/, const LowerContext& context) {
  const CallExtent extent = call_extent(context);
  KernelCall call = elementwise_call(context, extent);
  call.header = "kernels/cast.h";
  call.layer_type = "CastLayer";
  call.field("count", elements_of(context.out(), extent));
  if (context.out().type == DataType::kBool) {
    call.function = "cast_to_bool";
  } else {
    call.function = "cast";
    call.template_args = {std::string(c_type(context.out().type))};
  }
  return call;
}

}  // namespace firefly
