// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/prelu.h"

#include "graph/prepare/quantization.h"

namespace firefly {

PreluQuantized prepare_prelu(const Tensor& x, const Tensor& alpha,
                             const Tensor& output) {
  const double in = static_cast<double>(x.scale());
  const double out = static_cast<double>(output.scale());
  const QuantizedMultiplier positive = quantize_multiplier(in / out);
  const QuantizedMultiplier negative =
      quantize_multiplier(in * static_cast<double>(alpha.scale()) / out);
  const IntegerRange range = full_range(output.type);
  return {{},
          x.zero_point(),
          alpha.zero_point(),
          positive.multiplier,
          positive.shift,
          negative.multiplier,
          negative.shift,
          {output.zero_point(), range.low, range.high}};
}

}  // namespace firefly
