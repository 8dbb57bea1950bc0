// SPDX-License-Identifier: Apache-2.0
//
// What a timing model is: a core's rules for how long instructions take, with
// zero wait states. One file a core; docs/design/timing.md holds the rules,
// their sources and how sure they are.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace firefly::timing {

/// An instruction as it lies in memory.
struct Code {
  uint64_t address = 0;
  std::array<uint16_t, 2> halves = {};  ///< The second of 4-byte ones only.
  uint8_t bytes = 2;
};

/// Three figures for the same code. Where a core's bounds are unknown, all are
/// the model's figure.
struct Cycles {
  uint64_t likely = 0;     ///< The model's figure.
  uint64_t strict = 0;     ///< Chaining and address rules as a chip measured.
  uint64_t unchained = 0;  ///< No two loads ever chain.

  Cycles& operator+=(const Cycles& other) {
    likely += other.likely;
    strict += other.strict;
    unchained += other.unchained;
    return *this;
  }
  Cycles& operator-=(const Cycles& other) {
    likely -= other.likely;
    strict -= other.strict;
    unchained -= other.unchained;
    return *this;
  }
};

/// The same figure three times. Negative ones wrap, as the sums do.
constexpr Cycles same(int64_t cycles) {
  const auto wrapped = static_cast<uint64_t>(cycles);
  return {wrapped, wrapped, wrapped};
}

/// A pipeline that is fed instructions in the order in which they run.
class TimingModel {
 public:
  virtual ~TimingModel() = default;
  /// An idle pipeline: nothing before what comes next.
  virtual void reset() = 0;
  /// What the next instruction in line adds.
  virtual Cycles step(const Code& code) = 0;
  /// What the last instruction's going elsewhere (`taken`) or not adds; `seen`
  /// says whether a branch predictor would have seen it coming.
  virtual Cycles branch(bool taken, bool seen) = 0;
};

/// Figures that a board's file may set; each model has some, with defaults.
using Parameters = std::map<std::string, uint32_t, std::less<>>;

struct NamedModel {
  std::string_view name;  ///< With its version: a new figure is a new one.
  std::string_view confidence;  ///< In its figures: "good", "fair", "low".
  Parameters defaults;
  std::unique_ptr<TimingModel> (*make)(const Parameters& all);
};

/// All there are.
[[nodiscard]] const std::vector<NamedModel>& models();

/// Of the model called `name`; empty if there is none.
[[nodiscard]] std::string_view confidence_of(std::string_view name);

/// Null if there is no such model, or it has no such parameter; then `wrong`
/// says what was expected.
[[nodiscard]] std::unique_ptr<TimingModel> make_model(
    std::string_view name, const Parameters& parameters, std::string& wrong);

}  // namespace firefly::timing
