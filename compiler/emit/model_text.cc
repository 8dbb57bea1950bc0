// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/model_text.h"

#include <fmt/format.h>

#include <limits>

#include "compiler/emit/identifiers.h"
#include "compiler/version.h"

namespace firefly {

int32_t ModelText::height(TensorId id) const {
  const bool is_endless = plan.streaming == Streaming::kSliding;
  for (size_t i = 0; is_endless && i + 1 < plan.rates.size(); ++i) {
    if (graph.ops[i].outputs[0] == id) {
      return std::numeric_limits<int32_t>::max();
    }
  }
  return placement(id).height;
}

int32_t ModelText::input_row_bytes() const {
  const Tensor& image = graph.tensor(graph.ops[0].outputs[0]);
  return size_bytes(image) / image.shape[1];
}

int32_t ModelText::hop_rows() const {
  return plan.rates.empty() ? plan.window_rows : plan.rates[0];
}

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
