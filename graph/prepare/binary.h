// SPDX-License-Identifier: Apache-2.0
//
// Which function of runtime/kernels/binary.h computes a Binary, and with which
// parameters: one table for the reference and for the compiler.
#pragma once

#include <optional>
#include <string>

#include "graph/op.h"
#include "graph/prepare/quantization.h"
#include "graph/tensor.h"
#include "kernels/binary.h"
#include "kernels/binary_numbers.h"

namespace firefly {

/// Without their `shape`.
[[nodiscard]] BinaryScaled prepare_sum(const Binary& kind, const Tensor& a,
                                       const Tensor& b, const Tensor& output);
[[nodiscard]] BinaryProduct prepare_product(const Binary& kind, const Tensor& a,
                                            const Tensor& b,
                                            const Tensor& output);
[[nodiscard]] BinaryCompared prepare_comparison(const Tensor& a,
                                                const Tensor& b);
template <class T>
[[nodiscard]] BinaryClamped<T> prepare_clamped(const Binary& kind);
template <>
BinaryClamped<float> prepare_clamped<float>(const Binary& kind);
template <>
BinaryClamped<int32_t> prepare_clamped<int32_t>(const Binary& kind);

/// A function of binary.h on elements T with results Out.
template <class FunctionType, class ElementType, class OutType = ElementType>
struct BinaryKernel {
  using Function = FunctionType;
  using T = ElementType;
  using Out = OutType;
};

namespace binary_detail {

namespace fn = elementwise;

struct Operator {
  const Binary& kind;
  const Tensor& a;
  const Tensor& b;
  const Tensor& output;
};

template <class T, class Visit>
bool visit_quantized(const Operator& op, Visit& visit) {
  const auto sum = [&] { return prepare_sum(op.kind, op.a, op.b, op.output); };
  const auto product = [&] {
    return prepare_product(op.kind, op.a, op.b, op.output);
  };
  switch (op.kind.kind) {
    case BinaryKind::kAdd:
      visit(BinaryKernel<fn::AddQuantized, T>{}, sum(), "AddQuantized");
      return true;
    case BinaryKind::kSub:
      visit(BinaryKernel<fn::SubQuantized, T>{}, sum(), "SubQuantized");
      return true;
    case BinaryKind::kSquaredDifference:
      visit(BinaryKernel<fn::SquaredDifferenceQuantized, T>{}, sum(),
            "SquaredDifferenceQuantized");
      return true;
    case BinaryKind::kMul:
      visit(BinaryKernel<fn::MulQuantized, T>{}, product(), "MulQuantized");
      return true;
    case BinaryKind::kDiv:
      visit(BinaryKernel<fn::DivQuantized, T>{}, product(), "DivQuantized");
      return true;
    default:
      return false;
  }
}

inline std::string type_name(float /*of*/) { return "float"; }
inline std::string type_name(int32_t /*of*/) { return "int32_t"; }

template <class T, class Visit>
bool visit_numbers(const Operator& op, Visit& visit) {
  const std::string type = "<" + type_name(T{}) + ">";
  const auto clamped = prepare_clamped<T>(op.kind);
  switch (op.kind.kind) {
    case BinaryKind::kAdd:
      visit(BinaryKernel<fn::Add<T>, T>{}, clamped, "Add" + type);
      return true;
    case BinaryKind::kSub:
      visit(BinaryKernel<fn::Sub<T>, T>{}, clamped, "Sub" + type);
      return true;
    case BinaryKind::kMul:
      visit(BinaryKernel<fn::Mul<T>, T>{}, clamped, "Mul" + type);
      return true;
    case BinaryKind::kDiv:
      visit(BinaryKernel<fn::Div<T>, T>{}, clamped, "Div" + type);
      return true;
    case BinaryKind::kSquaredDifference:
      visit(BinaryKernel<fn::SquaredDifference, T>{}, BinaryPlain{},
            "SquaredDifference");
      return true;
    case BinaryKind::kFloorDiv:
      visit(BinaryKernel<fn::FloorDiv, T>{}, BinaryPlain{}, "FloorDiv");
      return true;
    case BinaryKind::kFloorMod:
      visit(BinaryKernel<fn::FloorMod, T>{}, BinaryPlain{}, "FloorMod");
      return true;
    default:
      return false;
  }
}

/// Functions that need no scale.
template <class T, class Visit>
bool visit_ordered(const Operator& op, Visit& visit) {
  switch (op.kind.kind) {
    case BinaryKind::kMaximum:
      visit(BinaryKernel<fn::Maximum, T>{}, BinaryPlain{}, "Maximum");
      return true;
    case BinaryKind::kMinimum:
      visit(BinaryKernel<fn::Minimum, T>{}, BinaryPlain{}, "Minimum");
      return true;
    default:
      return false;
  }
}

/// `Wrap` is elementwise::Compare or CompareQuantized.
template <template <class> class Wrap, class T, class Layer, class Visit>
bool visit_comparison(const Operator& op, const Layer& layer,
                      const std::string& wrap, Visit& visit) {
  const auto with = [&]<class Relation>(Relation, const char* name) {
    visit(BinaryKernel<Wrap<Relation>, T, uint8_t>{}, layer,
          wrap + "<elementwise::" + name + ">");
    return true;
  };
  switch (op.kind.kind) {
    case BinaryKind::kLess:
      return with(fn::Less{}, "Less");
    case BinaryKind::kLessEqual:
      return with(fn::LessEqual{}, "LessEqual");
    case BinaryKind::kGreater:
      return with(fn::Greater{}, "Greater");
    case BinaryKind::kGreaterEqual:
      return with(fn::GreaterEqual{}, "GreaterEqual");
    case BinaryKind::kEqual:
      return with(fn::Equal{}, "Equal");
    case BinaryKind::kNotEqual:
      return with(fn::NotEqual{}, "NotEqual");
    default:
      return false;
  }
}

template <class T, class Visit>
bool visit_8_or_16_bits(const Operator& op, Visit& visit) {
  return visit_quantized<T>(op, visit) || visit_ordered<T>(op, visit) ||
         visit_comparison<fn::CompareQuantized, T>(
             op, prepare_comparison(op.a, op.b), "CompareQuantized", visit);
}

template <class T, class Visit>
bool visit_unscaled(const Operator& op, Visit& visit) {
  return visit_ordered<T>(op, visit) ||
         visit_comparison<fn::Compare, T>(op, BinaryPlain{}, "Compare", visit);
}

template <class Visit>
bool visit_logical(const Operator& op, Visit& visit) {
  switch (op.kind.kind) {
    case BinaryKind::kLogicalAnd:
      visit(BinaryKernel<fn::LogicalAnd, uint8_t>{}, BinaryPlain{},
            "LogicalAnd");
      return true;
    case BinaryKind::kLogicalOr:
      visit(BinaryKernel<fn::LogicalOr, uint8_t>{}, BinaryPlain{}, "LogicalOr");
      return true;
    default:
      return visit_comparison<fn::Compare, uint8_t>(op, BinaryPlain{},
                                                    "Compare", visit);
  }
}

}  // namespace binary_detail

/// Calls `visit(BinaryKernel<…>{}, layer, name)` with the kernel that computes
/// `kind`, its parameters and its name below firefly::elementwise. False if
/// there is none for these types.
template <class Visit>
bool visit_binary(const Binary& kind, const Tensor& a, const Tensor& b,
                  const Tensor& output, Visit visit) {
  const binary_detail::Operator op{kind, a, b, output};
  switch (a.type) {
    case DataType::kInt8:
      return binary_detail::visit_8_or_16_bits<int8_t>(op, visit);
    case DataType::kUint8:
      return binary_detail::visit_8_or_16_bits<uint8_t>(op, visit);
    case DataType::kInt16:
      // TFLite orders int16 as it is, whatever the scales, but tells equal
      // from unequal by real values.
      if (kind.kind == BinaryKind::kEqual ||
          kind.kind == BinaryKind::kNotEqual) {
        return binary_detail::visit_8_or_16_bits<int16_t>(op, visit);
      }
      return binary_detail::visit_quantized<int16_t>(op, visit) ||
             binary_detail::visit_unscaled<int16_t>(op, visit);
    case DataType::kInt32:
      return binary_detail::visit_numbers<int32_t>(op, visit) ||
             binary_detail::visit_unscaled<int32_t>(op, visit);
    case DataType::kInt64:
      return binary_detail::visit_unscaled<int64_t>(op, visit);
    case DataType::kFloat32:
      if (kind.kind == BinaryKind::kPow) {
        visit(BinaryKernel<elementwise::Pow, float>{}, BinaryPlain{}, "Pow");
        return true;
      }
      return binary_detail::visit_numbers<float>(op, visit) ||
             binary_detail::visit_unscaled<float>(op, visit);
    case DataType::kBool:
      return binary_detail::visit_logical(op, visit);
    case DataType::kUint32:
    case DataType::kUint64:
      break;  // Only to be moved and cast.
  }
  return false;
}

/// Whether a kernel computes `kind` on operands of this type.
[[nodiscard]] bool is_supported(const Binary& kind, DataType type);

}  // namespace firefly
