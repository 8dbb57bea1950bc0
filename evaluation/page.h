// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace firefly {

/// `text` with the characters that mean something in HTML written out.
[[nodiscard]] std::string html_text(std::string_view text);

/// A figure with its name above and a remark below, in small; put several into
/// a <div class="cards">. The remark is plain text.
[[nodiscard]] std::string html_card(std::string_view name,
                                    std::string_view value,
                                    std::string_view remark);

/// A page of its own: nothing is loaded from anywhere. `body` is HTML.
[[nodiscard]] std::string html_page(std::string_view title,
                                    std::string_view body);

}  // namespace firefly
