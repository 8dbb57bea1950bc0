// SPDX-License-Identifier: Apache-2.0
//
// One overload an operator kind; each appends one TFLite operator.
#pragma once

#include "formats/tflite/exporter.h"

namespace firefly::tflite {

// export_window.cc
Status export_kind(Exporter& exporter, const Op& op, const Conv2d& kind);
Status export_kind(Exporter& exporter, const Op& op,
                   const DepthwiseConv2d& kind);
Status export_kind(Exporter& exporter, const Op& op, const TransposeConv& kind);
Status export_kind(Exporter& exporter, const Op& op, const Pool2d& kind);

// export_arithmetic.cc
Status export_kind(Exporter& exporter, const Op& op,
                   const FullyConnected& kind);
Status export_kind(Exporter& exporter, const Op& op, const BatchMatMul& kind);
Status export_kind(Exporter& exporter, const Op& op, const Reduce& kind);
Status export_kind(Exporter& exporter, const Op& op, const ArgReduce& kind);
Status export_kind(Exporter& exporter, const Op& op, const Binary& kind);
Status export_kind(Exporter& exporter, const Op& op, const Unary& kind);
Status export_kind(Exporter& exporter, const Op& op, const Prelu& kind);
Status export_kind(Exporter& exporter, const Op& op, const Softmax& kind);
Status export_kind(Exporter& exporter, const Op& op, const LogSoftmax& kind);
Status export_kind(Exporter& exporter, const Op& op, const L2Normalize& kind);
Status export_kind(Exporter& exporter, const Op& op, const Quantize& kind);
Status export_kind(Exporter& exporter, const Op& op, const Dequantize& kind);
Status export_kind(Exporter& exporter, const Op& op, const Cast& kind);
Status export_kind(Exporter& exporter, const Op& op, const Select& kind);

// export_layout.cc
Status export_kind(Exporter& exporter, const Op& op, const Reshape& kind);
Status export_kind(Exporter& exporter, const Op& op, const Slice& kind);
Status export_kind(Exporter& exporter, const Op& op, const Concat& kind);
Status export_kind(Exporter& exporter, const Op& op, const Pad& kind);
Status export_kind(Exporter& exporter, const Op& op, const MirrorPad& kind);
Status export_kind(Exporter& exporter, const Op& op, const Transpose& kind);
Status export_kind(Exporter& exporter, const Op& op, const SpaceToDepth& kind);
Status export_kind(Exporter& exporter, const Op& op, const DepthToSpace& kind);
Status export_kind(Exporter& exporter, const Op& op, const SpaceToBatch& kind);
Status export_kind(Exporter& exporter, const Op& op, const BatchToSpace& kind);
Status export_kind(Exporter& exporter, const Op& op, const Tile& kind);
Status export_kind(Exporter& exporter, const Op& op, const Gather& kind);
Status export_kind(Exporter& exporter, const Op& op, const Resize& kind);

// export_state.cc
Status export_kind(Exporter& exporter, const Op& op, const ReadVariable& kind);
Status export_kind(Exporter& exporter, const Op& op,
                   const AssignVariable& kind);
Status export_kind(Exporter& exporter, const Op& op, const Lstm& kind);
Status export_kind(Exporter& exporter, const Op& op, const Svdf& kind);

// export_signal.cc
Status export_kind(Exporter& exporter, const Op& op, const SignalOp& kind);

}  // namespace firefly::tflite
