// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "compiler/emit/code_writer.h"
#include "compiler/emit/model_text.h"

namespace firefly {

/// The C interface of a model: plain functions on a struct of memory.
[[nodiscard]] std::string c_header(const ModelText& model);

/// Its definitions, for the model's source file.
void write_c_functions(CodeWriter& code, const ModelText& model);

}  // namespace firefly
