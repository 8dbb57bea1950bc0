// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/data_movement.h"

namespace firefly {
namespace {

KernelCall call_of(std::string header, std::string function, std::string layer,
                   std::vector<Arg> args) {
  KernelCall call;
  call.header = std::move(header);
  call.function = std::move(function);
  call.layer_type = std::move(layer);
  call.args = std::move(args);
  return call;
}

std::vector<Arg> input_to_output() {
  return {
      {ArgKind::kLayer}, {ArgKind::kInputData, 0}, {ArgKind::kOutputData, 0}};
}

KernelCall bytes_call(const Tensor& tensor, std::vector<Arg> args) {
  KernelCall call = call_of("kernels/copy_bytes.h", "copy_bytes", "CopyBytes",
                            std::move(args));
  call.field("bytes", size_bytes(tensor));
  return call;
}

template <class Kind>
KernelCall strided_call(const Kind& kind, const LowerContext& context) {
  const PreparedCopy copy = prepare_copy(kind, context.graph, context.op);
  KernelCall call =
      call_of("kernels/copy_nd.h", "copy_nd", "CopyNd", input_to_output());
  call.field("rank", copy.rank());
  call.field("dims", FlashArray::of("dims", copy.dims));
  call.field("input_offset", copy.input_offset);
  call.field("output_offset", copy.output_offset);
  call.field("fill_elems", copy.fill.elems);
  call.field("fill_bits", copy.fill.bits);
  return call;
}

}  // namespace

KernelCall indexed_call(std::string function, const PreparedIndexedCopy& copy) {
  KernelCall call = call_of("kernels/copy_indexed.h", std::move(function),
                            "CopyIndexed", input_to_output());
  call.field("rank", static_cast<int64_t>(copy.extents.size()));
  call.field("extent",
             std::vector<int64_t>(copy.extents.begin(), copy.extents.end()));
  call.field("offsets", FlashArray::of("offsets", copy.offsets));
  call.field("run", copy.run);
  call.field("fill_elems", copy.fill.elems);
  call.field("fill_bits", copy.fill.bits);
  return call;
}

KernelCall lower_feed(const LowerContext& context) {
  const Tensor& image = context.out();
  KernelCall call;
  call.header = "kernels/push_row.h";
  call.function = "push_row";
  call.layer_type = "PushRow";
  call.field("bytes", size_bytes(image) / image.shape[1]);
  call.args = {{ArgKind::kLayer}, {ArgKind::kLine}, {ArgKind::kOutputRow, 0}};
  call.by_row = true;
  call.is_feed = true;
  return call;
}

KernelCall lower(const Reshape& /*kind*/, const LowerContext& context) {
  KernelCall call = bytes_call(context.in(0), input_to_output());
  call.in_place_input = 0;
  return call;
}
KernelCall lower(const ReadVariable& /*kind*/, const LowerContext& context) {
  return bytes_call(context.in(0), input_to_output());
}
KernelCall lower(const AssignVariable& /*kind*/, const LowerContext& context) {
  return bytes_call(
      context.in(1),
      {{ArgKind::kLayer}, {ArgKind::kInputData, 1}, {ArgKind::kStateData, 0}});
}

KernelCall lower(const Slice& kind, const LowerContext& context) {
  return strided_call(kind, context);
}
KernelCall lower(const Transpose& kind, const LowerContext& context) {
  return strided_call(kind, context);
}
KernelCall lower(const SpaceToDepth& kind, const LowerContext& context) {
  return strided_call(kind, context);
}
KernelCall lower(const DepthToSpace& kind, const LowerContext& context) {
  return strided_call(kind, context);
}
KernelCall lower(const Tile& kind, const LowerContext& context) {
  return strided_call(kind, context);
}
KernelCall lower(const Pad& kind, const LowerContext& context) {
  return strided_call(kind, context);
}

KernelCall lower(const MirrorPad& kind, const LowerContext& context) {
  return indexed_call("copy_from_indexed",
                      prepare_indexed_copy(kind, context.graph, context.op));
}
KernelCall lower(const BatchToSpace& kind, const LowerContext& context) {
  return indexed_call("copy_from_indexed",
                      prepare_indexed_copy(kind, context.graph, context.op));
}
KernelCall lower(const SpaceToBatch& kind, const LowerContext& context) {
  return indexed_call("copy_to_indexed",
                      prepare_indexed_copy(kind, context.graph, context.op));
}

KernelCall lower(const Concat& kind, const LowerContext& context) {
  const PreparedConcat concat = prepare(kind, context.graph, context.op);
  KernelCall call = call_of(
      "kernels/concat.h", "concat", "ConcatLayer",
      {{ArgKind::kLayer}, {ArgKind::kAllInputs}, {ArgKind::kOutputData, 0}});
  call.field("outer", concat.outer);
  call.field("inputs", static_cast<int64_t>(concat.run_bytes.size()));
  call.field("run_bytes", FlashArray::of("run_bytes", concat.run_bytes));
  return call;
}

KernelCall lower(const Gather& kind, const LowerContext& context) {
  const GatherLayer gather = prepare(kind, context.graph, context.op);
  KernelCall call = call_of("kernels/gather.h", "gather", "GatherLayer",
                            {{ArgKind::kLayer},
                             {ArgKind::kInputData, 0},
                             {ArgKind::kInputData, 1},
                             {ArgKind::kOutputData, 0}});
  call.field("batches", gather.batches);
  call.field("outer", gather.outer);
  call.field("axis", gather.axis);
  call.field("count", gather.count);
  call.field("inner", gather.inner);
  return call;
}

}  // namespace firefly
