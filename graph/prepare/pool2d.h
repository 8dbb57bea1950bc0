// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/op.h"
#include "graph/tensor.h"
#include "kernels/pool2d.h"

namespace firefly {

/// T: int32_t for integer tensors, float. Also of a whole-tensor call.
template <class T>
[[nodiscard]] PoolImages<T> prepare_pool2d(const Pool2d& kind,
                                           const Tensor& input,
                                           const Tensor& output);
template <>
PoolImages<int32_t> prepare_pool2d<int32_t>(const Pool2d& kind,
                                            const Tensor& input,
                                            const Tensor& output);
template <>
PoolImages<float> prepare_pool2d<float>(const Pool2d& kind, const Tensor& input,
                                        const Tensor& output);

}  // namespace firefly
