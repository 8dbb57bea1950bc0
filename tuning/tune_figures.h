// SPDX-License-Identifier: Apache-2.0
//
// A study's figures in words, for its text and its page.
#pragma once

#include <string>
#include <string_view>

#include "tuning/tune.h"

namespace firefly {

struct Counts {
  int trained = 0;   ///< To some rung.
  int complete = 0;  ///< To the last one.
  int refused = 0;
  int failed = 0;
};

[[nodiscard]] Counts counts_of(const TuneReport& report);

[[nodiscard]] std::string_view objective_name(Objective objective);

/// "complete", "refused", …
[[nodiscard]] std::string_view state_name(const TuneReport& report,
                                          const Trial& trial);

/// With the unit of the objective; of kLoss, the loss.
[[nodiscard]] std::string score_text(const TuneReport& report, double score);

/// Milliseconds; instructions where the core has no timing model.
[[nodiscard]] std::string time_text(const BoardCost& cost);

/// The keys in which a trial differs from the project.
[[nodiscard]] std::string keys_text(const TuneReport& report,
                                    const Trial& trial);

}  // namespace firefly
