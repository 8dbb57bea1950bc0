// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/resize.h"

#include "compiler/lower/data_movement.h"

namespace firefly {
namespace {

template <class Weight>
KernelCall bilinear_call(const Resize& kind, const LowerContext& context,
                         std::string layer_type) {
  const auto resize = prepare_bilinear<Weight>(kind, context.graph, context.op);
  KernelCall call;
  call.header = "kernels/resize_bilinear.h";
  call.function = "resize_bilinear";
  call.layer_type = std::move(layer_type);
  call.field("batches", resize.batches);
  call.field("input_elems", resize.input_elems);
  call.field("output_height", resize.output_height);
  call.field("output_width", resize.output_width);
  call.field("depth", resize.depth);
  call.field("rows", FlashArray::of("rows", resize.rows));
  call.field("row_weights", FlashArray::of("row_weights", resize.row_weights));
  call.field("columns", FlashArray::of("columns", resize.columns));
  call.field("column_weights",
             FlashArray::of("column_weights", resize.column_weights));
  call.args = {
      {ArgKind::kLayer}, {ArgKind::kInputData, 0}, {ArgKind::kOutputData, 0}};
  return call;
}

}  // namespace

KernelCall lower(const Resize& kind, const LowerContext& context) {
  if (kind.kind == ResizeKind::kNearest) {
    return indexed_call("copy_from_indexed",
                        prepare_nearest(kind, context.graph, context.op));
  }
  return context.out().type == DataType::kFloat32
             ? bilinear_call<float>(kind, context, "ResizeBilinear<float>")
             : bilinear_call<int16_t>(kind, context, "ResizeBilinear<int16_t>");
}

}  // namespace firefly
