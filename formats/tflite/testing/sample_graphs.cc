// SPDX-License-Identifier: Apache-2.0
#include "formats/tflite/testing/sample_graphs.h"

#include <string>
#include <utility>

namespace firefly::tflite {
namespace {

using enum DataType;

/// The tensor that a graph computes.
struct Result {
  Shape shape;
  DataType type = kInt8;
  float scale = 0.5F;
  int32_t zero_point = 3;
};

/// A graph in the making. Values are of no matter, only that they differ.
class Sample {
 public:
  explicit Sample(std::string name) { graph_.name = std::move(name); }

  TensorId activation(Shape shape, DataType type = kInt8, float scale = 0.5F,
                      int32_t zero_point = 3) {
    return add(std::move(shape), type, TensorRole::kActivation, scale,
               zero_point);
  }
  TensorId input(Shape shape, DataType type = kInt8, float scale = 0.5F,
                 int32_t zero_point = 3) {
    const TensorId id = activation(std::move(shape), type, scale, zero_point);
    graph_.inputs.push_back(id);
    return id;
  }
  TensorId constant(Shape shape, DataType type = kInt8, float scale = 0.25F,
                    int32_t zero_point = 0) {
    return add(std::move(shape), type, TensorRole::kConstant, scale,
               zero_point);
  }
  TensorId state(Shape shape, DataType type = kInt8, float scale = 0.5F,
                 int32_t zero_point = 3) {
    const TensorId id =
        add(std::move(shape), type, TensorRole::kState, scale, zero_point);
    Tensor& tensor = graph_.tensor(id);  // what the reader starts them with
    tensor.data.assign(tensor.data.size(),
                       type == kInt8 ? static_cast<uint8_t>(zero_point) : 0);
    return id;
  }
  /// One scale a channel along `axis`.
  TensorId per_channel(Shape shape, int axis) {
    const TensorId id = constant(std::move(shape));
    Tensor& tensor = graph_.tensor(id);
    const auto count =
        static_cast<size_t>(tensor.shape[static_cast<size_t>(axis)]);
    tensor.quantization.scale.assign(count, 0.25F);
    tensor.quantization.scale.back() = 0.125F;
    tensor.quantization.zero_point.assign(count, 0);
    tensor.quantization.axis = axis;
    return id;
  }
  void op(OpKind kind, std::vector<TensorId> inputs,
          std::vector<TensorId> outputs) {
    Op result;
    result.kind = std::move(kind);
    result.inputs = std::move(inputs);
    result.outputs = std::move(outputs);
    graph_.ops.push_back(std::move(result));
  }
  /// The last operator, whose result is the graph's.
  Graph done(OpKind kind, std::vector<TensorId> inputs, Result result) {
    const TensorId output = activation(std::move(result.shape), result.type,
                                       result.scale, result.zero_point);
    op(std::move(kind), std::move(inputs), {output});
    graph_.outputs = {output};
    return std::move(graph_);
  }
  Graph& graph() { return graph_; }

 private:
  TensorId add(Shape shape, DataType type, TensorRole role, float scale,
               int32_t zero_point) {
    Tensor tensor;
    tensor.name = "t" + std::to_string(graph_.tensors.size());
    tensor.type = type;
    tensor.shape = std::move(shape);
    tensor.role = role;
    if (type == kInt8 || type == kUint8 || type == kInt16) {
      tensor.quantization.scale = {scale};
      tensor.quantization.zero_point = {type == kInt16 ? 0 : zero_point};
    }
    if (role != TensorRole::kActivation) {
      tensor.data.resize(static_cast<size_t>(size_bytes(tensor)));
      for (size_t i = 0; i < tensor.data.size(); i += sizeof(float)) {
        tensor.data[i] = static_cast<uint8_t>(i % 7);
      }
    }
    return graph_.add(std::move(tensor));
  }

  Graph graph_;
};

Window window(int32_t height, int32_t width, int32_t stride) {
  Window result;
  result.height = height;
  result.width = width;
  result.stride_h = stride;
  result.stride_w = stride;
  return result;
}

void add_convolutions(std::vector<Graph>& graphs) {
  {
    Sample s("conv_2d");
    Window same = window(3, 3, 2);
    same.margins = {0, 1, 1, 1};
    graphs.push_back(
        s.done(Conv2d{same, Activation::kRelu6},
               {s.input({1, 4, 5, 2}), s.per_channel({3, 3, 3, 2}, 0),
                s.constant({3}, kInt32)},
               Result{{1, 2, 3, 3}}));
  }
  {
    Sample s("conv_2d_float");
    graphs.push_back(s.done(Conv2d{window(2, 2, 1), Activation::kNone},
                            {s.input({1, 4, 5, 2}, kFloat32),
                             s.constant({3, 2, 2, 2}, kFloat32), kNoTensor},
                            Result{{1, 3, 4, 3}, kFloat32}));
  }
  {
    Sample s("depthwise_conv_2d");
    Window dilated = window(2, 2, 1);
    dilated.dilation_h = 2;
    graphs.push_back(
        s.done(DepthwiseConv2d{dilated, 2, Activation::kRelu},
               {s.input({1, 4, 5, 2}), s.per_channel({1, 2, 2, 4}, 3),
                s.constant({4}, kInt32)},
               Result{{1, 2, 4, 4}}));
  }
  {
    Sample s("transpose_conv");
    Window cut = window(3, 3, 2);
    cut.margins = {0, 1, 0, 1};
    graphs.push_back(
        s.done(TransposeConv{cut, Activation::kNone},
               {s.input({1, 2, 3, 2}), s.per_channel({4, 3, 3, 2}, 0),
                s.constant({4}, kInt32)},
               Result{{1, 4, 6, 4}}));
  }
  for (const PoolKind kind : {PoolKind::kAverage, PoolKind::kMax}) {
    Sample s("pool_2d");
    graphs.push_back(s.done(Pool2d{kind, window(2, 2, 2), Activation::kRelu},
                            {s.input({1, 4, 6, 2})}, Result{{1, 2, 3, 2}}));
  }
}

void add_matrices(std::vector<Graph>& graphs) {
  {
    Sample s("fully_connected");
    graphs.push_back(
        s.done(FullyConnected{Activation::kRelu, false},
               {s.input({2, 6}), s.constant({3, 6}), s.constant({3}, kInt32)},
               Result{{2, 3}}));
  }
  {
    Sample s("fully_connected_rank_3");
    graphs.push_back(s.done(FullyConnected{Activation::kNone, true},
                            {s.input({1, 2, 6}), s.constant({3, 6}), kNoTensor},
                            Result{{1, 2, 3}}));
  }
  {
    Sample s("batch_matmul");
    graphs.push_back(s.done(BatchMatMul{false, true},
                            {s.input({2, 3, 4}), s.input({2, 5, 4})},
                            Result{{2, 3, 5}}));
  }
}

void add_elementwise(std::vector<Graph>& graphs) {
  for (int k = 0; k <= static_cast<int>(BinaryKind::kLogicalOr); ++k) {
    Sample s("binary");
    Binary kind;
    kind.kind = static_cast<BinaryKind>(k);
    const bool logical = kind.kind >= BinaryKind::kLogicalAnd;
    const bool compares = kind.kind >= BinaryKind::kLess && !logical;
    const DataType type = logical ? kBool : kFloat32;
    if (kind.kind == BinaryKind::kAdd) {
      kind.activation = Activation::kRelu;
    }
    graphs.push_back(s.done(kind,
                            {s.input({2, 3}, type), s.constant({3}, type)},
                            Result{{2, 3}, compares ? kBool : type}));
  }
  {
    Sample s("add_int16");
    Binary kind;
    kind.power_of_two_scale = true;
    graphs.push_back(s.done(kind, {s.input({4}, kInt16), s.input({4}, kInt16)},
                            Result{{4}, kInt16}));
  }
  for (int k = 0; k <= static_cast<int>(UnaryKind::kLogicalNot); ++k) {
    Sample s("unary");
    Unary kind;
    kind.kind = static_cast<UnaryKind>(k);
    kind.alpha = kind.kind == UnaryKind::kLeakyRelu ? 0.1F : 0.0F;
    const DataType type =
        kind.kind == UnaryKind::kLogicalNot ? kBool : kFloat32;
    graphs.push_back(
        s.done(kind, {s.input({2, 3}, type)}, Result{{2, 3}, type}));
  }
  Sample prelu("prelu");
  graphs.push_back(prelu.done(
      Prelu{}, {prelu.input({1, 2, 3, 4}), prelu.constant({1, 1, 4})},
      Result{{1, 2, 3, 4}}));
  Sample select("select");
  graphs.push_back(select.done(
      Select{},
      {select.input({3}, kBool), select.input({2, 3}), select.input({2, 3})},
      Result{{2, 3}}));
}

void add_conversions(std::vector<Graph>& graphs) {
  const auto unary = [&](const char* name, OpKind kind, DataType from,
                         DataType to, float scale, int32_t zero_point) {
    Sample s(name);
    graphs.push_back(s.done(std::move(kind), {s.input({2, 3}, from)},
                            Result{{2, 3}, to, scale, zero_point}));
  };
  unary("softmax", Softmax{1.5F}, kInt8, kInt8, 1.0F / 256, -128);
  unary("log_softmax", LogSoftmax{}, kInt8, kInt8, 16.0F / 256, 127);
  unary("l2_normalize", L2Normalize{}, kInt8, kInt8, 1.0F / 128, 0);
  unary("quantize", Quantize{}, kFloat32, kInt8, 0.5F, 3);
  unary("requantize", Quantize{}, kInt8, kUint8, 0.5F, 128);
  unary("dequantize", Dequantize{}, kInt8, kFloat32, 0.5F, 3);
  unary("cast", Cast{}, kInt32, kFloat32, 0.5F, 3);
  for (int k = 0; k <= static_cast<int>(ReduceKind::kAll); ++k) {
    Sample s("reduce");
    Reduce kind;
    kind.kind = static_cast<ReduceKind>(k);
    kind.axes = {1, 2};
    kind.keep_dims = k % 2 == 0;
    const DataType type = kind.kind >= ReduceKind::kAny ? kBool : kFloat32;
    graphs.push_back(
        s.done(kind, {s.input({1, 2, 3, 4}, type)},
               Result{kind.keep_dims ? Shape{1, 1, 1, 4} : Shape{1, 4}, type}));
  }
  for (const auto kind : {ArgReduceKind::kMax, ArgReduceKind::kMin}) {
    Sample s("arg_reduce");
    graphs.push_back(
        s.done(ArgReduce{kind, 1}, {s.input({2, 3})}, Result{{2}, kInt32}));
  }
}

void add_movements(std::vector<Graph>& graphs) {
  const auto one = [&](const char* name, OpKind kind, Shape from, Shape to) {
    Sample s(name);
    graphs.push_back(s.done(std::move(kind), {s.input(std::move(from))},
                            Result{std::move(to)}));
  };
  one("reshape", Reshape{}, {2, 6}, {3, 4});
  one("slice", Slice{{0, 1}, {1, 1}}, {2, 6}, {2, 3});
  one("slice_strided", Slice{{1, 0}, {-1, 2}}, {2, 6}, {2, 3});
  one("pad", Pad{{0, 1}, {1, 2}}, {2, 3}, {3, 6});
  one("mirror_pad", MirrorPad{{0, 1}, {1, 2}, true}, {2, 3}, {3, 6});
  one("transpose", Transpose{{2, 0, 1}}, {2, 3, 4}, {4, 2, 3});
  one("space_to_depth", SpaceToDepth{2}, {1, 4, 6, 1}, {1, 2, 3, 4});
  one("depth_to_space", DepthToSpace{2}, {1, 2, 3, 4}, {1, 4, 6, 1});
  one("space_to_batch", SpaceToBatch{{2, 2}, {0, 1}, {0, 1}}, {1, 4, 6, 1},
      {4, 2, 4, 1});
  one("batch_to_space", BatchToSpace{{2, 2}, {0, 1}, {0, 1}}, {4, 2, 4, 1},
      {1, 4, 6, 1});
  one("tile", Tile{{2, 1}}, {2, 3}, {4, 3});
  one("resize_nearest", Resize{ResizeKind::kNearest, false, true}, {1, 2, 3, 2},
      {1, 4, 6, 2});
  one("resize_bilinear", Resize{ResizeKind::kBilinear, true, false},
      {1, 2, 3, 2}, {1, 4, 6, 2});
  {
    Sample s("pad_value");
    graphs.push_back(s.done(Pad{{0, 1}, {1, 2}},
                            {s.input({2, 3}), s.constant({1}, kInt8, 0.5F, 3)},
                            Result{{3, 6}}));
  }
  {
    Sample s("concat");
    graphs.push_back(
        s.done(Concat{1}, {s.input({2, 3}), s.input({2, 1})}, Result{{2, 4}}));
  }
  {
    Sample s("gather");
    graphs.push_back(s.done(Gather{1, 0},
                            {s.input({2, 3, 4}), s.input({5}, kInt32)},
                            Result{{2, 5, 4}}));
  }
}

Graph variables() {
  Sample s("variables");
  const TensorId x = s.input({1, 2, 1, 3});
  const TensorId state = s.state({1, 4, 1, 3});
  s.graph().tensor(state).data[5] = 77;  // a first value of its own
  const TensorId before = s.activation({1, 4, 1, 3});
  const TensorId joined = s.activation({1, 6, 1, 3});
  const TensorId after = s.activation({1, 4, 1, 3});
  s.op(ReadVariable{}, {state}, {before});
  s.op(Concat{1}, {before, x}, {joined});
  s.op(Slice{{0, 2, 0, 0}, {1, 1, 1, 1}}, {joined}, {after});
  s.op(AssignVariable{}, {state, after}, {});
  return s.done(Reshape{}, {joined}, Result{{1, 18}});
}

Graph lstm() {
  constexpr int32_t kUnits = 3;
  Sample s("lstm");
  std::vector<TensorId> ids(24, kNoTensor);
  ids[0] = s.input({1, 2, 4}, kFloat32);
  for (size_t i = 1; i <= 4; ++i) {
    ids[i] = s.constant({kUnits, 4}, kFloat32);
    ids[i + 4] = s.constant({kUnits, kUnits}, kFloat32);
    ids[i + 11] = s.constant({kUnits}, kFloat32);
  }
  ids[18] = s.state({1, kUnits}, kFloat32);
  ids[19] = s.state({1, kUnits}, kFloat32);
  Lstm kind;
  kind.cell_clip = 10.0F;
  return s.done(std::move(kind), std::move(ids),
                Result{{1, 2, kUnits}, kFloat32});
}

Graph svdf() {
  Sample s("svdf");
  return s.done(Svdf{2, Activation::kRelu},
                {s.input({1, 3}, kFloat32), s.constant({4, 3}, kFloat32),
                 s.constant({4, 5}, kFloat32), s.constant({2}, kFloat32),
                 s.state({1, 20}, kFloat32)},
                Result{{1, 2}, kFloat32});
}

/// From sound to the logarithms of four filters.
Graph signal() {
  Sample s("signal");
  const Shape bins = {17};
  const Shape filters = {4};
  const TensorId x = s.input({1, 24}, kInt16);
  const TensorId windowed = s.activation({1, 24}, kInt16);
  s.op(SignalOp{SignalWindow{12}}, {x, s.constant({24}, kInt16)}, {windowed});
  const TensorId line = s.activation({24}, kInt16);
  s.op(Reshape{}, {windowed}, {line});
  const TensorId scaled = s.activation({24}, kInt16);
  const TensorId exponent = s.activation({}, kInt32);
  s.op(SignalOp{FftAutoScale{}}, {line}, {scaled, exponent});
  const TensorId spectrum = s.activation({34}, kInt16);
  s.op(SignalOp{Rfft{32}}, {scaled}, {spectrum});
  const TensorId energies = s.activation(bins, kUint32);
  s.op(SignalOp{SpectrumEnergy{1, 16}}, {spectrum}, {energies});
  std::vector<TensorId> bank = {energies};
  for (const int32_t length : {12, 12, 5, 5, 5}) {
    bank.push_back(s.constant({length}, kInt16));
  }
  const TensorId sums = s.activation(filters, kUint64);
  s.op(SignalOp{FilterBank{}}, bank, {sums});
  const TensorId roots = s.activation(filters, kUint32);
  s.op(SignalOp{FilterBankSquareRoot{}}, {sums, exponent}, {roots});
  const TensorId signal = s.activation(filters, kUint32);
  const TensorId noise = s.activation(filters, kUint32);
  const TensorId gained = s.activation(filters, kUint32);
  const TensorId gains = s.constant({125}, kInt16);
  const TensorId logarithms = s.activation(filters, kInt16);
  // As the reader makes it: behind the tensors of the file.
  const TensorId state = s.state(filters, kUint32);
  s.graph().tensor(state).name = s.graph().tensor(roots).name + "/noise";
  s.op(SignalOp{SpectralSubtraction{409, 15975, 983, 15401, 10, 14, 819, true}},
       {roots, state}, {signal, noise});
  s.op(SignalOp{Pcan{6}}, {signal, noise, gains}, {gained});
  s.op(SignalOp{FilterBankLog{64, 3}}, {gained}, {logarithms});
  s.graph().outputs = {logarithms};
  return std::move(s.graph());
}

}  // namespace

std::vector<Graph> sample_graphs() {
  std::vector<Graph> graphs;
  add_convolutions(graphs);
  add_matrices(graphs);
  add_elementwise(graphs);
  add_conversions(graphs);
  add_movements(graphs);
  graphs.push_back(variables());
  graphs.push_back(lstm());
  graphs.push_back(svdf());
  graphs.push_back(signal());
  return graphs;
}

}  // namespace firefly::tflite
