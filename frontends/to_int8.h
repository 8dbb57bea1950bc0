// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "features/to_int8.h"
#include "frontends/config_writer.h"
#include "graph/status.h"

namespace firefly {

/// The map q = factor · value + constant, factor > 0, for |value| <= limit: to
/// 15 bits of the factor. kInvalidData if integers cannot hold it, for which
/// `keys` names the keys to change.
[[nodiscard]] Expected<features::ToInt8> design_to_int8(double factor,
                                                        double constant,
                                                        double limit,
                                                        const char* keys);

template <class Config>
void write_to_int8(ConfigWriter<Config>& writer, features::ToInt8& field,
                   const features::ToInt8& map) {
  writer.integer(field.offset, map.offset);
  writer.integer(field.slope, map.slope);
  writer.integer(field.shift, map.shift);
}

}  // namespace firefly
