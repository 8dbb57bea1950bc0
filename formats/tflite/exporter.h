// SPDX-License-Identifier: Apache-2.0
//
// The state of one export, which the export functions of the operator families
// work on. The counterpart of importer.h.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "formats/tflite/schema.h"
#include "graph/graph.h"

namespace firefly::tflite {

/// Collects one subgraph. Tensor ids are those of the graph at first; operands
/// that only the format has are appended.
class Exporter {
 public:
  explicit Exporter(const Graph& graph);

  [[nodiscard]] const Tensor& in(const Op& op, size_t i) const {
    return graph_.tensor(op.inputs[i]);
  }
  [[nodiscard]] const Tensor& out(const Op& op) const {
    return graph_.tensor(op.outputs[0]);
  }

  /// An int32 constant of this shape: an operand that is an attribute to us.
  [[nodiscard]] int32_t ints(std::span<const int32_t> values, Shape shape);
  [[nodiscard]] int32_t ints(std::span<const int32_t> values) {
    return ints(values, {static_cast<int32_t>(values.size())});
  }

  /// Appends an operator without options.
  schema::OperatorT& emit(schema::BuiltinOperator code, int32_t version,
                          std::vector<int32_t> inputs,
                          std::vector<int32_t> outputs);
  /// Appends an operator with its options.
  template <class Options>
  schema::OperatorT& emit(schema::BuiltinOperator code, int32_t version,
                          std::vector<int32_t> inputs,
                          std::vector<int32_t> outputs, Options options) {
    schema::OperatorT& op =
        emit(code, version, std::move(inputs), std::move(outputs));
    op.builtin_options.Set(std::move(options));
    return op;
  }

  /// Appends an operator of TFLite Micro's signal library.
  schema::OperatorT& emit_custom(const std::string& name,
                                 std::vector<int32_t> inputs,
                                 std::vector<int32_t> outputs);
  /// Leaves the tensor of a state unused: something else holds it there.
  void hide_state(TensorId state);

  /// A tensor that is never stored: it carries a quantisation.
  [[nodiscard]] int32_t quantization_only(const Quantization& quantization);
  /// The handle of a state tensor, made at its first use.
  [[nodiscard]] int32_t handle(TensorId state);

  [[nodiscard]] std::vector<uint8_t> finish();

 private:
  int32_t add_tensor(schema::SubGraphT& subgraph, const Tensor& tensor);
  uint32_t add_buffer(std::vector<uint8_t> data);
  uint32_t operator_code(schema::BuiltinOperator code, int32_t version,
                         const std::string& custom = {});
  int32_t add_handle(schema::SubGraphT& subgraph, TensorId state);
  void add_initialiser();
  schema::OperatorT& emit_in(schema::SubGraphT& subgraph,
                             schema::BuiltinOperator code, int32_t version,
                             std::vector<int32_t> inputs,
                             std::vector<int32_t> outputs);

  const Graph& graph_;
  schema::ModelT model_;
  schema::SubGraphT& main_;
  /// By code, version and name of a custom operator.
  std::map<std::tuple<schema::BuiltinOperator, int32_t, std::string>, uint32_t>
      codes_;
  std::map<TensorId, int32_t> handles_;
};

/// The version of an operator that takes these types: that of TFLite's
/// tools/versioning/op_version.cc.
[[nodiscard]] int32_t version_of(schema::BuiltinOperator code, DataType type);

[[nodiscard]] schema::TensorType tensor_type(DataType type);
[[nodiscard]] schema::Fused fused(Activation activation);

/// Appends `op`; one overload an operator kind (export_*.cc).
[[nodiscard]] Status export_op(Exporter& exporter, const Op& op);

}  // namespace firefly::tflite
