// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "graph/tensor.h"

namespace firefly {

/// A valid C identifier for a model, from a file's name: "kws_ref_model".
[[nodiscard]] std::string identifier_of(std::string_view name);

/// Text from a file, such that a comment around it stays one: on one line,
/// without the marks that begin and end comments.
[[nodiscard]] std::string comment_text(std::string_view text);

/// "KWS_REF_MODEL", for macros.
[[nodiscard]] std::string upper_case(std::string_view name);

/// "depthwise_conv2d" -> "DepthwiseConv2d", "zero points" -> "ZeroPoints".
[[nodiscard]] std::string camel_case(std::string_view name);

}  // namespace firefly
