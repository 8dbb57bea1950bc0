// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/domain.h"
#include "config/keys.h"

namespace firefly {

/// A key whose value a search chooses.
struct Dimension {
  std::string path;  ///< "model.width"
  Domain domain;
  /// A key that exists with some choices of another one only, as that of an
  /// architecture: the path of the other one, and its values. Empty: always.
  std::string depends_on;
  std::vector<std::string> with;
};

/// Declares the keys that `declare` declares once more, each with values to try
/// instead of one, and adds those that have some to `space`. Where a kind is
/// searched, too, the keys of all its kinds may be. A choice stands before what
/// depends on it. `declare` has parameters of its own to scribble on.
void declare_space(Keys& keys, const std::function<void(Keys&)>& declare,
                   std::vector<Dimension>& space);

}  // namespace firefly
