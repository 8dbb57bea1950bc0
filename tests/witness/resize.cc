// SPDX-License-Identifier: Apache-2.0
//
// RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR, up and down, in each mode.
#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

Case resize(Random& random, ResizeKind kind, std::string_view name,
            DataType type) {
  const Shape shape = {random.integer(1, 2), random.integer(1, 9),
                       random.integer(1, 9), random.integer(1, 5)};
  Resize op{kind, false, false};
  switch (random.integer(0, 3)) {
    case 0:
      break;
    case 1:
      op.align_corners = true;
      break;
    case 2:
      op.half_pixel_centers = true;
      break;
    default:
      // Bilinear takes one of the two modes only.
      op.half_pixel_centers = true;
      op.align_corners = kind == ResizeKind::kNearest;
  }
  const Tensor x = random_tensor(random, type, shape);
  Shape resized = {shape[0], random.integer(1, 20), random.integer(1, 20),
                   shape[3]};
  if (random.chance(0.3)) {
    resized[1] = shape[1] * 2;
    resized[2] = shape[2] * 2;
  }
  return CaseBuilder(random, family_name(name, type))
      .input(x)
      .finish(op, like(x, resized));
}

}  // namespace

void sweep_resize(Sweep& sweep) {
  using enum DataType;
  for (const DataType type : {kInt8, kInt16, kFloat32}) {
    sweep.repeat(50, [&] {
      return resize(sweep.random, ResizeKind::kBilinear, "resize_bilinear",
                    type);
    });
  }
  for (const DataType type : kSweptTypes) {
    sweep.repeat(50, [&] {
      return resize(sweep.random, ResizeKind::kNearest,
                    "resize_nearest_neighbor", type);
    });
  }
}

}  // namespace firefly::witness
