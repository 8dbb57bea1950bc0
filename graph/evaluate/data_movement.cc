// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/data_movement.h"

#include <vector>

#include "graph/evaluate/element.h"
#include "graph/evaluate/evaluate.h"
#include "kernels/copy_bytes.h"

namespace firefly {
namespace {

template <class Kind>
void evaluate_strided(const Kind& kind, const Operands& operands) {
  const PreparedCopy copy = prepare_copy(kind, operands.graph, operands.op);
  with_element(operands.out().type, [&]<class T>(T) {
    copy_nd(copy.layer(), operands.input<T>(0), operands.output<T>());
  });
}

void evaluate_bytes(const Tensor& tensor, const void* from, void* to) {
  copy_bytes(CopyBytes{size_bytes(tensor)}, from, to);
}

}  // namespace

void evaluate(const Reshape& /*kind*/, const Operands& operands) {
  evaluate_bytes(operands.in(0), operands.input<uint8_t>(0),
                 operands.output<uint8_t>());
}
void evaluate(const ReadVariable& /*kind*/, const Operands& operands) {
  evaluate_bytes(operands.in(0), operands.input<uint8_t>(0),
                 operands.output<uint8_t>());
}
void evaluate(const AssignVariable& /*kind*/, const Operands& operands) {
  evaluate_bytes(operands.in(1), operands.input<uint8_t>(1),
                 operands.state<uint8_t>(0));
}

void evaluate(const Slice& kind, const Operands& operands) {
  evaluate_strided(kind, operands);
}
void evaluate(const Transpose& kind, const Operands& operands) {
  evaluate_strided(kind, operands);
}
void evaluate(const SpaceToDepth& kind, const Operands& operands) {
  evaluate_strided(kind, operands);
}
void evaluate(const DepthToSpace& kind, const Operands& operands) {
  evaluate_strided(kind, operands);
}
void evaluate(const Tile& kind, const Operands& operands) {
  evaluate_strided(kind, operands);
}
void evaluate(const Pad& kind, const Operands& operands) {
  evaluate_strided(kind, operands);
}

void evaluate(const MirrorPad& kind, const Operands& operands) {
  const auto copy = prepare_indexed_copy(kind, operands.graph, operands.op);
  with_element(operands.out().type, [&]<class T>(T) {
    copy_from_indexed(copy.layer(), operands.input<T>(0), operands.output<T>());
  });
}
void evaluate(const BatchToSpace& kind, const Operands& operands) {
  const auto copy = prepare_indexed_copy(kind, operands.graph, operands.op);
  with_element(operands.out().type, [&]<class T>(T) {
    copy_from_indexed(copy.layer(), operands.input<T>(0), operands.output<T>());
  });
}
void evaluate(const SpaceToBatch& kind, const Operands& operands) {
  const auto copy = prepare_indexed_copy(kind, operands.graph, operands.op);
  with_element(operands.out().type, [&]<class T>(T) {
    copy_to_indexed(copy.layer(), operands.input<T>(0), operands.output<T>());
  });
}

void evaluate(const Concat& kind, const Operands& operands) {
  const PreparedConcat prepared = prepare(kind, operands.graph, operands.op);
  std::vector<const void*> inputs;
  for (size_t i = 0; i < operands.op.inputs.size(); ++i) {
    inputs.push_back(operands.input<uint8_t>(i));
  }
  concat(prepared.layer(), inputs.data(), operands.output<uint8_t>());
}

void evaluate(const Gather& kind, const Operands& operands) {
  const GatherLayer layer = prepare(kind, operands.graph, operands.op);
  with_element(operands.out().type, [&]<class T>(T) {
    gather(layer, operands.input<T>(0), operands.input<int32_t>(1),
           operands.output<T>());
  });
}

}  // namespace firefly
