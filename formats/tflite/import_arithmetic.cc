// SPDX-License-Identifier: Apache-2.0
//
// Operators that compute: matrices, elementwise, reductions, conversions.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "formats/tflite/import_functions.h"
#include "formats/tflite/weights.h"

namespace firefly::tflite {
namespace {

/// ADD, SUB, MUL and DIV fuse an activation; without options there is none.
template <class Options>
Status read_activation(const Node& node, Binary& kind) {
  const auto* options = node.options<Options>();
  if (options == nullptr) {
    return {};
  }
  auto activation = activation_of(options->activation());
  FIREFLY_RETURN_IF_ERROR(activation);
  kind.activation = *activation;
  if constexpr (requires { options->pot_scale_int16(); }) {
    kind.power_of_two_scale =
        node.in(0).type == DataType::kInt16 && options->pot_scale_int16();
  }
  return {};
}

}  // namespace

Status import_fully_connected(const Node& node) {
  auto options = node.required_options<schema::FullyConnectedOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  if ((*options)->weights_format() != schema::WeightsFormat::DEFAULT) {
    return unsupported("shuffled weights");
  }
  auto activation = activation_of((*options)->activation());
  FIREFLY_RETURN_IF_ERROR(activation);
  const Tensor& x = node.in(0);
  // The option only shapes the output, and not all converters set it.
  const bool keeps = node.out().rank() != 2 && node.out().rank() == x.rank();
  auto ids = weighted_operands(node, 0, 1, 2);
  FIREFLY_RETURN_IF_ERROR(ids);
  return node.emit(
      FullyConnected{*activation, (*options)->keep_num_dims() || keeps},
      std::move(*ids), node.outputs());
}

Status import_batch_matmul(const Node& node) {
  const auto* options = node.options<schema::BatchMatMulOptions>();
  BatchMatMul kind;
  if (options != nullptr) {
    kind.adjoint_a = options->adj_x();
    kind.adjoint_b = options->adj_y();
  }
  return node.emit(kind, 2);
}

Status import_kind(const Node& node, BinaryKind binary) {
  Binary kind{.kind = binary};
  Status status;
  if (binary == BinaryKind::kAdd) {
    status = read_activation<schema::AddOptions>(node, kind);
  } else if (binary == BinaryKind::kSub) {
    status = read_activation<schema::SubOptions>(node, kind);
  } else if (binary == BinaryKind::kMul) {
    status = read_activation<schema::MulOptions>(node, kind);
  } else if (binary == BinaryKind::kDiv) {
    status = read_activation<schema::DivOptions>(node, kind);
  }
  FIREFLY_RETURN_IF_ERROR(status);
  return node.emit(kind, 2);
}

Status import_kind(const Node& node, UnaryKind kind) {
  return node.emit(Unary{.kind = kind}, 1);
}

Status import_leaky_relu(const Node& node) {
  auto options = node.required_options<schema::LeakyReluOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  const float alpha = (*options)->alpha();
  if (!std::isfinite(alpha)) {
    return invalid(fmt::format("alpha {}", static_cast<double>(alpha)));
  }
  return node.emit(Unary{UnaryKind::kLeakyRelu, alpha}, 1);
}

Status import_gelu(const Node& node) {
  const auto* options = node.options<schema::GeluOptions>();
  const bool approximate = options != nullptr && options->approximate();
  return node.emit(
      Unary{.kind = approximate ? UnaryKind::kGeluTanh : UnaryKind::kGelu}, 1);
}

Status import_prelu(const Node& node) { return node.emit(Prelu{}, 2); }

Status import_softmax(const Node& node) {
  auto options = node.required_options<schema::SoftmaxOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  const float beta = (*options)->beta();
  if (!std::isfinite(beta) || beta <= 0.0F) {
    return invalid(fmt::format("beta {}", static_cast<double>(beta)));
  }
  return node.emit(Softmax{beta}, 1);
}

Status import_log_softmax(const Node& node) {
  return node.emit(LogSoftmax{}, 1);
}

Status import_l2_normalization(const Node& node) {
  const auto* options = node.options<schema::L2NormOptions>();
  if (options != nullptr && options->activation() != schema::Fused::NONE) {
    return unsupported(
        fmt::format("activation {}", EnumNameFused(options->activation())));
  }
  return node.emit(L2Normalize{}, 1);
}

Status import_quantize(const Node& node) { return node.emit(Quantize{}, 1); }

Status import_dequantize(const Node& node) {
  // Float16 weights: widened when their tensor was imported.
  if (node.in(0).type == DataType::kFloat32 && node.in(0).is_constant()) {
    FIREFLY_RETURN_IF_ERROR(node.importer().charge(size_bytes(node.in(0))));
    return node.fold(node.in(0).data);
  }
  return node.emit(Dequantize{}, 1);
}

Status import_cast(const Node& node) { return node.emit(Cast{}, 1); }

Status import_select(const Node& node) {
  // A condition of rank 1 picks whole entries of the first dimension, where
  // broadcasting would read it along the last.
  const Tensor& condition = node.in(0);
  if (condition.rank() != 1 || node.in(1).rank() <= 1) {
    return node.emit(Select{}, 3);
  }
  Shape shape(static_cast<size_t>(node.in(1).rank()), 1);
  shape[0] = condition.shape[0];
  auto column = node.temporary(condition, std::move(shape));
  FIREFLY_RETURN_IF_ERROR(column);
  FIREFLY_RETURN_IF_ERROR(node.emit(Reshape{}, {node.inputs()[0]}, {*column}));
  return node.emit(Select{}, {*column, node.inputs()[1], node.inputs()[2]},
                   node.outputs());
}

Status import_select_v2(const Node& node) { return node.emit(Select{}, 3); }

Status import_kind(const Node& node, ReduceKind reduce) {
  auto axes = node.ints(1);
  FIREFLY_RETURN_IF_ERROR(axes);
  const auto* options = node.options<schema::ReducerOptions>();
  Reduce kind;
  kind.kind = reduce;
  kind.keep_dims = options != nullptr && options->keep_dims();
  for (const int64_t value : *axes) {
    auto axis = normalise_axis(value, node.in(0).rank());
    FIREFLY_RETURN_IF_ERROR(axis);
    kind.axes.push_back(*axis);
  }
  std::ranges::sort(kind.axes);
  kind.axes.erase(std::unique(kind.axes.begin(), kind.axes.end()),
                  kind.axes.end());
  return node.emit(std::move(kind), 1);
}

Status import_kind(const Node& node, ArgReduceKind kind) {
  auto value = node.scalar(1);
  FIREFLY_RETURN_IF_ERROR(value);
  auto axis = normalise_axis(*value, node.in(0).rank());
  FIREFLY_RETURN_IF_ERROR(axis);
  return node.emit(ArgReduce{kind, *axis}, 1);
}

}  // namespace firefly::tflite
