// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "graph/tensor.h"

namespace firefly {

/// What a `.npy` file holds. `data` is little-endian and row-major.
struct NpyArray {
  DataType type = DataType::kFloat32;
  Shape shape;
  std::vector<uint8_t> data;
};

/// Reads numpy's .npy format, versions 1 and 2: row-major arrays of int8,
/// uint8, int16, int32, int64, float32 or bool, little-endian; float64 becomes
/// float32. `name` starts every message.
[[nodiscard]] Expected<NpyArray> read_npy(std::span<const uint8_t> bytes,
                                          const std::string& name);

/// As version 1.
[[nodiscard]] std::vector<uint8_t> write_npy(const NpyArray& array);

}  // namespace firefly
