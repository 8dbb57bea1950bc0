// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "project/train.h"

namespace firefly {

/// What a model is for, what it was made from and how well it does, in
/// Markdown, for whoever finds the file later.
[[nodiscard]] std::string model_card(const Project& project,
                                     const DataSet& data,
                                     const TrainingResult& result,
                                     std::span<const uint8_t> model);

}  // namespace firefly
