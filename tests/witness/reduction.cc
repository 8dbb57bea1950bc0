// SPDX-License-Identifier: Apache-2.0
//
// MEAN, SUM, REDUCE_*, ARG_MAX, ARG_MIN.
#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

std::vector<int32_t> random_axes(Random& random, int rank) {
  if (rank == 4 && random.chance(0.4)) {
    return {1, 2};  // The global average of an image, a special case of TFLM.
  }
  std::vector<int32_t> axes;
  for (int32_t axis = 0; axis < rank; ++axis) {
    if (random.chance(0.5)) {
      axes.push_back(axis);
    }
  }
  if (axes.empty()) {
    axes.push_back(random.integer(0, rank - 1));
  }
  return axes;
}

Case reduce(Random& random, ReduceKind kind, std::string_view name,
            DataType type) {
  const int rank = random.integer(1, 4);
  const Shape shape = random_shape(random, rank, 1, 8);
  Reduce op{kind, random_axes(random, rank), random.chance(0.5)};
  const Tensor x = random_tensor(random, type, shape);
  const bool rescales = kind == ReduceKind::kMean || kind == ReduceKind::kSum;
  Tensor y = like(x, {});
  if (rescales && random.chance(0.6)) {
    y = random_tensor(random, type, {});
  }
  std::optional<Range> range;
  if (kind == ReduceKind::kProd) {
    range = Range{-2, 2};
  }
  return CaseBuilder(random, family_name(name, type))
      .input(x, range)
      .finish(op, std::move(y));
}

Case arg_reduce(Random& random, ArgReduceKind kind, std::string_view name,
                DataType type) {
  const int rank = random.integer(2, 4);
  // Few distinct values, so that ties occur: the first one counts.
  const std::optional<Range> ties =
      random.chance(0.5) ? std::optional(Range{-3, 3}) : std::nullopt;
  const Tensor x =
      random_tensor(random, type, random_shape(random, rank, 1, 7));
  Tensor y;
  y.type = DataType::kInt32;
  return CaseBuilder(random, family_name(name, type))
      .input(x, ties)
      .finish(ArgReduce{kind, random.integer(0, rank - 1)}, std::move(y));
}

}  // namespace

void sweep_reduction(Sweep& sweep) {
  Random& random = sweep.random;
  for (const DataType type : kSweptTypes) {
    sweep.repeat(
        80, [&] { return reduce(random, ReduceKind::kMean, "mean", type); });
    sweep.repeat(40,
                 [&] { return reduce(random, ReduceKind::kSum, "sum", type); });
    sweep.repeat(20, [&] {
      return reduce(random, ReduceKind::kMax, "reduce_max", type);
    });
    sweep.repeat(20, [&] {
      return reduce(random, ReduceKind::kMin, "reduce_min", type);
    });
  }
  for (const DataType type : {DataType::kFloat32, DataType::kInt32}) {
    sweep.repeat(10, [&] {
      return reduce(random, ReduceKind::kProd, "reduce_prod", type);
    });
  }
  for (const ReduceKind kind : {ReduceKind::kAny, ReduceKind::kAll}) {
    sweep.repeat(10, [&] {
      return reduce(random, kind,
                    kind == ReduceKind::kAny ? "reduce_any" : "reduce_all",
                    DataType::kBool);
    });
  }
  for (const DataType type : {DataType::kInt8, DataType::kFloat32}) {
    sweep.repeat(30, [&] {
      return arg_reduce(random, ArgReduceKind::kMax, "arg_max", type);
    });
    sweep.repeat(20, [&] {
      return arg_reduce(random, ArgReduceKind::kMin, "arg_min", type);
    });
  }
}

}  // namespace firefly::witness
