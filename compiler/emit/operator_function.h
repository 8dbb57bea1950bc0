// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/emit/code_writer.h"
#include "compiler/emit/flash.h"
#include "compiler/emit/model_text.h"

namespace firefly {

/// One accessor a tensor, which says where it lies; arrays for the constant
/// ones that kernels read as they are.
void write_tensors(CodeWriter& code, const ModelText& model,
                   FlashArrays& arrays);

/// The constants of operator `index` and the function that runs it: one row
/// `y` of it, or all.
void write_operator(CodeWriter& code, const ModelText& model, size_t index,
                    FlashArrays& arrays);

/// Whether operator `index` is a group of its own, whose function makes all of
/// its rows.
[[nodiscard]] bool makes_all_rows(const ModelText& model, size_t index);

/// "NAME_op_3".
[[nodiscard]] std::string operator_function(const ModelText& model,
                                            size_t index);

}  // namespace firefly
