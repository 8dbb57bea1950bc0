// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "formats/tflite/exporter.h"

namespace firefly::tflite {
namespace {

using B = schema::BuiltinOperator;

struct Versions {
  B code;
  int32_t int8;
  int32_t int16;
};

/// Operators whose version is not 1 for these types. Float and uint8 came
/// first, and are 1.
constexpr Versions kVersions[] = {
    {B::ADD, 2, 3},
    {B::ARG_MAX, 2, 2},
    {B::ARG_MIN, 2, 2},
    {B::AVERAGE_POOL_2D, 2, 3},
    {B::BATCH_MATMUL, 2, 3},
    {B::BATCH_TO_SPACE_ND, 2, 2},
    {B::CONCATENATION, 2, 3},
    {B::CONV_2D, 3, 4},
    {B::DEPTHWISE_CONV_2D, 3, 5},
    {B::DEQUANTIZE, 2, 3},
    {B::EQUAL, 2, 2},
    {B::EXP, 2, 2},
    {B::FULLY_CONNECTED, 4, 7},
    {B::GATHER, 2, 4},
    {B::GELU, 2, 2},
    {B::GREATER, 2, 2},
    {B::GREATER_EQUAL, 2, 2},
    {B::L2_NORMALIZATION, 2, 2},
    {B::LEAKY_RELU, 2, 2},
    {B::LESS, 2, 3},
    {B::LESS_EQUAL, 2, 2},
    {B::LOG, 2, 2},
    {B::LOGISTIC, 2, 3},
    {B::LOG_SOFTMAX, 2, 2},
    {B::MAXIMUM, 2, 4},
    {B::MAX_POOL_2D, 2, 3},
    {B::MEAN, 2, 3},
    {B::MINIMUM, 2, 4},
    {B::MIRROR_PAD, 2, 3},
    {B::MUL, 2, 4},
    {B::NOT_EQUAL, 2, 2},
    {B::PAD, 2, 4},
    {B::PADV2, 2, 4},
    {B::QUANTIZE, 1, 2},
    {B::REDUCE_MAX, 2, 3},
    {B::REDUCE_MIN, 2, 3},
    {B::REDUCE_PROD, 2, 2},
    {B::RELU, 2, 3},
    {B::RELU6, 2, 3},
    {B::RESIZE_BILINEAR, 3, 4},
    {B::RESIZE_NEAREST_NEIGHBOR, 3, 4},
    {B::RSQRT, 2, 3},
    {B::SELECT, 2, 2},
    {B::SLICE, 2, 4},
    {B::SOFTMAX, 2, 3},
    {B::SPACE_TO_BATCH_ND, 2, 2},
    {B::SPACE_TO_DEPTH, 2, 2},
    {B::SQUARED_DIFFERENCE, 2, 2},
    {B::STRIDED_SLICE, 2, 4},
    {B::SUB, 2, 5},
    {B::SUM, 2, 2},
    {B::SVDF, 3, 3},
    {B::TANH, 2, 3},
    {B::TRANSPOSE, 2, 4},
    {B::TRANSPOSE_CONV, 3, 3},
    {B::UNIDIRECTIONAL_SEQUENCE_LSTM, 3, 3},
};

}  // namespace

int32_t version_of(B code, DataType type) {
  if (type != DataType::kInt8 && type != DataType::kInt16) {
    return 1;
  }
  const auto* found = std::ranges::find(kVersions, code, &Versions::code);
  if (found == std::end(kVersions)) {
    return 1;
  }
  return type == DataType::kInt8 ? found->int8 : found->int16;
}

}  // namespace firefly::tflite
