// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "compiler/emit/model_text.h"

namespace firefly {

/// The implementation of a model: constants, one function an operator, and
/// the loops that call them.
[[nodiscard]] std::string model_source(const ModelText& model);

}  // namespace firefly
