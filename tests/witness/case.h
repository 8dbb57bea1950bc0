// SPDX-License-Identifier: Apache-2.0
//
// One comparison of Firefly with the witnesses: a small model and inputs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "tests/witness/random.h"

namespace firefly::witness {

/// Which values an input takes. Without it: every value of an integer type
/// up to 16 bits, ±1000 for wider ones, ±6 for floats.
struct Range {
  double low = 0.0;
  double high = 0.0;
  bool without_zero = false;  ///< Of the real value: a divisor.
};

/// The bytes of every input of a graph, for one invocation.
using Inputs = std::vector<std::vector<uint8_t>>;

struct Case {
  std::string family;  ///< "conv2d int8": a row of the table.
  Graph graph;
  std::vector<Inputs> invocations;  ///< In a row, state kept between them.
};

/// The types over which most families are swept.
inline constexpr std::initializer_list<DataType> kSweptTypes = {
    DataType::kInt8, DataType::kUint8, DataType::kInt16, DataType::kFloat32};

[[nodiscard]] bool is_quantized(DataType type);

/// A tensor with one scale and zero point. int16 has the zero point 0.
[[nodiscard]] Tensor quantized(DataType type, Shape shape, float scale,
                               int32_t zero_point);
/// A tensor of a random quantisation if the type has one. The real values
/// reach about ±4 to ±64, whatever the type.
[[nodiscard]] Tensor random_tensor(Random& random, DataType type, Shape shape);
/// The same type and quantisation with another shape.
[[nodiscard]] Tensor like(const Tensor& tensor, Shape shape);
/// A random zero point that `type` allows.
[[nodiscard]] int32_t random_zero_point(Random& random, DataType type);
/// A shape of `rank` extents in [low, high].
[[nodiscard]] Shape random_shape(Random& random, int rank, int32_t low,
                                 int32_t high);

/// Random bytes for a tensor of this type and shape. `extreme` mixes in the
/// ends of the range.
[[nodiscard]] std::vector<uint8_t> random_bytes(
    Random& random, const Tensor& tensor, const std::optional<Range>& range,
    bool extreme);

/// Makes a case of one operator. Operands are added in order; finish() infers
/// the output's shape and draws the inputs.
class CaseBuilder {
 public:
  CaseBuilder(Random& random, std::string family)
      : random_(random), family_(std::move(family)) {}

  /// An input of the model.
  CaseBuilder& input(Tensor tensor, std::optional<Range> range = {});
  /// A constant with random elements.
  CaseBuilder& constant(Tensor tensor, std::optional<Range> range = {});
  /// A constant with the given elements.
  template <class T>
  CaseBuilder& constant(Tensor tensor, const std::vector<T>& elements) {
    tensor.data.resize(elements.size() * sizeof(T));
    std::memcpy(tensor.data.data(), elements.data(), tensor.data.size());
    tensor.role = TensorRole::kConstant;
    return operand(std::move(tensor));
  }
  /// A tensor that survives between invocations and starts at its zero point.
  CaseBuilder& state(Tensor tensor);
  CaseBuilder& absent();

  /// Ends the case. The shape of `output` is inferred if it is empty, and
  /// taken as it is otherwise.
  [[nodiscard]] Case finish(OpKind kind, Tensor output, int invocations = 3);

 private:
  CaseBuilder& operand(Tensor tensor);

  Random& random_;
  std::string family_;
  Graph graph_;
  Op op_;
  std::vector<std::optional<Range>> ranges_;
};

/// Draws `count` rounds of inputs: plain ones first, then with extremes.
[[nodiscard]] std::vector<Inputs> draw_invocations(
    Random& random, const Graph& graph,
    const std::vector<std::optional<Range>>& ranges, int count);

/// "conv2d int8".
[[nodiscard]] std::string family_name(std::string_view op, DataType type);

}  // namespace firefly::witness
