// SPDX-License-Identifier: Apache-2.0
//
// What tests of kernels that read or write rows of planes start from.
#pragma once

#include <random>

#include "compiler/lower/testing/run_plain.h"
#include "kernels/plane_rows.h"

namespace firefly::testing {

/// Random layers that may be followed by planes.
class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }
  std::vector<int8_t> bytes(int32_t count, int32_t least = -128) {
    std::vector<int8_t> result(static_cast<size_t>(count));
    for (int8_t& value : result) {
      value = static_cast<int8_t>(between(least, 127));
    }
    return result;
  }
  /// With a ReLU, zero points of -128 and right shifts around `right_shift`.
  ConvConstants constants(const ConvShape& shape, int32_t right_shift) {
    ConvConstants result;
    result.parameters.shape = shape;
    result.parameters.input_zero_point = -128;
    result.parameters.range = {-128, -128, 127};
    result.weights =
        bytes(shape.output_channels * shape.kernel_height * shape.kernel_width *
                  shape.group_input_channels(),
              -127);
    for (int32_t channel = 0; channel < shape.output_channels; ++channel) {
      result.parameters.multiplier.push_back(between(1 << 30, INT32_MAX));
      result.parameters.shift.push_back(-right_shift + between(-1, 1));
      result.bias.push_back(between(-40000, 40000));
    }
    return result;
  }

 private:
  std::mt19937 random_;
};

/// A row of planes, spelt out.
inline std::vector<int8_t> planes_of(const int8_t* row, int32_t width,
                                     int32_t channels, int32_t margin) {
  std::vector<int8_t> planes(
      static_cast<size_t>(plane_row_bytes(width, channels, margin)));
  for (int32_t channel = 0; channel < channels; ++channel) {
    for (int32_t x = 0; x < width; ++x) {
      const int32_t at = plane_start_bytes(margin) +
                         channel * plane_bytes(width, margin) + 2 * x;
      planes[static_cast<size_t>(at)] =
          static_cast<int8_t>(row[x * channels + channel] + 128);
    }
  }
  return planes;
}

/// Rows of an odd width as planes that two rows share, spelt out; what stands
/// in the place of an odd last row's partner is left at `garbage`.
inline std::vector<int8_t> plane_pairs_of(const std::vector<int8_t>& rows,
                                          int32_t width, int32_t channels,
                                          int8_t garbage) {
  const auto row_elems = static_cast<size_t>(width * channels);
  const size_t height = rows.size() / row_elems;
  const auto pair_bytes =
      static_cast<size_t>(2 * plane_pair_row_bytes(width, channels));
  std::vector<int8_t> planes((height + 1) / 2 * pair_bytes, garbage);
  for (size_t i = 0; i < rows.size(); ++i) {
    const size_t y = i / row_elems;
    const auto x = i % row_elems / static_cast<size_t>(channels);
    const size_t channel = i % static_cast<size_t>(channels);
    const size_t at = y / 2 * pair_bytes +
                      channel * static_cast<size_t>(plane_pair_bytes(width)) +
                      2 * (y % 2 * static_cast<size_t>(width) + x);
    planes[at] = static_cast<int8_t>(rows[i] + 128);
    planes[at + 1] = 0;
  }
  return planes;
}

}  // namespace firefly::testing
