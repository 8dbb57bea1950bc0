// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/pool2d.h"

#include "graph/prepare/quantization.h"

namespace firefly {
namespace {

template <class T>
PoolImages<T> shapes(const Pool2d& kind, const Tensor& input,
                     const Tensor& output, T low, T high) {
  const Window& window = kind.window;
  return {{input.shape[2], output.shape[2], input.shape[3], window.height,
           window.width, window.stride_w, window.margins.left, low, high},
          input.shape[0],
          input.shape[1],
          output.shape[1],
          window.stride_h,
          window.margins.top};
}

}  // namespace

template <>
PoolImages<int32_t> prepare_pool2d<int32_t>(const Pool2d& kind,
                                            const Tensor& input,
                                            const Tensor& output) {
  const IntegerRange range = activation_range(kind.activation, output);
  return shapes(kind, input, output, range.low, range.high);
}

template <>
PoolImages<float> prepare_pool2d<float>(const Pool2d& kind, const Tensor& input,
                                        const Tensor& output) {
  const FloatRange range = activation_range(kind.activation);
  return shapes(kind, input, output, range.low, range.high);
}

}  // namespace firefly
