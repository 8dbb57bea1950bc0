// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/augment/parameters.h"
#include "data/random.h"
#include "data/recording.h"

namespace firefly {

/// An image as another moment would have shown it; its size stays.
[[nodiscard]] Signal augment_image(const ImageAugmentation& parameters,
                                   const Signal& image, Random& random);

}  // namespace firefly
