// SPDX-License-Identifier: Apache-2.0
//
// What front ends cost: the suite "front-ends".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/figures.h"
#include "frontends/front_end.h"

namespace firefly {

inline constexpr std::string_view kFrontEndSuite = "front-ends";

/// A front end with keys that people publish.
struct FrontEndCase {
  std::string name;  ///< "mfcc-keyword"
  std::string_view kind;
  SensorFormat sensor;
  std::string_view keys;  ///< TOML
  std::string_view of;    ///< Whose.
};

[[nodiscard]] const std::vector<FrontEndCase>& front_end_cases();

[[nodiscard]] Expected<std::unique_ptr<FrontEnd>> make_front_end(
    const FrontEndCase& known);

/// Of a row of the case that `key` names as model: RAM is the object, its
/// memory and the stack; exact, if rows of some seconds equal the host's.
[[nodiscard]] Figures measure_front_end(const RowKey& key);

/// The page's table.
[[nodiscard]] std::string front_end_table(const FiguresFile& file);

}  // namespace firefly
