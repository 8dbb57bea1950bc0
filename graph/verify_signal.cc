// SPDX-License-Identifier: Apache-2.0
#include "graph/verify_signal.h"

#include <fmt/format.h>

#include <bit>

namespace firefly {
namespace {

using enum DataType;

/// Of `pcan_gain()`: two gains, then four values an interval.
constexpr int32_t kPcanGains = 2 + 31 * 4 - 1;

Error mismatch(std::string message) {
  return {ErrorCode::kInvalidData, std::move(message)};
}

bool is_within(int32_t value, int32_t low, int32_t high) {
  return value >= low && value <= high;
}

struct ShapeOf {
  const Graph& graph;
  const Op& op;

  [[nodiscard]] const Shape& in(size_t i) const {
    return graph.tensor(op.inputs[i]).shape;
  }
  template <class Step>
  Expected<Shape> operator()(const Step& /*step*/) const {
    return in(0);
  }
  Expected<Shape> operator()(const Rfft& rfft) const {
    Shape shape = in(0);
    if (shape.empty()) {
      return mismatch("the input is a scalar");
    }
    shape.back() = rfft.fft_length + 2;
    return shape;
  }
  Expected<Shape> operator()(const SpectrumEnergy& /*step*/) const {
    const Shape& x = in(0);
    if (x.size() != 1 || x[0] % 2 != 0) {
      return mismatch(
          fmt::format("{} is no vector of complex numbers", to_string(x)));
    }
    return Shape{x[0] / 2};
  }
  Expected<Shape> operator()(const FilterBank& /*step*/) const {
    const Shape& widths = in(5);
    if (widths.size() != 1 || widths[0] < 2) {
      return mismatch(fmt::format("widths of the shape {}", to_string(widths)));
    }
    return Shape{widths[0] - 1};
  }
};

/// What each step demands.
struct Rules {
  OpRules& rules;

  void range(const char* name, int32_t value, int32_t low, int32_t high) {
    rules.require(
        is_within(value, low, high),
        fmt::format("{} = {}, expected {} … {}", name, value, low, high));
  }
  void vector(const Tensor& tensor, DataType type) {
    rules.type(tensor, {type});
    rules.require(tensor.rank() == 1,
                  fmt::format("\"{}\" is {}, expected a vector", tensor.name,
                              to_string(tensor.shape)));
  }
  void constant_vector(size_t i, int32_t count) {
    rules.constant(rules.in(i));
    vector(rules.in(i), kInt16);
    rules.require(
        element_count(rules.in(i)) == count,
        fmt::format("\"{}\" has {} elements, expected {}", rules.in(i).name,
                    element_count(rules.in(i)), count));
  }
  void scalar(const Tensor& tensor) {
    rules.type(tensor, {kInt32});
    rules.require(element_count(tensor) == 1,
                  fmt::format("\"{}\" is no scalar", tensor.name));
  }

  void operator()(const SignalWindow& step) {
    if (!rules.operands(2, 2)) {
      return;
    }
    rules.type(rules.in(0), {kInt16});
    rules.type(rules.out(), {kInt16});
    rules.require(rules.in(0).rank() >= 1, "the input is a scalar");
    range("shift", step.shift, 0, 31);
    if (rules.problem.empty()) {
      constant_vector(1, rules.in(0).shape.back());
    }
  }
  void operator()(const FftAutoScale& /*step*/) {
    if (!rules.operands(1, 1, 2)) {
      return;
    }
    vector(rules.in(0), kInt16);
    rules.type(rules.out(), {kInt16});
    scalar(rules.graph.tensor(rules.op.outputs[1]));
  }
  void operator()(const Rfft& step) {
    if (!rules.operands(1, 1)) {
      return;
    }
    rules.type(rules.in(0), {kInt16});
    rules.type(rules.out(), {kInt16});
    const auto length = static_cast<uint32_t>(step.fft_length);
    rules.require(
        std::has_single_bit(length) && is_within(step.fft_length, 16, 4096),
        fmt::format("fft_length = {}, expected a power of two in "
                    "16 … 4096",
                    step.fft_length));
    rules.require(
        rules.in(0).rank() >= 1 && rules.in(0).shape.back() <= step.fft_length,
        fmt::format("fft_length = {} for an input of {}", step.fft_length,
                    to_string(rules.in(0).shape)));
  }
  void operator()(const SpectrumEnergy& step) {
    if (!rules.operands(1, 1)) {
      return;
    }
    vector(rules.in(0), kInt16);
    rules.type(rules.out(), {kUint32});
    if (rules.problem.empty()) {
      range("end_index", step.end, 0, rules.in(0).shape[0] / 2);
      range("start_index", step.begin, 0, step.end);
    }
  }
  void operator()(const FilterBank& /*step*/) {
    if (!rules.operands(6, 6)) {
      return;
    }
    vector(rules.in(0), kUint32);
    rules.type(rules.out(), {kUint64});
    vector(rules.in(1), kInt16);
    vector(rules.in(5), kInt16);
    if (!rules.problem.empty()) {
      return;
    }
    constant_vector(1, rules.in(1).shape[0]);
    constant_vector(2, rules.in(1).shape[0]);
    for (const size_t i : {3U, 4U, 5U}) {
      constant_vector(i, rules.in(5).shape[0]);
    }
    if (rules.problem.empty()) {
      filters_fit();
    }
  }
  /// Neither the input nor the weights are left.
  void filters_fit() {
    const auto starts = rules.in(3).values<int16_t>();
    const auto weight_starts = rules.in(4).values<int16_t>();
    const auto widths = rules.in(5).values<int16_t>();
    for (size_t i = 0; i < widths.size(); ++i) {
      rules.require(
          starts[i] >= 0 && weight_starts[i] >= 0 && widths[i] >= 0 &&
              starts[i] + widths[i] <= rules.in(0).shape[0] &&
              weight_starts[i] + widths[i] <= rules.in(1).shape[0],
          fmt::format("channel {} has {} weights from {} on, for the input "
                      "from {} on",
                      i, widths[i], weight_starts[i], starts[i]));
    }
    for (const size_t i : {1U, 2U}) {
      for (const int16_t weight : rules.in(i).values<int16_t>()) {
        rules.require(weight >= 0, "a weight is negative");
      }
    }
  }
  void operator()(const FilterBankSquareRoot& /*step*/) {
    if (!rules.operands(2, 2)) {
      return;
    }
    vector(rules.in(0), kUint64);
    rules.type(rules.out(), {kUint32});
    scalar(rules.in(1));
  }
  void operator()(const SpectralSubtraction& step) {
    if (!rules.operands(2, 2, 2)) {
      return;
    }
    const Tensor& estimate = rules.graph.tensor(rules.op.outputs[1]);
    vector(rules.in(0), kUint32);
    rules.state(rules.in(1));
    for (const Tensor* tensor : {&rules.in(1), &rules.out(), &estimate}) {
      rules.type(*tensor, {kUint32});
      rules.require(tensor->shape == rules.in(0).shape, "shapes differ");
    }
    range("smoothing", step.smoothing, 0, 0xFFFF);
    range("one_minus_smoothing", step.one_minus_smoothing, 0, 0xFFFF);
    range("alternate_smoothing", step.alternate_smoothing, 0, 0xFFFF);
    range("alternate_one_minus_smoothing", step.alternate_one_minus_smoothing,
          0, 0xFFFF);
    range("min_signal_remaining", step.min_signal_remaining, 0, 0xFFFF);
    range("smoothing_bits", step.smoothing_bits, 0, 31);
    range("spectral_subtraction_bits", step.fraction_bits, 0, 31);
  }
  void operator()(const Pcan& step) {
    if (!rules.operands(3, 3)) {
      return;
    }
    vector(rules.in(0), kUint32);
    vector(rules.in(1), kUint32);
    rules.type(rules.out(), {kUint32});
    rules.require(rules.in(0).shape == rules.in(1).shape, "shapes differ");
    constant_vector(2, kPcanGains);
    range("snr_shift", step.snr_shift, 0, 63);
  }
  void operator()(const FilterBankLog& step) {
    if (!rules.operands(1, 1)) {
      return;
    }
    vector(rules.in(0), kUint32);
    rules.type(rules.out(), {kInt16});
    range("output_scale", step.output_scale, 0, 0xFFFF);
    range("input_correction_bits", step.correction_bits, 0, 31);
  }
};

}  // namespace

void verify_signal(const SignalOp& signal, OpRules& rules) {
  std::visit(Rules{rules}, signal.step);
}

Expected<Shape> infer_signal_shape(const Graph& graph, const Op& op,
                                   const SignalOp& signal) {
  return std::visit(ShapeOf{graph, op}, signal.step);
}

std::string_view name_of(const SignalOp& signal) {
  constexpr std::string_view kNames[] = {
      "signal_window",        "fft_auto_scale", "rfft",
      "spectrum_energy",      "filter_bank",    "filter_bank_square_root",
      "spectral_subtraction", "pcan",           "filter_bank_log"};
  static_assert(std::size(kNames) ==
                std::variant_size_v<decltype(signal.step)>);
  return kNames[signal.step.index()];
}

}  // namespace firefly
