// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/emit/code_writer.h"
#include "compiler/emit/model_text.h"

namespace firefly {

/// `run(memory)`: the groups of the plan, each a loop over rows.
void write_run(CodeWriter& code, const ModelText& model);

/// `push(memory, line)` of a streamed model: the first group as far as it comes
/// with one more row, and the others when it has come to the end of a frame or
/// of a hop.
void write_push(CodeWriter& code, const ModelText& model);

}  // namespace firefly
