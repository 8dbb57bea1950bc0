// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace firefly {

/// `text` with the characters that mean something in HTML written out.
[[nodiscard]] std::string html_text(std::string_view text);

/// A page of its own: nothing is loaded from anywhere. `body` is HTML.
[[nodiscard]] std::string html_page(std::string_view title,
                                    std::string_view body);

}  // namespace firefly
