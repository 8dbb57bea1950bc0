// SPDX-License-Identifier: Apache-2.0
//
// Operator -> kernel call, one overload an operator. Chooses the kernel for
// the types and the ISA, packs weights, folds zero points into biases, turns
// scales into multipliers and shifts.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/lower/kernel_call.h"
#include "graph/graph.h"

namespace firefly {

enum class Isa : uint8_t { kPortable, kArmv6m, kArmv7m, kArmv7em, kMve, kRv32 };

/// The namespace in runtime/isa: "portable", "armv7em".
[[nodiscard]] std::string_view name_of(Isa isa);

/// The other way round; nothing for an unknown name.
[[nodiscard]] std::optional<Isa> find_isa(std::string_view name);

struct LowerContext {
  const Graph& graph;
  const Op& op;
  Isa isa = Isa::kPortable;
  /// The window over the input moves on by single rows: nothing may be added
  /// up over a window.
  bool sliding = false;
  /// The kernel that a convolution, depthwise convolution or fully connected
  /// layer gets if it can (see alternatives()). Empty: the cheapest of those
  /// whose weights do not grow.
  std::string_view kernel = {};
  /// Whether fewer bytes of constants are worth more than speed.
  bool small = false;
  /// As in FlashLimit.
  int64_t loop_bytes = std::numeric_limits<int64_t>::max();
  /// Whether fewer bytes of scratch are.
  bool small_scratch = false;
  /// Whether a call may make two rows, which takes more of them in memory.
  bool row_pairs = false;
  /// Of the rows of planes that the input, the output shall be, the margin; 0
  /// for NHWC. See use_planes().
  int32_t input_plane_margin = 0;
  int32_t output_plane_margin = 0;
  /// Whether two rows share such planes, which then have no margins.
  bool input_plane_pairs = false;
  bool output_plane_pairs = false;
  /// Whether the input's, the output's rows shall be wide (KernelCall).
  bool input_wide = false;
  bool output_wide = false;

  [[nodiscard]] const Tensor& in(size_t i) const {
    return graph.tensor(op.inputs[i]);
  }
  [[nodiscard]] const Tensor& out(size_t i = 0) const {
    return graph.tensor(op.outputs[i]);
  }
};

KernelCall lower(const Conv2d& kind, const LowerContext& context);
KernelCall lower(const DepthwiseConv2d& kind, const LowerContext& context);
KernelCall lower(const TransposeConv& kind, const LowerContext& context);
KernelCall lower(const FullyConnected& kind, const LowerContext& context);
KernelCall lower(const BatchMatMul& kind, const LowerContext& context);
KernelCall lower(const Pool2d& kind, const LowerContext& context);
KernelCall lower(const Reduce& kind, const LowerContext& context);
KernelCall lower(const ArgReduce& kind, const LowerContext& context);
KernelCall lower(const Binary& kind, const LowerContext& context);
KernelCall lower(const Unary& kind, const LowerContext& context);
KernelCall lower(const Prelu& kind, const LowerContext& context);
KernelCall lower(const Softmax& kind, const LowerContext& context);
KernelCall lower(const LogSoftmax& kind, const LowerContext& context);
KernelCall lower(const L2Normalize& kind, const LowerContext& context);
KernelCall lower(const Quantize& kind, const LowerContext& context);
KernelCall lower(const Dequantize& kind, const LowerContext& context);
KernelCall lower(const Cast& kind, const LowerContext& context);
KernelCall lower(const Reshape& kind, const LowerContext& context);
KernelCall lower(const Slice& kind, const LowerContext& context);
KernelCall lower(const Concat& kind, const LowerContext& context);
KernelCall lower(const Pad& kind, const LowerContext& context);
KernelCall lower(const MirrorPad& kind, const LowerContext& context);
KernelCall lower(const Transpose& kind, const LowerContext& context);
KernelCall lower(const SpaceToDepth& kind, const LowerContext& context);
KernelCall lower(const DepthToSpace& kind, const LowerContext& context);
KernelCall lower(const SpaceToBatch& kind, const LowerContext& context);
KernelCall lower(const BatchToSpace& kind, const LowerContext& context);
KernelCall lower(const Tile& kind, const LowerContext& context);
KernelCall lower(const Gather& kind, const LowerContext& context);
KernelCall lower(const Select& kind, const LowerContext& context);
KernelCall lower(const Resize& kind, const LowerContext& context);
KernelCall lower(const ReadVariable& kind, const LowerContext& context);
KernelCall lower(const AssignVariable& kind, const LowerContext& context);
KernelCall lower(const Lstm& kind, const LowerContext& context);
KernelCall lower(const Svdf& kind, const LowerContext& context);
KernelCall lower(const SignalOp& kind, const LowerContext& context);

/// A way to compute a convolution, depthwise convolution or fully connected
/// layer of int8.
struct Alternative {
  std::string_view kernel;  ///< For LowerContext.
  /// Its weights take several times the bytes.
  bool grows = false;
  KernelCall call;
};

/// All there are for an operator in `context`; none for operators that have
/// one kernel only.
[[nodiscard]] std::vector<Alternative> alternatives(
    const LowerContext& context);

/// Lowers one operator.
KernelCall lower(const LowerContext& context);

/// Of the Reshape with which feed_rows() begins a network: it takes the rows
/// that the caller pushes.
KernelCall lower_feed(const LowerContext& context);

}  // namespace firefly
