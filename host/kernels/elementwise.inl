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
  const auto factor = Isa::repeat(layer.a_factor);
  const typename Isa::Scale a_scale(layer.a_scale);
  const typename Isa::Scale b_scale(layer.b_scale);
  const typename Isa::Scale out_scale(layer.out_scale);
  const typename Isa::Range range(layer.range);
  const auto run = [&](int32_t i, int lanes) {
    const auto x =
        Isa::sub(layer.a_step != 0 ? Isa::widen(a + i, lanes) : Isa::repeat(*a),
                 a_zero_point);
    const auto y =
        Isa::sub(layer.b_step != 0 ? Isa::widen(b + i, lanes) : Isa::repeat(*b),
                 b_zero_point);
    if constexpr (kind == SumKind::kMul) {
      Isa::store(out + i, out_scale(Isa::mul(x, y)), range, lanes);
    } else if constexpr (kind == SumKind::kAdd) {
      Isa::store(out + i, out_scale(Isa::add(a_scale(x), b_scale(y))), range,
                 lanes);
    } else if constexpr (kind == SumKind::kAddShifted) {
      Isa::store(out + i, out_scale(Isa::add(Isa::mul(x, factor), b_scale(y))),
                 range, lanes);
    } else {
      Isa::store(out + i, out_scale(Isa::sub(a_scale(x), b_scale(y))), range,
                 lanes);
    }
  };
  int32_t i = 0;
  for (; i + Isa::kLanes <= count; i += Isa::kLanes) {
    run(i, Isa::kLanes);
  }
  if (i < count) {
    run(i, count - i);
  }
}

template <class Isa>
void elementwise(const ElementwiseLayer& layer, const int8_t* a,
                 const int8_t* b, int32_t count, int8_t* out) {
  switch (layer.kind) {
    case SumKind::kAdd:
      return elementwise_run<Isa, SumKind::kAdd>(layer, a, b, count, out);
    case SumKind::kAddShifted:
      return elementwise_run<Isa, SumKind::kAddShifted>(layer, a, b, count,
                                                        out);
    case SumKind::kSub:
      return elementwise_run<Isa, SumKind::kSub>(layer, a, b, count, out);
    case SumKind::kMul:
      return elementwise_run<Isa, SumKind::kMul>(layer, a, b, count, out);
  }
}

}  // namespace firefly::host
