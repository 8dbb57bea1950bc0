// SPDX-License-Identifier: Apache-2.0
//
// The operators of the IR: a closed set, smaller than TFLite's. The importer
// brings the many spellings of TFLite down to it:
//   RESHAPE SQUEEZE EXPAND_DIMS            -> Reshape
//   SLICE STRIDED_SLICE SPLIT SPLIT_V      -> Slice
//   UNPACK                                 -> Slice + Reshape
//   PACK                                   -> Reshape + Concat
//   SAME / VALID padding                   -> explicit margins
//   VAR_HANDLE, CALL_ONCE                  -> state tensors
// Every operand that TFLite passes as a constant tensor but that is an
// attribute by nature (axes, permutation, margins, begin, size) is one here.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/signal_op.h"
#include "graph/tensor.h"

namespace firefly {

using TensorId = int32_t;
/// An optional input that is absent.
inline constexpr TensorId kNoTensor = -1;

/// Fused on the output of an arithmetic operator.
enum class Activation : uint8_t { kNone, kRelu, kReluN1To1, kRelu6 };

/// Rows and columns added around an image before a window slides over it.
struct Margins {
  int32_t top = 0;
  int32_t bottom = 0;
  int32_t left = 0;
  int32_t right = 0;
  bool operator==(const Margins&) const = default;
};

/// How a window moves over an image. Sizes in pixels.
struct Window {
  int32_t height = 1;
  int32_t width = 1;
  int32_t stride_h = 1;
  int32_t stride_w = 1;
  int32_t dilation_h = 1;
  int32_t dilation_w = 1;
  Margins margins;
};

/// inputs: x NHWC, weights OHWI, bias O or none. output: NHWC.
/// I may be a divisor of C (grouped convolution).
struct Conv2d {
  Window window;
  Activation activation = Activation::kNone;
};
/// inputs: x NHWC, weights 1HWO with O = C * depth_multiplier, bias O or none.
struct DepthwiseConv2d {
  Window window;
  int32_t depth_multiplier = 1;
  Activation activation = Activation::kNone;
};
/// inputs: x NHWC, weights OHWI, bias O or none. The margins are cropped from
/// the full output.
struct TransposeConv {
  Window window;
  Activation activation = Activation::kNone;
};
/// inputs: x, whose last dimensions flatten to I; weights OI; bias O or none.
struct FullyConnected {
  Activation activation = Activation::kNone;
  bool keep_num_dims = false;
};
/// inputs: a [.., M, K] and b [.., K, N], before the adjoints.
struct BatchMatMul {
  bool adjoint_a = false;
  bool adjoint_b = false;
};

enum class PoolKind : uint8_t { kAverage, kMax, kL2 };
/// inputs: x NHWC. Margins are left out of an average.
struct Pool2d {
  PoolKind kind = PoolKind::kMax;
  Window window;
  Activation activation = Activation::kNone;
};

enum class ReduceKind : uint8_t { kMean, kSum, kMax, kMin, kProd, kAny, kAll };
/// inputs: x. `axes` are sorted, unique and >= 0.
struct Reduce {
  ReduceKind kind = ReduceKind::kMean;
  std::vector<int32_t> axes;
  bool keep_dims = false;
};
enum class ArgReduceKind : uint8_t { kMax, kMin };
/// inputs: x. output: int32 or int64 index of the first extreme element.
struct ArgReduce {
  ArgReduceKind kind = ArgReduceKind::kMax;
  int32_t axis = 0;
};

enum class BinaryKind : uint8_t {
  kAdd,
  kSub,
  kMul,
  kDiv,
  kMaximum,
  kMinimum,
  kSquaredDifference,
  kFloorDiv,
  kFloorMod,
  kPow,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kEqual,
  kNotEqual,
  kLogicalAnd,
  kLogicalOr,
};
/// inputs: a, b, broadcast against each other as in numpy.
struct Binary {
  BinaryKind kind = BinaryKind::kAdd;
  Activation activation = Activation::kNone;
  /// Of int16 ADD and SUB: TFLite's `pot_scale_int16`.
  bool power_of_two_scale = false;
};

enum class UnaryKind : uint8_t {
  kRelu,
  kReluN1To1,
  kRelu6,
  kRelu0To1,
  kLeakyRelu,
  kElu,
  kGelu,
  kGeluTanh,
  kHardSwish,
  kLogistic,
  kTanh,
  kAbs,
  kNeg,
  kExp,
  kLog,
  kSqrt,
  kRsqrt,
  kSquare,
  kSin,
  kCos,
  kFloor,
  kCeil,
  kRound,
  kSign,
  kLogicalNot,
};
/// inputs: x.
struct Unary {
  UnaryKind kind = UnaryKind::kRelu;
  float alpha = 0.0F;  ///< Slope of kLeakyRelu.
};
/// inputs: x, alpha (broadcast).
struct Prelu {};
/// inputs: x; over the last dimension.
struct Softmax {
  float beta = 1.0F;
};
struct LogSoftmax {};
struct L2Normalize {};

/// float or quantised -> quantised.
struct Quantize {};
/// quantised -> float.
struct Dequantize {};
/// Converts the stored numbers, ignoring quantisation.
struct Cast {};

/// inputs: x. Same elements, new shape; never moves data.
struct Reshape {};
/// inputs: x. output[i] = x[begin + i*stride], stride may be negative.
struct Slice {
  std::vector<int32_t> begin;
  std::vector<int32_t> stride;
};
struct Concat {
  int32_t axis = 0;
};
/// inputs: x. Filled with the real value 0 (the zero point), or with the only
/// element of the optional second input, in the output's quantisation.
struct Pad {
  std::vector<int32_t> before;
  std::vector<int32_t> after;
};
struct MirrorPad {
  std::vector<int32_t> before;
  std::vector<int32_t> after;
  bool reflect = true;  ///< Without the border element; symmetric otherwise.
};
/// output dimension i is input dimension permutation[i].
struct Transpose {
  std::vector<int32_t> permutation;
};
struct SpaceToDepth {
  int32_t block = 1;
};
struct DepthToSpace {
  int32_t block = 1;
};
/// inputs: x with rank 3 or 4.
struct SpaceToBatch {
  std::vector<int32_t> block;
  std::vector<int32_t> before;
  std::vector<int32_t> after;
};
struct BatchToSpace {
  std::vector<int32_t> block;
  std::vector<int32_t> crop_before;
  std::vector<int32_t> crop_after;
};
/// Repeats x along each dimension; also BROADCAST_TO.
struct Tile {
  std::vector<int32_t> multiples;
};
/// inputs: x, int32 indices (constant or not).
struct Gather {
  int32_t axis = 0;
  int32_t batch_dims = 0;
};
/// inputs: condition, a, b (broadcast).
struct Select {};

enum class ResizeKind : uint8_t { kNearest, kBilinear };
/// inputs: x NHWC.
struct Resize {
  ResizeKind kind = ResizeKind::kNearest;
  bool align_corners = false;
  bool half_pixel_centers = false;
};

/// inputs: state. output: its value before any later AssignVariable.
struct ReadVariable {};
/// inputs: state, x. No output. Order among variable operators is that of
/// Graph::ops.
struct AssignVariable {};

/// inputs in TFLite's order for UNIDIRECTIONAL_SEQUENCE_LSTM (24, many
/// optional); the output state and the cell state are state tensors.
struct Lstm {
  Activation activation = Activation::kNone;
  bool tanh = true;
  float cell_clip = 0.0F;
  float projection_clip = 0.0F;
  bool time_major = false;
  /// Quantisation of the hidden intermediates (int8): scale and zero point.
  std::vector<Quantization> intermediates;
};
/// inputs: x [N,I], feature weights [F,I], time weights [F,M], bias or none,
/// state [N, M*F].
struct Svdf {
  int32_t rank = 1;
  Activation activation = Activation::kNone;
};

using OpKind = std::variant<
    Conv2d, DepthwiseConv2d, TransposeConv, FullyConnected, BatchMatMul, Pool2d,
    Reduce, ArgReduce, Binary, Unary, Prelu, Softmax, LogSoftmax, L2Normalize,
    Quantize, Dequantize, Cast, Reshape, Slice, Concat, Pad, MirrorPad,
    Transpose, SpaceToDepth, DepthToSpace, SpaceToBatch, BatchToSpace, Tile,
    Gather, Select, Resize, ReadVariable, AssignVariable, Lstm, Svdf, SignalOp>;

struct Op {
  OpKind kind;
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;
  /// Which operator of the file this came from, for messages and reports.
  int32_t source_index = -1;
  std::string source_name;  ///< "CONV_2D"

  template <class T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&kind);
  }
  template <class T>
  [[nodiscard]] T* as() {
    return std::get_if<T>(&kind);
  }
  [[nodiscard]] bool has_input(size_t i) const {
    return i < inputs.size() && inputs[i] != kNoTensor;
  }
};

/// "conv2d", "depthwise_conv2d", "add", …: the word used in reports.
[[nodiscard]] std::string_view name_of(const OpKind& kind);
[[nodiscard]] std::string_view name_of(Activation activation);

}  // namespace firefly
