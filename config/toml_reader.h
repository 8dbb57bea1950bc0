// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/keys.h"
#include "graph/status.h"

namespace firefly {

/// Reads `text`, a TOML file that messages call `file`, into what `declare`
/// declares. A key that is absent keeps its value. Everything that is wrong is
/// said at once, a line each with the file's line: a key that nobody declared
/// (with the one that was probably meant), a value of another type, a number
/// out of range, a word that is not among the choices. Then the values are not
/// to be used.
[[nodiscard]] Status read_toml(std::string_view text, std::string_view file,
                               const std::function<void(Keys&)>& declare);

/// The same with some keys of another value: `changes` is TOML, too, such as
/// "model.width = 32". Where it makes another choice (of a kind, say), keys of
/// the same table that the choice does not know are left out and returned, as
/// "front_end.coefficients".
[[nodiscard]] Expected<std::vector<std::string>> read_toml(
    std::string_view text, std::string_view file, std::string_view changes,
    const std::function<void(Keys&)>& declare);

}  // namespace firefly
