// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "graph/status.h"
#include "trainer/network.h"

namespace firefly::trainer {

/// TFLite's: SAME has an output for every stride, VALID sees no margin.
enum class Padding : uint8_t { kSame, kValid };

struct Kernel {
  int height = 1;
  int width = 1;
  int stride_h = 1;
  int stride_w = 1;
};

/// Puts layers one after another. Each function returns the index of its
/// layer, which reads `source`: the one before unless another is given.
/// Convolutions and hidden dense layers have a batch norm.
class NetworkBuilder {
 public:
  explicit NetworkBuilder(const InputFormat& input);

  /// The index of the newest layer.
  [[nodiscard]] int last() const { return network_.last(); }
  [[nodiscard]] Extent extent() const { return network_.output(); }

  int conv(int channels, const Kernel& kernel, Padding padding,
           Rectifier rectifier);
  int conv(int source, int channels, const Kernel& kernel, Padding padding,
           Rectifier rectifier);
  int depthwise(const Kernel& kernel, Padding padding, Rectifier rectifier);
  /// 1x1.
  int pointwise(int channels, Rectifier rectifier);
  /// A rectifier marks a hidden layer.
  int dense(int outputs, Rectifier rectifier);
  int add(int a, int b, Rectifier rectifier);
  /// Over all of the image.
  int average_pool();
  /// Of the newest layer's outputs.
  void drop_out(double share);

  /// An error if a window without margins was larger than its image; it says
  /// which, and `advice`, what to do.
  [[nodiscard]] Expected<Network> finish(Task task,
                                         const std::string& advice = {});

 private:
  int windowed(Layer layer, const Kernel& kernel, Padding padding);
  int append(Layer layer);

  Network network_;
  std::string problem_;
};

}  // namespace firefly::trainer
