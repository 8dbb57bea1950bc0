// SPDX-License-Identifier: Apache-2.0
//
// Operators that copy elements of one or more tensors: RESHAPE, SLICE and
// STRIDED_SLICE, CONCATENATION, PAD, PADV2, MIRROR_PAD, GATHER, SELECT.
#include <algorithm>

#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

Case reshape(Random& random, DataType type) {
  const Shape shape = random_shape(random, random.integer(1, 4), 1, 6);
  const Tensor x = random_tensor(random, type, shape);
  const Shape flat = {1, element_count(shape)};
  const Shape reversed(shape.rbegin(), shape.rend());
  return CaseBuilder(random, family_name("reshape", type))
      .input(x)
      .finish(Reshape{}, like(x, random.chance(0.5) ? flat : reversed));
}

Case slice(Random& random, DataType type) {
  const Shape shape = random_shape(random, random.integer(1, 4), 1, 9);
  const bool strided = random.chance(0.5);
  Slice op;
  Shape extents;
  for (const int32_t extent : shape) {
    const int32_t stride = strided ? random.pick({1, 2, 3, -1, -2}) : 1;
    const int32_t begin = random.integer(0, extent - 1);
    const int32_t reach = stride > 0 ? extent - 1 - begin : begin;
    op.begin.push_back(begin);
    op.stride.push_back(stride);
    extents.push_back(random.integer(1, reach / std::abs(stride) + 1));
  }
  const Tensor x = random_tensor(random, type, shape);
  return CaseBuilder(random,
                     family_name(strided ? "strided_slice" : "slice", type))
      .input(x)
      .finish(std::move(op), like(x, extents));
}

Case concat(Random& random, DataType type) {
  const int rank = random.integer(1, 4);
  const int32_t axis = random.integer(0, rank - 1);
  Shape shape = random_shape(random, rank, 1, 6);
  const Tensor y = random_tensor(random, type, {});
  CaseBuilder builder(random, family_name("concatenation", type));
  const int32_t inputs = random.integer(1, 5);
  for (int32_t i = 0; i < inputs; ++i) {
    shape[static_cast<size_t>(axis)] = random.integer(1, 4);
    builder.input(like(y, shape));
  }
  return builder.finish(Concat{axis}, y);
}

std::vector<int32_t> random_margins(Random& random, const Shape& shape,
                                    int32_t limit) {
  std::vector<int32_t> margins;
  for (const int32_t extent : shape) {
    margins.push_back(random.integer(0, std::min(limit, extent - 1)));
  }
  return margins;
}

Case pad(Random& random, DataType type, bool with_value) {
  const Shape shape = random_shape(random, random.integer(1, 4), 4, 6);
  const Tensor x = random_tensor(random, type, shape);
  CaseBuilder builder(random, family_name(with_value ? "padv2" : "pad", type));
  builder.input(x);
  if (with_value) {
    builder.constant(like(x, {1}));
  }
  return builder.finish(
      Pad{random_margins(random, shape, 3), random_margins(random, shape, 3)},
      like(x, {}));
}

Case mirror_pad(Random& random, DataType type) {
  const Shape shape = random_shape(random, random.integer(1, 4), 3, 6);
  const Tensor x = random_tensor(random, type, shape);
  return CaseBuilder(random, family_name("mirror_pad", type))
      .input(x)
      .finish(MirrorPad{random_margins(random, shape, 2),
                        random_margins(random, shape, 2), random.chance(0.5)},
              like(x, {}));
}

Case gather(Random& random, DataType type) {
  const int rank = random.integer(1, 4);
  const int32_t axis = random.integer(0, rank - 1);
  const int32_t batch_dims = random.chance(0.3) ? random.integer(0, axis) : 0;
  const Shape shape = random_shape(random, rank, 1, 6);
  const Tensor x = random_tensor(random, type, shape);
  Tensor indices;
  indices.type = DataType::kInt32;
  indices.shape.assign(shape.begin(), shape.begin() + batch_dims);
  indices.shape.push_back(random.integer(1, 5));
  if (random.chance(0.5)) {
    indices.shape.push_back(random.integer(1, 3));
  }
  const double last = shape[static_cast<size_t>(axis)] - 1;
  CaseBuilder builder(random, family_name("gather", type));
  builder.input(x);
  if (random.chance(0.5)) {
    builder.constant(std::move(indices), Range{0, last});
  } else {
    builder.input(std::move(indices), Range{0, last});
  }
  return builder.finish(Gather{axis, batch_dims}, like(x, {}));
}

Case select(Random& random, DataType type) {
  const Shape shape = random_shape(random, random.integer(1, 4), 1, 6);
  const Tensor x = random_tensor(random, type, shape);
  Tensor condition;
  condition.type = DataType::kBool;
  condition.shape = shape;
  return CaseBuilder(random, family_name("select", type))
      .input(std::move(condition))
      .input(x)
      .input(x)
      .finish(Select{}, like(x, {}));
}

}  // namespace

void sweep_movement(Sweep& sweep) {
  Random& random = sweep.random;
  for (const DataType type : kSweptTypes) {
    sweep.repeat(10, [&] { return reshape(random, type); });
    sweep.repeat(60, [&] { return slice(random, type); });
    sweep.repeat(30, [&] { return concat(random, type); });
    sweep.repeat(30, [&] { return pad(random, type, false); });
    sweep.repeat(30, [&] { return pad(random, type, true); });
    sweep.repeat(20, [&] { return mirror_pad(random, type); });
    sweep.repeat(20, [&] { return gather(random, type); });
    sweep.repeat(10, [&] { return select(random, type); });
  }
}

}  // namespace firefly::witness
