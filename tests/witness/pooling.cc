// SPDX-License-Identifier: Apache-2.0
//
// AVERAGE_POOL_2D, MAX_POOL_2D, L2_POOL_2D.
#include <algorithm>

#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

Case pool(Random& random, PoolKind kind, std::string_view name, DataType type) {
  Pool2d op;
  op.kind = kind;
  op.activation = random.pick({Activation::kNone, Activation::kRelu,
                               Activation::kRelu6, Activation::kReluN1To1});
  Window& w = op.window;
  w.height = random.integer(1, 6);
  w.width = random.integer(1, 6);
  w.stride_h = random.integer(1, 3);
  w.stride_w = random.integer(1, 3);
  const bool same = random.chance(0.5);
  const Shape x = {random.chance(0.2) ? 2 : 1,
                   random.integer(same ? 1 : w.height, w.height + 8),
                   random.integer(same ? 1 : w.width, w.width + 8),
                   random.pick({1, 3, 4, 8, 17})};
  if (same) {
    const auto total = [](int32_t extent, int32_t window, int32_t stride) {
      const int32_t outputs = (extent + stride - 1) / stride;
      return std::max(0, (outputs - 1) * stride + window - extent);
    };
    const int32_t rows = total(x[1], w.height, w.stride_h);
    const int32_t columns = total(x[2], w.width, w.stride_w);
    w.margins = {rows / 2, rows - rows / 2, columns / 2, columns - columns / 2};
  }
  const Tensor input = random_tensor(random, type, x);
  return CaseBuilder(random, family_name(name, type))
      .input(input)
      .finish(op, like(input, {}));
}

}  // namespace

void sweep_pooling(Sweep& sweep) {
  Random& random = sweep.random;
  for (const DataType type : kSweptTypes) {
    sweep.repeat(60, [&] {
      return pool(random, PoolKind::kAverage, "average_pool_2d", type);
    });
    sweep.repeat(
        40, [&] { return pool(random, PoolKind::kMax, "max_pool_2d", type); });
  }
  sweep.repeat(30, [&] {
    return pool(random, PoolKind::kL2, "l2_pool_2d", DataType::kFloat32);
  });
}

}  // namespace firefly::witness
