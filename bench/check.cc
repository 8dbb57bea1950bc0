// SPDX-License-Identifier: Apache-2.0
#include "bench/check.h"

#include <fmt/format.h>

#include "emulator/report.h"

namespace firefly {
namespace {

constexpr uint64_t kToleranceDivisor = 1000;  // 0.1 %

struct Quantity {
  const char* name = nullptr;
  std::optional<uint64_t> before;
  std::optional<uint64_t> after;
};

void compare_quantity(const RowKey& key, const Quantity& quantity,
                      Comparison& comparison) {
  if (!quantity.before || !quantity.after) {
    return;
  }
  const uint64_t before = *quantity.before;
  const uint64_t after = *quantity.after;
  const uint64_t tolerance = before / kToleranceDivisor;
  const double change = (static_cast<double>(after) /
                             static_cast<double>(before > 0 ? before : 1) -
                         1) *
                        100;
  const std::string line =
      fmt::format("{}: {} {} -> {} ({:+.2f} %)", to_string(key), quantity.name,
                  grouped(before), grouped(after), change);
  if (after > before + tolerance) {
    comparison.worse.push_back(line);
  } else if (after + tolerance < before) {
    comparison.better.push_back(line);
  }
}

}  // namespace

void compare(const Figures& committed, const Figures& now,
             Comparison& comparison) {
  const std::string row = to_string(now.key);
  if (!now.reason.empty()) {
    if (committed.reason.empty()) {
      comparison.worse.push_back(fmt::format("{}: {}", row, now.reason));
    }
    return;
  }
  if (!committed.reason.empty()) {
    comparison.better.push_back(fmt::format("{}: runs now", row));
    return;
  }
  if (committed.exact && !now.exact) {
    comparison.worse.push_back(fmt::format("{}: not exact any more", row));
  }
  compare_quantity(now.key,
                   {"instructions", committed.instructions, now.instructions},
                   comparison);
  if (committed.cycles_model == now.cycles_model) {
    compare_quantity(now.key, {"cycles", committed.cycles, now.cycles},
                     comparison);
  }
  compare_quantity(now.key, {"RAM bytes", committed.ram_bytes, now.ram_bytes},
                   comparison);
  compare_quantity(now.key,
                   {"flash bytes", committed.flash_bytes, now.flash_bytes},
                   comparison);
}

Comparison check_rows(const std::vector<Figures>& committed,
                      const std::function<Figures(const RowKey&)>& measure,
                      const std::function<void(const std::string&)>& progress) {
  Comparison comparison;
  for (const Figures& row : committed) {
    progress(to_string(row.key));
    compare(row, measure(row.key), comparison);
  }
  return comparison;
}

}  // namespace firefly
