// SPDX-License-Identifier: Apache-2.0
//
// What the parts of the reader share: the state of one import, and the view of
// one operator that the import functions of the operator families work on.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "formats/tflite/schema.h"
#include "graph/graph.h"

namespace firefly::tflite {

/// Of one tensor, as in the graph's own check.
inline constexpr int64_t kMaxTensorBytes = int64_t{256} << 20;
/// Of everything made from a file, beside four times its size (float weights
/// out of int8 ones). A buffer, a name or a list of operands may be shared by
/// many tables, so a small file could ask for much memory.
inline constexpr int64_t kMaxExtraBytes = int64_t{64} << 20;
/// Of all operators of a file together.
inline constexpr int64_t kMaxOperands = 1 << 18;
/// Names beyond are cut: they appear once per use in messages and dumps.
inline constexpr size_t kMaxNameLength = 200;
/// Bound of strides, dilations, window sizes and blocks, so that sums and
/// products of two of them with an extent fit 64 bits with room to spare.
inline constexpr int32_t kMaxAttribute = 1 << 20;

[[nodiscard]] Error invalid(std::string message);
[[nodiscard]] Error unsupported(std::string message);

/// Without control characters, so that it can stand in messages and in the
/// comments of emitted code; at most kMaxNameLength long.
[[nodiscard]] std::string printable(const flatbuffers::String* text);

/// Zero point `i` of a vector, which the flatbuffers verifier lets lie at odd
/// addresses: its elements must not be read in place.
[[nodiscard]] int64_t zero_point_at(const flatbuffers::Vector<int64_t>& vector,
                                    flatbuffers::uoffset_t i);

/// A resource variable. Its tensor is made at its first use, which tells its
/// shape.
struct Variable {
  std::string name;
  TensorId state = kNoTensor;
};

/// The state of one import.
struct Importer {
  const schema::Model& model;
  std::span<const uint8_t> file;
  Graph graph{};

  /// Why a tensor of the file can not be used. An error only when it is.
  std::map<TensorId, Error> tensor_issues{};
  /// By container and shared name.
  std::map<std::pair<std::string, std::string>, Variable> variables{};
  /// The variables that resource tensors stand for.
  std::map<TensorId, Variable*> handles{};
  std::set<int32_t> initialised_subgraphs{};
  bool variables_used = false;

  std::vector<std::string> unsupported_lines{};
  std::vector<std::string> invalid_lines{};
  int64_t bytes_left = kMaxExtraBytes;
  int64_t operands_left = kMaxOperands;

  /// Takes from the budget of memory.
  [[nodiscard]] Status charge(int64_t bytes);
  /// The bytes of buffer `index`; empty if it has none.
  [[nodiscard]] Expected<std::span<const uint8_t>> buffer(uint32_t index) const;
};

/// Where in the file an operator is: its subgraph's tensors start at
/// `first_tensor` of the graph.
struct Place {
  const schema::SubGraph& subgraph;
  TensorId first_tensor = 0;
  int32_t tensor_count = 0;
  int32_t subgraph_index = 0;
};

/// Appends the tensors of a subgraph to the graph, in order.
[[nodiscard]] Status import_tensors(Importer& importer,
                                    const schema::SubGraph& subgraph);
/// Tensors and operators. Problems of operators are collected, others end it.
[[nodiscard]] Expected<Place> import_subgraph(Importer& importer,
                                              int32_t index);

/// One operator of the file. Import functions may rely on the operand counts
/// of their row in the table of operators; required operands are present, and
/// none of the operands has an issue.
class Node {
 public:
  Node(Importer& importer, const Place& place, const schema::Operator& op,
       int32_t index, std::string name);

  /// Resolves the operands to tensors of the graph.
  [[nodiscard]] Status resolve();

  [[nodiscard]] Importer& importer() const { return importer_; }
  [[nodiscard]] Graph& graph() const { return importer_.graph; }
  [[nodiscard]] const Place& place() const { return place_; }
  [[nodiscard]] const schema::Operator& op() const { return op_; }
  [[nodiscard]] const std::vector<TensorId>& inputs() const { return inputs_; }
  [[nodiscard]] const std::vector<TensorId>& outputs() const {
    return outputs_;
  }
  [[nodiscard]] bool has_input(size_t i) const {
    return i < inputs_.size() && inputs_[i] != kNoTensor;
  }
  [[nodiscard]] const Tensor& in(size_t i) const {
    return graph().tensor(inputs_[i]);
  }
  [[nodiscard]] const Tensor& out(size_t i = 0) const {
    return graph().tensor(outputs_[i]);
  }
  /// "#3 TOPK_V2 (scores -> values, indices)"
  [[nodiscard]] std::string label() const;
  /// The reason why an operand can not be used, if one can not.
  [[nodiscard]] Status check_operands() const;

  /// Null where the file has none: then the format's defaults hold.
  template <class T>
  [[nodiscard]] const T* options() const {
    return op_.builtin_options_as<T>();
  }
  template <class T>
  [[nodiscard]] Expected<const T*> required_options() const {
    if (const T* found = options<T>()) {
      return found;
    }
    return invalid("the options are missing");
  }

  /// The value of a constant int32 or int64 operand, row-major; of at most
  /// 64 elements, since these are attributes.
  [[nodiscard]] Expected<std::vector<int64_t>> ints(size_t i) const;
  /// The same for an operand of one element.
  [[nodiscard]] Expected<int64_t> scalar(size_t i) const;

  /// Appends an operator to the graph.
  [[nodiscard]] Status emit(OpKind kind, std::vector<TensorId> inputs,
                            std::vector<TensorId> outputs) const;
  /// With the first `count` inputs as they stand, and all outputs.
  [[nodiscard]] Status emit(OpKind kind, size_t count) const;
  /// A new activation between two operators of one source operator.
  [[nodiscard]] Expected<TensorId> temporary(const Tensor& like,
                                             Shape shape) const;
  /// Makes the only output a constant instead of appending an operator.
  [[nodiscard]] Status fold(std::vector<uint8_t> data) const;

 private:
  Importer& importer_;
  const Place& place_;
  const schema::Operator& op_;
  int32_t index_;
  std::string name_;
  std::vector<TensorId> inputs_;
  std::vector<TensorId> outputs_;
};

/// `axis` counted from the end where negative -> [0, rank).
[[nodiscard]] Expected<int32_t> normalise_axis(int64_t axis, int rank);
[[nodiscard]] Expected<Activation> activation_of(schema::Fused fused);

/// How one operator of the format is imported.
struct ImportRow {
  Status (*import)(const Node&);
  size_t required_inputs;  ///< The first so many must be present.
  size_t max_inputs;
  size_t min_outputs;
  size_t max_outputs;
};
/// Null for an operator that is not supported.
[[nodiscard]] const ImportRow* find_import(schema::BuiltinOperator code);
/// The same by the name of a custom operator.
[[nodiscard]] const ImportRow* find_custom_import(std::string_view name);

}  // namespace firefly::tflite
