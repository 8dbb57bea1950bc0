// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "compiler/emit/code_writer.h"
#include "compiler/lower/kernel_call.h"

namespace firefly {

/// The constant arrays of one emitted file. Equal arrays are written once.
class FlashArrays {
 public:
  explicit FlashArrays(CodeWriter& code) : code_(code) {}

  /// Writes `array` unless an equal one is there already; returns its name,
  /// such as "kConv2d0Weights" for the owner "kConv2d0".
  std::string add(std::string_view owner, const FlashArray& array);

 private:
  CodeWriter& code_;
  std::map<std::pair<DataType, std::vector<uint8_t>>, std::string> names_;
};

/// The value of a constant or state tensor, as it is.
[[nodiscard]] FlashArray flash_copy(const Tensor& tensor);

/// A float as a C++ literal that reads back as the same bits.
[[nodiscard]] std::string float_literal(float value);

}  // namespace firefly
