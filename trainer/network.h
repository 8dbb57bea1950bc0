// SPDX-License-Identifier: Apache-2.0
//
// A network as plain data: what stands on both sides of the wall around torch
// (docs/adr/0010). C++17, like everything that trainer/torch includes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace firefly::trainer {

/// Of one example, without the batch.
struct Extent {
  int height = 1;
  int width = 1;
  int channels = 1;

  [[nodiscard]] int size() const { return height * width * channels; }
};

/// What the front end makes.
struct InputFormat {
  Extent extent;
  /// Of its int8 values: real = scale · (q − zero_point).
  float scale = 1;
  int zero_point = 0;
};

enum class LayerKind : uint8_t {
  kConv2d,           ///< Weights OHWI.
  kDepthwiseConv2d,  ///< Weights 1HWC, multiplier 1.
  kDense,            ///< Of the flattened input. Weights OI.
  kAdd,
  kAveragePool,  ///< Without margins.
};

enum class Rectifier : uint8_t { kNone, kRelu, kRelu6 };

/// The source of a layer that reads the network's input.
inline constexpr int kInput = -1;

/// How a window moves over an image; margins are filled with zeros.
struct Sliding {
  int height = 1;
  int width = 1;
  int stride_h = 1;
  int stride_w = 1;
  int dilation_h = 1;
  int top = 0;
  int bottom = 0;
  int left = 0;
  int right = 0;
};

struct Layer {
  LayerKind kind = LayerKind::kDense;
  int source = kInput;  ///< The layer whose output this one reads.
  int other = kInput;   ///< The second operand of kAdd.
  Sliding window;       ///< Of convolutions and pooling.
  bool batch_norm = false;
  Rectifier rectifier = Rectifier::kNone;
  float dropout = 0;  ///< Share of the outputs that training leaves out.
  Extent output;

  [[nodiscard]] bool has_weights() const {
    return kind == LayerKind::kConv2d || kind == LayerKind::kDepthwiseConv2d ||
           kind == LayerKind::kDense;
  }
};

enum class Task : uint8_t {
  kClassify,     ///< The last layer gives a logit a class; softmax follows.
  kReconstruct,  ///< The last layer repeats the input.
};

/// Layers in an order in which they can run; the last one's output is the
/// network's. Sources stand before their readers.
struct Network {
  InputFormat input;
  Task task = Task::kClassify;
  std::vector<Layer> layers;

  [[nodiscard]] const Layer& layer(int index) const {
    return layers[static_cast<size_t>(index)];
  }
  [[nodiscard]] Extent extent_of(int source) const {
    return source == kInput ? input.extent : layer(source).output;
  }
  [[nodiscard]] Extent output() const { return extent_of(last()); }
  [[nodiscard]] int last() const { return static_cast<int>(layers.size()) - 1; }
};

/// Added to variances. As in Keras' models for microcontrollers.
inline constexpr float kBatchNormEpsilon = 1e-3F;

/// Where in Values a layer's numbers are. Every count is 0 for a layer without
/// weights; gain and statistics are there with batch norm only.
struct Place {
  size_t weights = 0;  ///< Into Values::parameters, as all before `mean`.
  size_t weight_count = 0;
  size_t bias = 0;  ///< `channels` of them; of the batch norm if there is one.
  size_t gain = 0;
  size_t mean = 0;  ///< Into Values::statistics.
  size_t variance = 0;
  size_t channels = 0;
  size_t fan_in = 0;  ///< Products in one output.
};

struct Layout {
  std::vector<Place> places;  ///< By layer.
  size_t parameters = 0;
  size_t statistics = 0;
};

[[nodiscard]] Layout layout_of(const Network& network);

/// The numbers of a network, one layer after another.
struct Values {
  std::vector<float> parameters;  ///< What training changes.
  std::vector<float> statistics;  ///< Running means and variances.
};

/// Index into Values::parameters of weight `i` < fan_in of an output channel.
[[nodiscard]] size_t weight_index(const Layer& layer, const Place& place,
                                  size_t channel, size_t i);

/// real = scale · (q − zero_point), q in int8.
struct Affine {
  float scale = 1;
  int zero_point = 0;
};

/// How the quantised network rounds, by layer.
struct Rounding {
  std::vector<Affine> outputs;
  /// A scale an output channel; empty for layers without weights.
  std::vector<std::vector<float>> weights;
};

/// The least and the largest output of a layer.
struct Range {
  float low = 0;
  float high = 0;
};

}  // namespace firefly::trainer
