// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base.h"

namespace firefly {

/// Takes one row of a streamed input.
struct PushRow {
  int32_t bytes;
};

FIREFLY_KERNEL
inline void push_row(const PushRow& layer, const void* line, void* row) {
  __builtin_memcpy(row, line, static_cast<size_t>(layer.bytes));
}

}  // namespace firefly
