// SPDX-License-Identifier: Apache-2.0
//
// The only place that includes torch: ten seconds to read, so once a build.
#pragma once

#pragma GCC system_header
#include <torch/torch.h>
