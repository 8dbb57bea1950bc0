// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/verify_rules.h"

namespace firefly {

void verify_lstm(const Lstm& lstm, OpRules& rules);
void verify_svdf(const Svdf& svdf, OpRules& rules);

}  // namespace firefly
