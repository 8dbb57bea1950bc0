// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "compiler/emit/emit.h"

namespace firefly {

/// The runtime headers that `text` includes, directly or through others,
/// from those that this program carries, below runtime/.
[[nodiscard]] std::vector<EmittedFile> runtime_files_for(std::string_view text);

}  // namespace firefly
