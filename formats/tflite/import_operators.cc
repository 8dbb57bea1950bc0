// SPDX-License-Identifier: Apache-2.0
//
// The table of operators, and the walk over a subgraph that applies it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "formats/tflite/import_functions.h"

namespace firefly::tflite {
namespace {

using B = schema::BuiltinOperator;

constexpr size_t kMany = std::numeric_limits<size_t>::max();

struct TableRow {
  B code;
  ImportRow row;  // function, inputs required and at most, outputs
};

template <auto kKind>
Status import_kind_of(const Node& node) {
  return import_kind(node, kKind);
}

constexpr TableRow kTable[] = {
    {B::CONV_2D, {import_conv_2d, 2, 3, 1, 1}},
    {B::DEPTHWISE_CONV_2D, {import_depthwise_conv_2d, 2, 3, 1, 1}},
    {B::TRANSPOSE_CONV, {import_transpose_conv, 3, 4, 1, 1}},
    {B::AVERAGE_POOL_2D, {import_kind_of<PoolKind::kAverage>, 1, 1, 1, 1}},
    {B::MAX_POOL_2D, {import_kind_of<PoolKind::kMax>, 1, 1, 1, 1}},
    {B::L2_POOL_2D, {import_kind_of<PoolKind::kL2>, 1, 1, 1, 1}},

    {B::FULLY_CONNECTED, {import_fully_connected, 2, 3, 1, 1}},
    {B::BATCH_MATMUL, {import_batch_matmul, 2, 2, 1, 1}},
    {B::ADD, {import_kind_of<BinaryKind::kAdd>, 2, 2, 1, 1}},
    {B::SUB, {import_kind_of<BinaryKind::kSub>, 2, 2, 1, 1}},
    {B::MUL, {import_kind_of<BinaryKind::kMul>, 2, 2, 1, 1}},
    {B::DIV, {import_kind_of<BinaryKind::kDiv>, 2, 2, 1, 1}},
    {B::MAXIMUM, {import_kind_of<BinaryKind::kMaximum>, 2, 2, 1, 1}},
    {B::MINIMUM, {import_kind_of<BinaryKind::kMinimum>, 2, 2, 1, 1}},
    {B::SQUARED_DIFFERENCE,
     {import_kind_of<BinaryKind::kSquaredDifference>, 2, 2, 1, 1}},
    {B::FLOOR_DIV, {import_kind_of<BinaryKind::kFloorDiv>, 2, 2, 1, 1}},
    {B::FLOOR_MOD, {import_kind_of<BinaryKind::kFloorMod>, 2, 2, 1, 1}},
    {B::POW, {import_kind_of<BinaryKind::kPow>, 2, 2, 1, 1}},
    {B::LESS, {import_kind_of<BinaryKind::kLess>, 2, 2, 1, 1}},
    {B::LESS_EQUAL, {import_kind_of<BinaryKind::kLessEqual>, 2, 2, 1, 1}},
    {B::GREATER, {import_kind_of<BinaryKind::kGreater>, 2, 2, 1, 1}},
    {B::GREATER_EQUAL, {import_kind_of<BinaryKind::kGreaterEqual>, 2, 2, 1, 1}},
    {B::EQUAL, {import_kind_of<BinaryKind::kEqual>, 2, 2, 1, 1}},
    {B::NOT_EQUAL, {import_kind_of<BinaryKind::kNotEqual>, 2, 2, 1, 1}},
    {B::LOGICAL_AND, {import_kind_of<BinaryKind::kLogicalAnd>, 2, 2, 1, 1}},
    {B::LOGICAL_OR, {import_kind_of<BinaryKind::kLogicalOr>, 2, 2, 1, 1}},

    {B::RELU, {import_kind_of<UnaryKind::kRelu>, 1, 1, 1, 1}},
    {B::RELU_N1_TO_1, {import_kind_of<UnaryKind::kReluN1To1>, 1, 1, 1, 1}},
    {B::RELU6, {import_kind_of<UnaryKind::kRelu6>, 1, 1, 1, 1}},
    {B::RELU_0_TO_1, {import_kind_of<UnaryKind::kRelu0To1>, 1, 1, 1, 1}},
    {B::LEAKY_RELU, {import_leaky_relu, 1, 1, 1, 1}},
    {B::ELU, {import_kind_of<UnaryKind::kElu>, 1, 1, 1, 1}},
    {B::GELU, {import_gelu, 1, 1, 1, 1}},
    {B::HARD_SWISH, {import_kind_of<UnaryKind::kHardSwish>, 1, 1, 1, 1}},
    {B::LOGISTIC, {import_kind_of<UnaryKind::kLogistic>, 1, 1, 1, 1}},
    {B::TANH, {import_kind_of<UnaryKind::kTanh>, 1, 1, 1, 1}},
    {B::ABS, {import_kind_of<UnaryKind::kAbs>, 1, 1, 1, 1}},
    {B::NEG, {import_kind_of<UnaryKind::kNeg>, 1, 1, 1, 1}},
    {B::EXP, {import_kind_of<UnaryKind::kExp>, 1, 1, 1, 1}},
    {B::LOG, {import_kind_of<UnaryKind::kLog>, 1, 1, 1, 1}},
    {B::SQRT, {import_kind_of<UnaryKind::kSqrt>, 1, 1, 1, 1}},
    {B::RSQRT, {import_kind_of<UnaryKind::kRsqrt>, 1, 1, 1, 1}},
    {B::SQUARE, {import_kind_of<UnaryKind::kSquare>, 1, 1, 1, 1}},
    {B::SIN, {import_kind_of<UnaryKind::kSin>, 1, 1, 1, 1}},
    {B::COS, {import_kind_of<UnaryKind::kCos>, 1, 1, 1, 1}},
    {B::FLOOR, {import_kind_of<UnaryKind::kFloor>, 1, 1, 1, 1}},
    {B::CEIL, {import_kind_of<UnaryKind::kCeil>, 1, 1, 1, 1}},
    {B::ROUND, {import_kind_of<UnaryKind::kRound>, 1, 1, 1, 1}},
    {B::SIGN, {import_kind_of<UnaryKind::kSign>, 1, 1, 1, 1}},
    {B::LOGICAL_NOT, {import_kind_of<UnaryKind::kLogicalNot>, 1, 1, 1, 1}},
    {B::PRELU, {import_prelu, 2, 2, 1, 1}},
    {B::SOFTMAX, {import_softmax, 1, 1, 1, 1}},
    {B::LOG_SOFTMAX, {import_log_softmax, 1, 1, 1, 1}},
    {B::L2_NORMALIZATION, {import_l2_normalization, 1, 1, 1, 1}},
    {B::QUANTIZE, {import_quantize, 1, 1, 1, 1}},
    {B::DEQUANTIZE, {import_dequantize, 1, 1, 1, 1}},
    {B::CAST, {import_cast, 1, 1, 1, 1}},
    {B::SELECT, {import_select, 3, 3, 1, 1}},
    {B::SELECT_V2, {import_select_v2, 3, 3, 1, 1}},
    {B::MEAN, {import_kind_of<ReduceKind::kMean>, 2, 2, 1, 1}},
    {B::SUM, {import_kind_of<ReduceKind::kSum>, 2, 2, 1, 1}},
    {B::REDUCE_MAX, {import_kind_of<ReduceKind::kMax>, 2, 2, 1, 1}},
    {B::REDUCE_MIN, {import_kind_of<ReduceKind::kMin>, 2, 2, 1, 1}},
    {B::REDUCE_PROD, {import_kind_of<ReduceKind::kProd>, 2, 2, 1, 1}},
    {B::REDUCE_ANY, {import_kind_of<ReduceKind::kAny>, 2, 2, 1, 1}},
    {B::REDUCE_ALL, {import_kind_of<ReduceKind::kAll>, 2, 2, 1, 1}},
    {B::ARG_MAX, {import_kind_of<ArgReduceKind::kMax>, 2, 2, 1, 1}},
    {B::ARG_MIN, {import_kind_of<ArgReduceKind::kMin>, 2, 2, 1, 1}},

    {B::RESHAPE, {import_reshape, 1, 2, 1, 1}},
    {B::SQUEEZE, {import_reshape, 1, 1, 1, 1}},
    {B::EXPAND_DIMS, {import_reshape, 1, 2, 1, 1}},
    {B::TRANSPOSE, {import_transpose, 2, 2, 1, 1}},
    {B::CONCATENATION, {import_concatenation, 1, kMany, 1, 1}},
    {B::PACK, {import_pack, 1, kMany, 1, 1}},
    {B::UNPACK, {import_unpack, 1, 1, 1, kMany}},
    {B::SPLIT, {import_split, 2, 2, 1, kMany}},
    {B::SPLIT_V, {import_split_v, 3, 3, 1, kMany}},
    {B::SLICE, {import_slice, 3, 3, 1, 1}},
    {B::STRIDED_SLICE, {import_strided_slice, 4, 4, 1, 1}},

    {B::PAD, {import_pad, 2, 2, 1, 1}},
    {B::PADV2, {import_pad, 3, 3, 1, 1}},
    {B::MIRROR_PAD, {import_mirror_pad, 2, 2, 1, 1}},
    {B::SPACE_TO_DEPTH, {import_space_to_depth, 1, 1, 1, 1}},
    {B::DEPTH_TO_SPACE, {import_depth_to_space, 1, 1, 1, 1}},
    {B::SPACE_TO_BATCH_ND, {import_space_to_batch, 3, 3, 1, 1}},
    {B::BATCH_TO_SPACE_ND, {import_batch_to_space, 3, 3, 1, 1}},
    {B::TILE, {import_tile, 2, 2, 1, 1}},
    {B::BROADCAST_TO, {import_broadcast_to, 2, 2, 1, 1}},
    {B::GATHER, {import_gather, 2, 2, 1, 1}},
    {B::RESIZE_NEAREST_NEIGHBOR,
     {import_kind_of<ResizeKind::kNearest>, 1, 2, 1, 1}},
    {B::RESIZE_BILINEAR, {import_kind_of<ResizeKind::kBilinear>, 1, 2, 1, 1}},

    {B::SHAPE, {import_shape, 1, 1, 1, 1}},
    {B::RANK, {import_rank, 1, 1, 1, 1}},
    {B::FILL, {import_fill, 2, 2, 1, 1}},
    {B::ZEROS_LIKE, {import_zeros_like, 1, 1, 1, 1}},
    {B::RANGE, {import_range, 3, 3, 1, 1}},

    {B::VAR_HANDLE, {import_var_handle, 0, 0, 1, 1}},
    {B::READ_VARIABLE, {import_read_variable, 1, 1, 1, 1}},
    {B::ASSIGN_VARIABLE, {import_assign_variable, 2, 2, 0, 0}},
    {B::CALL_ONCE, {import_call_once, 0, 0, 0, 0}},
    {B::UNIDIRECTIONAL_SEQUENCE_LSTM, {import_lstm, 1, 24, 1, 1}},
    {B::SVDF, {import_svdf, 3, 5, 1, 1}},
};

struct OperatorId {
  B code = B::CUSTOM;
  std::string name;
  const ImportRow* row = nullptr;  ///< Null if it is not supported.
};

/// Codes that do not fit a byte moved to a wider field; older files use only
/// the byte, newer ones fill both.
Expected<OperatorId> identify(const Importer& importer, uint32_t index) {
  const auto* codes = importer.model.operator_codes();
  if (codes == nullptr || index >= codes->size()) {
    return invalid(fmt::format("operator code {} of {}", index,
                               codes == nullptr ? 0 : codes->size()));
  }
  const schema::OperatorCode& code = *codes->Get(index);
  const auto wide = static_cast<int32_t>(code.builtin_code());
  const auto value =
      std::max(wide, static_cast<int32_t>(code.deprecated_builtin_code()));
  OperatorId result{static_cast<B>(value),
                    EnumNameBuiltinOperator(static_cast<B>(value)),
                    find_import(static_cast<B>(value))};
  if (result.code == B::CUSTOM) {
    const std::string custom = printable(code.custom_code());
    result.name = fmt::format("CUSTOM {}", custom);
    result.row = find_custom_import(custom);
  } else if (result.name.empty()) {
    result.name = fmt::format("operator {}", value);
  }
  return result;
}

Status import_operator(const Node& node, const OperatorId& id) {
  const ImportRow* row = id.row;
  if (row == nullptr) {
    return unsupported({});
  }
  const size_t inputs = node.inputs().size();
  const size_t outputs = node.outputs().size();
  bool present = inputs <= row->max_inputs && outputs >= row->min_outputs &&
                 outputs <= row->max_outputs;
  for (size_t i = 0; i < row->required_inputs; ++i) {
    present &= node.has_input(i);
  }
  if (!present) {
    return invalid(fmt::format("{} inputs and {} outputs, expected {} and {}",
                               inputs, outputs, row->required_inputs,
                               row->min_outputs));
  }
  if (id.code != B::VAR_HANDLE) {  // its output has no type that we have
    FIREFLY_RETURN_IF_ERROR(node.check_operands());
  }
  return row->import(node);
}

}  // namespace

const ImportRow* find_import(schema::BuiltinOperator code) {
  const auto* found = std::ranges::find(kTable, code, &TableRow::code);
  return found == std::end(kTable) ? nullptr : &found->row;
}

Expected<Place> import_subgraph(Importer& importer, int32_t index) {
  const auto* subgraphs = importer.model.subgraphs();
  if (index < 0 || static_cast<uint32_t>(index) >= subgraphs->size()) {
    return invalid(fmt::format("subgraph {} of {}", index, subgraphs->size()));
  }
  const schema::SubGraph& subgraph =
      *subgraphs->Get(static_cast<flatbuffers::uoffset_t>(index));
  Place place{
      .subgraph = subgraph,
      .first_tensor = static_cast<TensorId>(importer.graph.tensors.size()),
      .subgraph_index = index};
  FIREFLY_RETURN_IF_ERROR(import_tensors(importer, subgraph));
  place.tensor_count =
      static_cast<int32_t>(importer.graph.tensors.size()) - place.first_tensor;
  const auto* operators = subgraph.operators();
  for (flatbuffers::uoffset_t i = 0;
       operators != nullptr && i < operators->size(); ++i) {
    const schema::Operator& op = *operators->Get(i);
    auto id = identify(importer, op.opcode_index());
    FIREFLY_RETURN_IF_ERROR(id);
    const std::string name =
        index == 0 ? id->name
                   : fmt::format("{} of subgraph {}", id->name, index);
    Node node(importer, place, op, static_cast<int32_t>(i), name);
    Status status = node.resolve();
    if (status.ok()) {
      status = import_operator(node, *id);
    }
    if (!status.ok()) {
      auto& lines = status.error().code == ErrorCode::kUnsupported
                        ? importer.unsupported_lines
                        : importer.invalid_lines;
      const std::string& reason = status.error().message;
      lines.push_back(node.label() + (reason.empty() ? "" : ": ") + reason);
    }
  }
  return place;
}

}  // namespace firefly::tflite
