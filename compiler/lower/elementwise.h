// SPDX-License-Identifier: Apache-2.0
//
// What the lowerings of elementwise operators share: whether they run row by
// row, their operands as arguments, and the structs inside their layers.
#pragma once

#include "compiler/lower/lower.h"
#include "graph/prepare/broadcast.h"
#include "kernels/requantize.h"

namespace firefly {

/// A row where the operator flows row by row, else everything.
[[nodiscard]] CallExtent call_extent(const LowerContext& context);

/// A call with the arguments (layer, operands…, output), all of them rows or
/// all of them whole; constants are whole in both. The output may take the
/// place of an activation of its own shape and element size.
[[nodiscard]] KernelCall elementwise_call(const LowerContext& context,
                                          CallExtent extent);

/// The members of a Broadcast.
void broadcast_fields(KernelCall& call, const PreparedBroadcast& broadcast);

/// Makes it a call of lookup_s8.
void lookup_fields(KernelCall& call, int32_t count,
                   const std::vector<uint8_t>& table);

/// A member struct of integers.
[[nodiscard]] Field::Value braces(const OutputRange& range);

}  // namespace firefly
