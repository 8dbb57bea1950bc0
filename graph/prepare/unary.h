// SPDX-License-Identifier: Apache-2.0
//
// Functions of one element. Whatever has an 8-bit input becomes a table of its
// 256 results, computed here with the exact arithmetic of TFLite's kernel for
// that function: no device code of its own.
#pragma once

#include <string>
#include <vector>

#include "graph/op.h"
#include "graph/tensor.h"
#include "kernels/lookup.h"
#include "kernels/sigmoid_s16.h"
#include "kernels/two_slopes_s16.h"
#include "kernels/unary.h"

namespace firefly {

/// 256 outputs, indexed by the input's bits. int8 and uint8.
[[nodiscard]] std::vector<uint8_t> prepare_lookup_s8(const Unary& kind,
                                                     const Tensor& input,
                                                     const Tensor& output);

/// How int16 is computed.
enum class UnaryS16 : uint8_t { kNone, kTwoSlopes, kSigmoid, kLookup };
[[nodiscard]] UnaryS16 unary_s16(UnaryKind kind);

/// Also of 8-bit tensors, whose tables it gives.
[[nodiscard]] TwoSlopesS16 prepare_two_slopes_s16(const Unary& kind,
                                                  const Tensor& input,
                                                  const Tensor& output,
                                                  int32_t count);
/// `table` is sigmoid_table_s16().
[[nodiscard]] SigmoidS16 prepare_sigmoid_s16(const Unary& kind,
                                             const Tensor& input, int32_t count,
                                             const int16_t* table);
/// TFLite's table of logistic(i / 24) − 1/2 in Q0.16, i = 0 … 255.
[[nodiscard]] std::vector<int16_t> sigmoid_table_s16();
/// 513 entries for lookup_s16.
[[nodiscard]] std::vector<int16_t> prepare_lookup_s16(const Unary& kind,
                                                      const Tensor& input,
                                                      const Tensor& output);

/// An interpolation table for lookup_s16 of any function, with TFLite's
/// correction at the middle of each step. As LUTPopulate.
[[nodiscard]] std::vector<int16_t> interpolation_table(
    float input_scale, int32_t input_zero_point, float output_scale,
    int32_t output_zero_point, float (*function)(float));

namespace unary_detail {

namespace fn = elementwise;

template <class T, class Visit>
bool visit_signed(UnaryKind kind, Visit& visit) {
  switch (kind) {
    case UnaryKind::kAbs:
      visit(elementwise::Abs{}, T{}, "Abs");
      return true;
    case UnaryKind::kNeg:
      visit(elementwise::Neg{}, T{}, "Neg");
      return true;
    case UnaryKind::kSign:
      visit(elementwise::Sign{}, T{}, "Sign");
      return true;
    default:
      return false;
  }
}

template <class Visit>
bool visit_float(UnaryKind kind, Visit& visit) {
  const auto with = [&]<class Function>(Function function, const char* name) {
    visit(function, float{}, name);
    return true;
  };
  switch (kind) {
    case UnaryKind::kRelu:
      return with(fn::Relu{}, "Relu");
    case UnaryKind::kReluN1To1:
      return with(fn::ReluBetween<-1, 1>{}, "ReluBetween<-1, 1>");
    case UnaryKind::kRelu6:
      return with(fn::ReluBetween<0, 6>{}, "ReluBetween<0, 6>");
    case UnaryKind::kRelu0To1:
      return with(fn::ReluBetween<0, 1>{}, "ReluBetween<0, 1>");
    case UnaryKind::kLeakyRelu:
      return with(fn::LeakyRelu{}, "LeakyRelu");
    case UnaryKind::kElu:
      return with(fn::Elu{}, "Elu");
    case UnaryKind::kGelu:
      return with(fn::Gelu{}, "Gelu");
    case UnaryKind::kGeluTanh:
      return with(fn::GeluTanh{}, "GeluTanh");
    case UnaryKind::kHardSwish:
      return with(fn::HardSwish{}, "HardSwish");
    case UnaryKind::kLogistic:
      return with(fn::Logistic{}, "Logistic");
    case UnaryKind::kTanh:
      return with(fn::Tanh{}, "Tanh");
    case UnaryKind::kExp:
      return with(fn::Exp{}, "Exp");
    case UnaryKind::kLog:
      return with(fn::Log{}, "Log");
    case UnaryKind::kSqrt:
      return with(fn::Sqrt{}, "Sqrt");
    case UnaryKind::kRsqrt:
      return with(fn::Rsqrt{}, "Rsqrt");
    case UnaryKind::kSquare:
      return with(fn::Square{}, "Square");
    case UnaryKind::kSin:
      return with(fn::Sin{}, "Sin");
    case UnaryKind::kCos:
      return with(fn::Cos{}, "Cos");
    case UnaryKind::kFloor:
      return with(fn::Floor{}, "Floor");
    case UnaryKind::kCeil:
      return with(fn::Ceil{}, "Ceil");
    case UnaryKind::kRound:
      return with(fn::Round{}, "Round");
    default:
      return visit_signed<float>(kind, visit);
  }
}

}  // namespace unary_detail

/// Calls `visit(Function{}, T{}, name)` with the function of unary.h that
/// computes `kind` on numbers T, and its name below firefly::elementwise.
/// False if there is none.
template <class Visit>
bool visit_unary_numbers(UnaryKind kind, DataType type, Visit visit) {
  switch (type) {
    case DataType::kFloat32:
      return unary_detail::visit_float(kind, visit);
    case DataType::kInt32:
      return unary_detail::visit_signed<int32_t>(kind, visit);
    case DataType::kBool:
      if (kind != UnaryKind::kLogicalNot) {
        return false;
      }
      visit(elementwise::LogicalNot{}, uint8_t{}, "LogicalNot");
      return true;
    default:
      return false;
  }
}

/// Whether a kernel computes `kind` on an operand of this type.
[[nodiscard]] bool is_supported(const Unary& kind, DataType type);

}  // namespace firefly
