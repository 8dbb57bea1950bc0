// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "graph/op.h"
#include "graph/tensor.h"
#include "kernels/arg_reduce.h"
#include "kernels/reduce.h"

namespace firefly {

/// A ReduceLayer and what it points to.
struct PreparedReduce {
  int32_t kept_rank = 0;
  int32_t reduced_rank = 0;
  std::vector<int32_t> dims;
  int32_t count = 1;  ///< Elements per output.

  [[nodiscard]] ReduceLayer loops() const {
    return {kept_rank, reduced_rank, dims.data()};
  }
};
[[nodiscard]] PreparedReduce prepare_reduce(const Reduce& kind,
                                            const Tensor& input);

/// Without their `loops`.
[[nodiscard]] ReduceQuantized prepare_sum_quantized(const Reduce& kind,
                                                    const Tensor& input,
                                                    const Tensor& output,
                                                    int32_t count);
[[nodiscard]] ReduceProductQuantized prepare_product_quantized(
    const Tensor& input, const Tensor& output, int32_t count);

[[nodiscard]] ArgReduceLayer prepare_arg_reduce(const ArgReduce& kind,
                                                const Tensor& input);

/// A function of reduce.h on elements T.
template <class FunctionType, class ElementType>
struct ReduceKernel {
  using Function = FunctionType;
  using T = ElementType;
};

namespace reduce_detail {

struct Operator {
  const Reduce& kind;
  const Tensor& input;
  const Tensor& output;
  int32_t count;
};

template <class T, class Visit>
bool visit_ordered(const Operator& op, Visit& visit) {
  switch (op.kind.kind) {
    case ReduceKind::kMax:
    case ReduceKind::kAny:
      visit(ReduceKernel<reduction::Maximum, T>{}, ReducePlain{}, "Maximum");
      return true;
    case ReduceKind::kMin:
    case ReduceKind::kAll:
      visit(ReduceKernel<reduction::Minimum, T>{}, ReducePlain{}, "Minimum");
      return true;
    default:
      return false;
  }
}

template <class T, class Visit>
bool visit_quantized(const Operator& op, Visit& visit) {
  switch (op.kind.kind) {
    case ReduceKind::kMean:
    case ReduceKind::kSum:
      visit(ReduceKernel<reduction::SumQuantized, T>{},
            prepare_sum_quantized(op.kind, op.input, op.output, op.count),
            "SumQuantized");
      return true;
    case ReduceKind::kProd:
      visit(ReduceKernel<reduction::ProductQuantized, T>{},
            prepare_product_quantized(op.input, op.output, op.count),
            "ProductQuantized");
      return true;
    default:
      return visit_ordered<T>(op, visit);
  }
}

template <class T, class Visit>
bool visit_numbers(const Operator& op, Visit& visit) {
  switch (op.kind.kind) {
    case ReduceKind::kMean:
      visit(ReduceKernel<reduction::Mean, T>{}, ReduceMean{{}, op.count},
            "Mean");
      return true;
    case ReduceKind::kSum:
      visit(ReduceKernel<reduction::Sum, T>{}, ReducePlain{}, "Sum");
      return true;
    case ReduceKind::kProd:
      visit(ReduceKernel<reduction::Product, T>{}, ReducePlain{}, "Product");
      return true;
    default:
      return visit_ordered<T>(op, visit);
  }
}

}  // namespace reduce_detail

/// Calls `visit(ReduceKernel<…>{}, layer, name)` with the kernel that computes
/// `kind`, its parameters and its name below firefly::reduction. False if
/// there is none for these types. `count`: elements per output.
template <class Visit>
bool visit_reduce(const Reduce& kind, const Tensor& input, const Tensor& output,
                  int32_t count, Visit visit) {
  const reduce_detail::Operator op{kind, input, output, count};
  switch (input.type) {
    case DataType::kInt8:
      return reduce_detail::visit_quantized<int8_t>(op, visit);
    case DataType::kUint8:
      return reduce_detail::visit_quantized<uint8_t>(op, visit);
    case DataType::kInt16:
      return reduce_detail::visit_quantized<int16_t>(op, visit);
    case DataType::kInt32:
      return reduce_detail::visit_numbers<int32_t>(op, visit);
    case DataType::kInt64:
      return reduce_detail::visit_numbers<int64_t>(op, visit);
    case DataType::kFloat32:
      return reduce_detail::visit_numbers<float>(op, visit);
    case DataType::kBool:
      return reduce_detail::visit_ordered<uint8_t>(op, visit);
    case DataType::kUint32:
    case DataType::kUint64:
      break;  // Only to be moved and cast.
  }
  return false;
}

}  // namespace firefly
