// SPDX-License-Identifier: Apache-2.0
//
// The sweeps: one function an operator family, each appending its cases.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "tests/witness/case.h"

namespace firefly::witness {

/// Where a sweep puts its cases, and how wide it is.
struct Sweep {
  Random& random;
  int width = 1;  ///< Multiplies the number of cases.
  std::function<void(Case)> emit;

  /// Emits make() `count` · width times.
  template <class Make>
  void repeat(int count, Make make) {
    for (int i = 0; i < count * width; ++i) {
      emit(make());
    }
  }
};

void sweep_convolution(Sweep& sweep);
void sweep_matrix(Sweep& sweep);
void sweep_pooling(Sweep& sweep);
void sweep_reduction(Sweep& sweep);
void sweep_binary(Sweep& sweep);
void sweep_unary(Sweep& sweep);
void sweep_normalization(Sweep& sweep);
void sweep_conversion(Sweep& sweep);
void sweep_movement(Sweep& sweep);
void sweep_rearrangement(Sweep& sweep);
void sweep_resize(Sweep& sweep);
void sweep_sequence(Sweep& sweep);
void sweep_signal(Sweep& sweep);

struct Family {
  std::string_view name;
  void (*sweep)(Sweep&);
};

inline constexpr Family kFamilies[] = {
    {"convolution", sweep_convolution},
    {"matrix", sweep_matrix},
    {"pooling", sweep_pooling},
    {"reduction", sweep_reduction},
    {"binary", sweep_binary},
    {"unary", sweep_unary},
    {"normalization", sweep_normalization},
    {"conversion", sweep_conversion},
    {"movement", sweep_movement},
    {"rearrangement", sweep_rearrangement},
    {"resize", sweep_resize},
    {"sequence", sweep_sequence},
    {"signal", sweep_signal},
};

}  // namespace firefly::witness
