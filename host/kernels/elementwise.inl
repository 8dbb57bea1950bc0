// SPDX-License-Identifier: Apache-2.0
//
// Sums, differences and products of two operands; as elementwise:: in
// runtime/kernels/binary.h.
#pragma once

#include "host/kernels.h"

namespace firefly::host {

template <class Isa, SumKind kind>
void elementwise_run(const ElementwiseLayer& layer, const int8_t* a,
                     const int8_t* b, int32_t count, int8_t* out) {
  const auto a_zero_point = Isa::repeat(layer.a_zero_point);
  const auto b_zero_point = Isa::repeat(layer.b_zero_point);
  const typename Isa::Scale a_scale(layer.a_scale);
  const typename Isa::Scale b_scale(layer.b_scale);
  const typename Isa::Scale out_scale(layer.out_scale);
  const typename Isa::Range range(layer.range);
  for (int32_t i = 0; i < count; i += Isa::kLanes) {
    const int lanes = min_of(count - i, Isa::kLanes);
    const auto x =
        Isa::sub(layer.a_step != 0 ? Isa::widen(a + i, lanes) : Isa::repeat(*a),
                 a_zero_point);
    const auto y =
        Isa::sub(layer.b_step != 0 ? Isa::widen(b + i, lanes) : Isa::repeat(*b),
                 b_zero_point);
    if constexpr (kind == SumKind::kMul) {
      Isa::store(out + i, out_scale(Isa::mul(x, y)), range, lanes);
    } else {
      const auto sum = kind == SumKind::kAdd ? Isa::add(a_scale(x), b_scale(y))
                                             : Isa::sub(a_scale(x), b_scale(y));
      Isa::store(out + i, out_scale(sum), range, lanes);
    }
  }
}

template <class Isa>
void elementwise(const ElementwiseLayer& layer, const int8_t* a,
                 const int8_t* b, int32_t count, int8_t* out) {
  switch (layer.kind) {
    case SumKind::kAdd:
      return elementwise_run<Isa, SumKind::kAdd>(layer, a, b, count, out);
    case SumKind::kSub:
      return elementwise_run<Isa, SumKind::kSub>(layer, a, b, count, out);
    case SumKind::kMul:
      return elementwise_run<Isa, SumKind::kMul>(layer, a, b, count, out);
  }
}

}  // namespace firefly::host
