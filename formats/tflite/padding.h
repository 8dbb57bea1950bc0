// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/op.h"

namespace firefly::tflite {

/// The margins that TFLite's padding SAME adds to an NHWC image of `shape`, so
/// that there is an output for every stride (lite/kernels/padding.h). The
/// smaller half comes first.
[[nodiscard]] Margins same_margins(const Window& window, const Shape& shape);

}  // namespace firefly::tflite
