// SPDX-License-Identifier: Apache-2.0
//
// Operators that keep state between invocations: SVDF,
// UNIDIRECTIONAL_SEQUENCE_LSTM, and variables.
#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

constexpr int kSteps = 5;

Tensor typed(DataType type, Shape shape) {
  Tensor tensor;
  tensor.type = type;
  tensor.shape = std::move(shape);
  return tensor;
}

Case svdf(Random& random, DataType type) {
  const int32_t batch = random.integer(1, 2);
  const int32_t inputs = random.integer(1, 12);
  const int32_t units = random.integer(1, 6);
  const int32_t rank = random.integer(1, 3);
  const int32_t memory = random.integer(1, 9);
  const int32_t filters = units * rank;
  Svdf op;
  op.rank = rank;
  op.activation = random.chance(0.5) ? Activation::kRelu : Activation::kNone;
  CaseBuilder builder(random, family_name("svdf", type));
  if (type == DataType::kFloat32) {
    return builder.input(typed(type, {batch, inputs}))
        .constant(typed(type, {filters, inputs}))
        .constant(typed(type, {filters, memory}))
        .constant(typed(type, {units}))
        .state(typed(type, {batch, memory * filters}))
        .finish(op, typed(type, {}), kSteps);
  }
  op.activation = Activation::kRelu;  // The int8 kernels know no other.
  const Tensor time =
      quantized(DataType::kInt16, {filters, memory}, random.scale(-14, -9), 0);
  const Tensor state = quantized(DataType::kInt16, {batch, memory * filters},
                                 random.scale(-11, -8), 0);
  const float bias_scale = time.scale() * state.scale();
  return builder.input(random_tensor(random, type, {batch, inputs}))
      .constant(quantized(DataType::kInt8, {filters, inputs},
                          random.scale(-10, -5), 0))
      .constant(time)
      .constant(quantized(DataType::kInt32, {units}, bias_scale, 0),
                Range{-3000, 3000})
      .state(state)
      .finish(op, random_tensor(random, type, {}), kSteps);
}

/// The operands of an LSTM in TFLite's order: 4 input weights, 4 recurrent
/// weights, 3 peepholes, 4 biases, 2 of a projection, 2 states, 4 of a layer
/// normalisation.
struct LstmShape {
  int32_t batch;
  int32_t steps;
  int32_t inputs;
  int32_t units;
  bool time_major;

  [[nodiscard]] Shape sequence(int32_t features) const {
    return time_major ? Shape{steps, batch, features}
                      : Shape{batch, steps, features};
  }
};

void absent(CaseBuilder& builder, int count) {
  for (int i = 0; i < count; ++i) {
    builder.absent();
  }
}

Case lstm_float(Random& random, const LstmShape& shape, const Lstm& op) {
  const DataType type = DataType::kFloat32;
  const Range small{-1, 1};
  CaseBuilder builder(random, family_name("lstm", type));
  builder.input(typed(type, shape.sequence(shape.inputs)));
  for (int gate = 0; gate < 4; ++gate) {
    builder.constant(typed(type, {shape.units, shape.inputs}), small);
  }
  for (int gate = 0; gate < 4; ++gate) {
    builder.constant(typed(type, {shape.units, shape.units}), small);
  }
  absent(builder, 3);
  for (int gate = 0; gate < 4; ++gate) {
    builder.constant(typed(type, {shape.units}), small);
  }
  absent(builder, 2);
  builder.state(typed(type, {shape.batch, shape.units}));
  builder.state(typed(type, {shape.batch, shape.units}));
  absent(builder, 4);
  return builder.finish(op, typed(type, {}), kSteps);
}

Case lstm_int8(Random& random, const LstmShape& shape, Lstm op) {
  const DataType type = DataType::kInt8;
  const Tensor x = random_tensor(random, type, shape.sequence(shape.inputs));
  const Tensor hidden =
      quantized(type, {shape.batch, shape.units}, random.scale(-8, -6),
                random_zero_point(random, type));
  CaseBuilder builder(random, family_name("lstm", type));
  builder.input(x);
  std::vector<float> scales;
  for (int gate = 0; gate < 4; ++gate) {
    scales.push_back(random.scale(-9, -6));
    builder.constant(
        quantized(type, {shape.units, shape.inputs}, scales.back(), 0));
  }
  for (int gate = 0; gate < 4; ++gate) {
    builder.constant(
        quantized(type, {shape.units, shape.units}, random.scale(-9, -6), 0));
  }
  absent(builder, 3);
  for (const float scale : scales) {
    builder.constant(
        quantized(DataType::kInt32, {shape.units}, scale * x.scale(), 0),
        Range{-3000, 3000});
  }
  absent(builder, 2);
  builder.state(hidden);
  builder.state(quantized(DataType::kInt16, {shape.batch, shape.units},
                          random.pick({0x1p-12F, 0x1p-11F, 0x1p-13F}), 0));
  absent(builder, 4);
  // As the converter writes them: only the hidden state's is quantised.
  op.intermediates.assign(4, Quantization{});
  op.intermediates.push_back(hidden.quantization);
  return builder.finish(op, like(hidden, {}), kSteps);
}

Case lstm(Random& random, DataType type) {
  const LstmShape shape = {random.integer(1, 2), random.integer(1, 5),
                           random.integer(1, 8), random.integer(1, 8),
                           random.chance(0.3)};
  Lstm op;
  op.tanh = true;
  op.time_major = shape.time_major;
  op.cell_clip = random.pick({0.0F, 10.0F, 1.0F});
  return type == DataType::kFloat32 ? lstm_float(random, shape, op)
                                    : lstm_int8(random, shape, op);
}

/// A ring of frames as streaming models keep it: the new frame goes behind
/// the kept ones, all are the output, and the oldest is dropped.
Case variables(Random& random, DataType type) {
  const int32_t kept = random.integer(1, 4);
  const int32_t fresh = random.integer(1, 3);
  const int32_t channels = random.integer(1, 6);
  const Tensor frame = random_tensor(random, type, {});
  Graph graph;
  const auto add = [&](std::string name, int32_t frames) {
    Tensor tensor = like(frame, {1, frames, channels});
    tensor.name = std::move(name);
    return graph.add(std::move(tensor));
  };
  const TensorId state = add("state", kept);
  const TensorId x = add("input", fresh);
  const TensorId old = add("old", kept);
  const TensorId all = add("output", kept + fresh);
  const TensorId next = add("next", kept);
  Tensor& ring = graph.tensor(state);
  ring.role = TensorRole::kState;
  ring.data.assign(static_cast<size_t>(size_bytes(ring)), 0);
  graph.name = family_name("variables", type);
  graph.inputs = {x};
  graph.outputs = {all};
  const auto append = [&](OpKind kind, std::vector<TensorId> inputs,
                          std::vector<TensorId> outputs) {
    Op op;
    op.kind = std::move(kind);
    op.inputs = std::move(inputs);
    op.outputs = std::move(outputs);
    graph.ops.push_back(std::move(op));
  };
  append(ReadVariable{}, {state}, {old});
  append(Concat{1}, {old, x}, {all});
  append(Slice{{0, fresh, 0}, {1, 1, 1}}, {all}, {next});
  append(AssignVariable{}, {state, next}, {});
  std::vector<Inputs> inputs = draw_invocations(random, graph, {}, kSteps);
  return {graph.name, graph, std::move(inputs)};
}

}  // namespace

void sweep_sequence(Sweep& sweep) {
  for (const DataType type : {DataType::kInt8, DataType::kFloat32}) {
    sweep.repeat(40, [&] { return svdf(sweep.random, type); });
    sweep.repeat(30, [&] { return lstm(sweep.random, type); });
    sweep.repeat(10, [&] { return variables(sweep.random, type); });
  }
}

}  // namespace firefly::witness
