// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "compiler/emit/model_text.h"

namespace firefly {

/// The C++ interface of a model.
[[nodiscard]] std::string model_header(const ModelText& model);

}  // namespace firefly
