// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/model_text.h"

#include <fmt/format.h>

#include "compiler/emit/identifiers.h"
#include "compiler/version.h"

namespace firefly {
std::string ModelText::banner(std::string_view file) const {
  return fmt::format(
      "// {}, made by firefly {} from {} for {}, fit {}. Do not edit.", file,
      kVersion, comment_text(options.source), comment_text(options.board),
      name_of(options.fit));
}

std::string ModelText::short_shape(TensorId id) const {
  Shape shape = graph.tensor(id).shape;
  if (shape.size() > 1 && shape[0] == 1) {
    shape.erase(shape.begin());
  }
  return to_string(shape);
}

}  // namespace firefly
