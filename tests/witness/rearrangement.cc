// SPDX-License-Identifier: Apache-2.0
//
// Operators that permute or repeat the elements of one tensor: TRANSPOSE,
// SPACE_TO_DEPTH, DEPTH_TO_SPACE, SPACE_TO_BATCH_ND, BATCH_TO_SPACE_ND, TILE.
#include <utility>

#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

Case transpose(Random& random, DataType type) {
  const int rank = random.integer(1, 5);
  const Tensor x =
      random_tensor(random, type, random_shape(random, rank, 1, 6));
  Transpose op;
  for (int32_t axis = 0; axis < rank; ++axis) {
    op.permutation.push_back(axis);
  }
  for (int32_t i = rank - 1; i > 0; --i) {
    std::swap(op.permutation[static_cast<size_t>(i)],
              op.permutation[static_cast<size_t>(random.integer(0, i))]);
  }
  return CaseBuilder(random, family_name("transpose", type))
      .input(x)
      .finish(std::move(op), like(x, {}));
}

Case space_to_depth(Random& random, DataType type) {
  const int32_t block = random.integer(2, 3);
  const Tensor x =
      random_tensor(random, type,
                    {random.integer(1, 2), block * random.integer(1, 3),
                     block * random.integer(1, 3), random.integer(1, 4)});
  return CaseBuilder(random, family_name("space_to_depth", type))
      .input(x)
      .finish(SpaceToDepth{block}, like(x, {}));
}

Case depth_to_space(Random& random, DataType type) {
  const int32_t block = random.integer(2, 3);
  const Tensor x = random_tensor(
      random, type,
      {random.integer(1, 2), random.integer(1, 3), random.integer(1, 3),
       block * block * random.integer(1, 3)});
  return CaseBuilder(random, family_name("depth_to_space", type))
      .input(x)
      .finish(DepthToSpace{block}, like(x, {}));
}

Case space_to_batch(Random& random, DataType type) {
  const int spatial = random.integer(1, 2);
  SpaceToBatch op;
  Shape shape = {random.integer(1, 2)};
  for (int i = 0; i < spatial; ++i) {
    const int32_t block = random.integer(1, 3);
    const int32_t before = random.integer(0, 2);
    const int32_t extent = random.integer(1, 6);
    const int32_t excess = (extent + before) % block;
    op.block.push_back(block);
    op.before.push_back(before);
    op.after.push_back(excess == 0 ? 0 : block - excess);
    shape.push_back(extent);
  }
  shape.push_back(random.integer(1, 4));
  const Tensor x = random_tensor(random, type, shape);
  return CaseBuilder(random, family_name("space_to_batch_nd", type))
      .input(x)
      .finish(std::move(op), like(x, {}));
}

Case batch_to_space(Random& random, DataType type) {
  const int spatial = random.integer(1, 2);
  BatchToSpace op;
  Shape shape = {random.integer(1, 2)};
  for (int i = 0; i < spatial; ++i) {
    const int32_t block = random.integer(1, 3);
    const int32_t extent = random.integer(2, 4);
    op.block.push_back(block);
    op.crop_before.push_back(random.integer(0, 1));
    op.crop_after.push_back(extent * block > 2 ? random.integer(0, 1) : 0);
    shape[0] *= block;
    shape.push_back(extent);
  }
  shape.push_back(random.integer(1, 4));
  const Tensor x = random_tensor(random, type, shape);
  return CaseBuilder(random, family_name("batch_to_space_nd", type))
      .input(x)
      .finish(std::move(op), like(x, {}));
}

Case tile(Random& random, DataType type) {
  const int rank = random.integer(1, 4);
  const Tensor x =
      random_tensor(random, type, random_shape(random, rank, 1, 4));
  return CaseBuilder(random, family_name("tile", type))
      .input(x)
      .finish(Tile{random_shape(random, rank, 1, 3)}, like(x, {}));
}

}  // namespace

void sweep_rearrangement(Sweep& sweep) {
  Random& random = sweep.random;
  for (const DataType type : kSweptTypes) {
    sweep.repeat(20, [&] { return transpose(random, type); });
    if (type != DataType::kInt16) {  // of which no witness has a kernel
      sweep.repeat(10, [&] { return space_to_depth(random, type); });
      sweep.repeat(10, [&] { return depth_to_space(random, type); });
    }
    sweep.repeat(15, [&] { return space_to_batch(random, type); });
    sweep.repeat(15, [&] { return batch_to_space(random, type); });
    sweep.repeat(10, [&] { return tile(random, type); });
  }
}

}  // namespace firefly::witness
