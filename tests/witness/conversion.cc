// SPDX-License-Identifier: Apache-2.0
//
// QUANTIZE, DEQUANTIZE, CAST.
#include <fmt/format.h>

#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

std::string pair_name(std::string_view op, DataType from, DataType to) {
  return fmt::format("{} {} to {}", op, name_of(from), name_of(to));
}

Shape any_shape(Random& random) {
  return random_shape(random, random.integer(1, 4), 1, 8);
}

Case quantize(Random& random, DataType from, DataType to) {
  Tensor x = random_tensor(random, from, any_shape(random));
  if (from == DataType::kInt32) {
    x = quantized(from, x.shape, random.scale(-12, -6), 0);
  }
  Tensor y = random_tensor(random, to, {});
  if (from == to && random.chance(0.3)) {
    y.quantization.scale = x.quantization.scale;
  }
  return CaseBuilder(random, pair_name("quantize", from, to))
      .input(x, from == DataType::kFloat32 ? std::optional(Range{-20, 20})
                                           : std::nullopt)
      .finish(Quantize{}, std::move(y));
}

Case dequantize(Random& random, DataType from) {
  Tensor y;
  y.type = DataType::kFloat32;
  return CaseBuilder(random, family_name("dequantize", from))
      .input(random_tensor(random, from, any_shape(random)))
      .finish(Dequantize{}, std::move(y));
}

Case cast(Random& random, DataType from, DataType to) {
  Tensor x;
  x.type = from;
  x.shape = any_shape(random);
  Tensor y;
  y.type = to;
  // A float outside of the target's range converts to nothing in particular.
  const std::optional<Range> range = from == DataType::kFloat32
                                         ? std::optional(Range{-100, 100})
                                         : std::nullopt;
  return CaseBuilder(random, pair_name("cast", from, to))
      .input(std::move(x), range)
      .finish(Cast{}, std::move(y));
}

}  // namespace

void sweep_conversion(Sweep& sweep) {
  using enum DataType;
  Random& random = sweep.random;
  for (const DataType from : {kInt8, kUint8, kInt16, kInt32, kFloat32}) {
    for (const DataType to : {kInt8, kUint8, kInt16}) {
      if (to == kUint8 && (from == kInt16 || from == kInt32)) {
        continue;  // No witness has a kernel.
      }
      sweep.repeat(40, [&] { return quantize(random, from, to); });
    }
    if (is_quantized(from)) {
      sweep.repeat(20, [&] { return dequantize(random, from); });
    }
  }
  constexpr DataType kCasts[] = {kInt8, kInt16, kInt32, kFloat32, kBool};
  for (const DataType from : kCasts) {
    for (const DataType to : kCasts) {
      if (from != to) {
        sweep.repeat(5, [&] { return cast(random, from, to); });
      }
    }
  }
}

}  // namespace firefly::witness
