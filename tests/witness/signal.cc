// SPDX-License-Identifier: Apache-2.0
//
// The signal operators of TFLite Micro. The witness takes no unsigned inputs,
// so these come from int32 ones by way of a CAST.
#include <fmt/format.h>

#include <cmath>

#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

constexpr int kSteps = 4;

Tensor typed(DataType type, Shape shape) {
  Tensor tensor;
  tensor.type = type;
  tensor.shape = std::move(shape);
  return tensor;
}

/// Makes a case of several operators.
class Chain {
 public:
  Chain(Random& random, std::string family)
      : random_(random), family_(std::move(family)) {}

  TensorId input(Tensor tensor, std::optional<Range> range = {}) {
    graph_.inputs.push_back(add(std::move(tensor)));
    ranges_.push_back(range);
    return graph_.inputs.back();
  }
  /// An int32 input of values in `range`, as uint32.
  TensorId unsigned_input(int32_t count, const Range& range) {
    const TensorId x = input(typed(DataType::kInt32, {count}), range);
    return apply(Cast{}, {x}, typed(DataType::kUint32, {count}));
  }
  template <class T>
  TensorId constant(Tensor tensor, const std::vector<T>& values) {
    tensor.role = TensorRole::kConstant;
    tensor.data.resize(values.size() * sizeof(T));
    std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
    return add(std::move(tensor));
  }
  TensorId vector(const std::vector<int16_t>& values) {
    return constant(
        typed(DataType::kInt16, {static_cast<int32_t>(values.size())}), values);
  }
  TensorId state(Tensor tensor) {
    tensor.role = TensorRole::kState;
    tensor.data.assign(static_cast<size_t>(size_bytes(tensor)), 0);
    return add(std::move(tensor));
  }
  TensorId apply(OpKind kind, std::vector<TensorId> inputs, Tensor output) {
    return apply_all(std::move(kind), std::move(inputs), {std::move(output)})
        .front();
  }
  std::vector<TensorId> apply_all(OpKind kind, std::vector<TensorId> inputs,
                                  std::vector<Tensor> outputs) {
    Op op;
    op.kind = std::move(kind);
    op.inputs = std::move(inputs);
    for (Tensor& output : outputs) {
      op.outputs.push_back(add(std::move(output)));
    }
    graph_.ops.push_back(op);
    return op.outputs;
  }
  [[nodiscard]] Case finish(std::vector<TensorId> outputs) {
    graph_.name = family_;
    graph_.outputs = std::move(outputs);
    std::vector<Inputs> drawn =
        draw_invocations(random_, graph_, ranges_, kSteps);
    return {std::move(family_), std::move(graph_), std::move(drawn)};
  }

 private:
  TensorId add(Tensor tensor) {
    tensor.name = fmt::format("t{}", graph_.tensors.size());
    return graph_.add(std::move(tensor));
  }

  Random& random_;
  std::string family_;
  Graph graph_;
  std::vector<std::optional<Range>> ranges_;
};

std::vector<int16_t> numbers(Random& random, int32_t count, int32_t low,
                             int32_t high) {
  std::vector<int16_t> values(static_cast<size_t>(count));
  for (int16_t& value : values) {
    value = static_cast<int16_t>(random.integer(low, high));
  }
  return values;
}

/// Sound of a random level, so that all exponents occur.
Range level(Random& random) {
  const double peak = std::exp2(random.integer(0, 15));
  return {-peak, peak - 1};
}

Case window(Random& random) {
  const int32_t length = random.integer(1, 40);
  Chain chain(random, "signal_window int16");
  const Tensor x = typed(DataType::kInt16, {random.integer(1, 2), length});
  const TensorId input = chain.input(x);
  const TensorId weights = chain.vector(numbers(random, length, -32768, 32767));
  return chain.finish({chain.apply(
      SignalOp{SignalWindow{random.integer(0, 15)}}, {input, weights}, x)});
}

Case auto_scale(Random& random) {
  const Tensor x = typed(DataType::kInt16, {random.integer(1, 40)});
  Chain chain(random, "fft_auto_scale int16");
  const TensorId input = chain.input(x, level(random));
  return chain.finish(chain.apply_all(SignalOp{FftAutoScale{}}, {input},
                                      {x, typed(DataType::kInt32, {})}));
}

Case rfft(Random& random) {
  const int32_t length = 1 << random.integer(4, 10);
  const int32_t frame = random.integer(1, length);
  const int32_t frames = random.integer(1, 2);
  Chain chain(random, "rfft int16");
  const TensorId input = chain.input(typed(DataType::kInt16, {frames, frame}));
  return chain.finish(
      {chain.apply(SignalOp{Rfft{length}}, {input},
                   typed(DataType::kInt16, {frames, length + 2}))});
}

/// The original leaves what it does not compute as it was, so that is cut.
Case energy(Random& random) {
  const int32_t bins = random.integer(4, 40);
  const int32_t begin = random.integer(0, bins / 2);
  const int32_t end = random.integer(begin + 1, bins);
  Chain chain(random, "spectrum_energy int16");
  const TensorId input = chain.input(typed(DataType::kInt16, {2 * bins}));
  const TensorId all = chain.apply(SignalOp{SpectrumEnergy{begin, end}},
                                   {input}, typed(DataType::kUint32, {bins}));
  const TensorId as_int =
      chain.apply(Cast{}, {all}, typed(DataType::kInt32, {bins}));
  return chain.finish({chain.apply(Slice{{begin}, {1}}, {as_int},
                                   typed(DataType::kInt32, {end - begin}))});
}

/// Sums are 64 bits wide, which nothing but the square root takes.
Case filter_bank(Random& random) {
  const int32_t bins = random.integer(4, 60);
  const int32_t channels = random.integer(1, 12);
  const Range range =
      random.chance(0.5) ? Range{0, 2147483647} : Range{0, 100000};
  std::vector<int16_t> starts;
  std::vector<int16_t> weight_starts;
  std::vector<int16_t> widths;
  int32_t weights = 0;
  for (int32_t c = 0; c <= channels; ++c) {
    const int32_t start = random.integer(0, bins);
    const int32_t width = random.integer(0, bins - start);
    starts.push_back(static_cast<int16_t>(start));
    weight_starts.push_back(static_cast<int16_t>(weights));
    widths.push_back(static_cast<int16_t>(width));
    weights += width;
  }
  weights += 1;  // Never none.
  Chain chain(random, "filter_bank uint32");
  const TensorId x = chain.unsigned_input(bins, range);
  const TensorId rising = chain.vector(numbers(random, weights, 0, 4096));
  const TensorId falling = chain.vector(numbers(random, weights, 0, 4096));
  const TensorId sums =
      chain.apply(SignalOp{FilterBank{}},
                  {x, rising, falling, chain.vector(starts),
                   chain.vector(weight_starts), chain.vector(widths)},
                  typed(DataType::kUint64, {channels}));
  const TensorId shift = chain.constant(
      typed(DataType::kInt32, {}), std::vector<int32_t>{random.integer(0, 15)});
  const TensorId roots =
      chain.apply(SignalOp{FilterBankSquareRoot{}}, {sums, shift},
                  typed(DataType::kUint32, {channels}));
  return chain.finish(
      {chain.apply(Cast{}, {roots}, typed(DataType::kInt32, {channels}))});
}

Case subtraction(Random& random) {
  const int32_t channels = random.integer(1, 40);
  const Tensor values = typed(DataType::kUint32, {channels});
  const Tensor plain = typed(DataType::kInt32, {channels});
  SpectralSubtraction step;
  step.smoothing = random.integer(0, 16384);
  step.one_minus_smoothing = 16384 - step.smoothing;
  step.alternate_smoothing = random.integer(0, 16384);
  step.alternate_one_minus_smoothing = 16384 - step.alternate_smoothing;
  step.smoothing_bits = random.integer(0, 10);
  step.fraction_bits = 14;
  step.min_signal_remaining = random.integer(0, 16384);
  step.clamping = random.chance(0.5);
  Chain chain(random, "spectral_subtraction uint32");
  const TensorId x = chain.unsigned_input(channels, {0, 4000000});
  const TensorId noise = chain.state(values);
  const std::vector<TensorId> both =
      chain.apply_all(SignalOp{step}, {x, noise}, {values, values});
  return chain.finish({chain.apply(Cast{}, {both[0]}, plain),
                       chain.apply(Cast{}, {both[1]}, plain)});
}

/// Two gains, then parabolas between powers of two: of a gain that falls.
std::vector<int16_t> falling_gains(Random& random) {
  std::vector<int16_t> gains = {32767, 32000};
  int32_t begin = 31000;
  for (int interval = 2; interval <= 32; ++interval) {
    const int32_t end = begin - random.integer(0, begin / 4);
    const int32_t bend = random.integer(0, (begin - end) / 4);
    gains.push_back(static_cast<int16_t>(begin));
    gains.push_back(static_cast<int16_t>(end - begin - bend));
    gains.push_back(static_cast<int16_t>(bend));
    if (interval < 32) {
      gains.push_back(0);
    }
    begin = end;
  }
  return gains;
}

Case pcan(Random& random) {
  const int32_t channels = random.integer(1, 40);
  Chain chain(random, "pcan uint32");
  const TensorId x = chain.unsigned_input(channels, {0, 1000000});
  const TensorId noise = chain.unsigned_input(
      channels, random.chance(0.5) ? Range{0, 5000} : Range{0, 2147483647});
  const TensorId y =
      chain.apply(SignalOp{Pcan{random.integer(0, 10)}},
                  {x, noise, chain.vector(falling_gains(random))},
                  typed(DataType::kUint32, {channels}));
  return chain.finish(
      {chain.apply(Cast{}, {y}, typed(DataType::kInt32, {channels}))});
}

Case logarithm(Random& random) {
  const int32_t channels = random.integer(1, 40);
  const FilterBankLog step = {random.integer(1, 3000), random.integer(0, 6)};
  Chain chain(random, "filter_bank_log uint32");
  const TensorId x = chain.unsigned_input(
      channels, random.chance(0.5) ? Range{0, 40} : Range{0, 2147483647});
  return chain.finish(
      {chain.apply(SignalOp{step}, {x}, typed(DataType::kInt16, {channels}))});
}

}  // namespace

void sweep_signal(Sweep& sweep) {
  for (auto* make : {window, auto_scale, rfft, energy, filter_bank, subtraction,
                     pcan, logarithm}) {
    sweep.repeat(20, [&] { return make(sweep.random); });
  }
}

}  // namespace firefly::witness
