// SPDX-License-Identifier: Apache-2.0
//
// Operators computed at compile time, with the reference kernels.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "graph/graph.h"

namespace firefly {

/// The bytes of the only output of `kind` on `inputs`, all of which hold data;
/// nothing for an optional input that is absent. `output`: its type, shape and
/// quantisation.
[[nodiscard]] std::vector<uint8_t> evaluate_on(
    const OpKind& kind, const std::vector<std::optional<Tensor>>& inputs,
    const Tensor& output);

/// f(q) for each stored number q of the input's type, smallest first. `op`
/// computes each element from one element and maps an 8- or 16-bit integer type
/// to one of that width.
[[nodiscard]] std::vector<int32_t> tabulate(const Graph& graph, const Op& op);

/// Whether tabulate() applies.
[[nodiscard]] bool is_integer_function(const Graph& graph, const Op& op);

/// The numbers of an int8, uint8, int16 or int32 tensor's data.
[[nodiscard]] std::vector<int32_t> integers_of(
    DataType type, const std::vector<uint8_t>& data);
/// The reverse; the numbers fit the type.
[[nodiscard]] std::vector<uint8_t> bytes_of(DataType type,
                                            const std::vector<int32_t>& values);

}  // namespace firefly
