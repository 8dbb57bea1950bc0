// SPDX-License-Identifier: Apache-2.0
//
// Reference evaluation: one overload an operator, each a few lines that turn
// attributes and quantisation into kernel parameters (graph/prepare) and call
// the runtime's reference kernel. Graphs that arrive here passed verify().
#pragma once

#include "graph/evaluate/operands.h"

namespace firefly {

void evaluate(const Conv2d& kind, const Operands& operands);
void evaluate(const DepthwiseConv2d& kind, const Operands& operands);
void evaluate(const TransposeConv& kind, const Operands& operands);
void evaluate(const FullyConnected& kind, const Operands& operands);
void evaluate(const BatchMatMul& kind, const Operands& operands);
void evaluate(const Pool2d& kind, const Operands& operands);
void evaluate(const Reduce& kind, const Operands& operands);
void evaluate(const ArgReduce& kind, const Operands& operands);
void evaluate(const Binary& kind, const Operands& operands);
void evaluate(const Unary& kind, const Operands& operands);
void evaluate(const Prelu& kind, const Operands& operands);
void evaluate(const Softmax& kind, const Operands& operands);
void evaluate(const LogSoftmax& kind, const Operands& operands);
void evaluate(const L2Normalize& kind, const Operands& operands);
void evaluate(const Quantize& kind, const Operands& operands);
void evaluate(const Dequantize& kind, const Operands& operands);
void evaluate(const Cast& kind, const Operands& operands);
void evaluate(const Reshape& kind, const Operands& operands);
void evaluate(const Slice& kind, const Operands& operands);
void evaluate(const Concat& kind, const Operands& operands);
void evaluate(const Pad& kind, const Operands& operands);
void evaluate(const MirrorPad& kind, const Operands& operands);
void evaluate(const Transpose& kind, const Operands& operands);
void evaluate(const SpaceToDepth& kind, const Operands& operands);
void evaluate(const DepthToSpace& kind, const Operands& operands);
void evaluate(const SpaceToBatch& kind, const Operands& operands);
void evaluate(const BatchToSpace& kind, const Operands& operands);
void evaluate(const Tile& kind, const Operands& operands);
void evaluate(const Gather& kind, const Operands& operands);
void evaluate(const Select& kind, const Operands& operands);
void evaluate(const Resize& kind, const Operands& operands);
void evaluate(const ReadVariable& kind, const Operands& operands);
void evaluate(const AssignVariable& kind, const Operands& operands);
void evaluate(const Lstm& kind, const Operands& operands);
void evaluate(const Svdf& kind, const Operands& operands);
void evaluate(const SignalOp& kind, const Operands& operands);

/// Runs one operator.
void evaluate(const Operands& operands);

}  // namespace firefly
