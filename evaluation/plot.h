// SPDX-License-Identifier: Apache-2.0
//
// Figures as SVG text for a page of HTML: colours come from the page's style
// (page.h), so that they follow a dark screen.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "evaluation/metrics.h"

namespace firefly {

struct Series {
  std::string name;
  std::vector<double> x;
  std::vector<double> y;  ///< As many as `x`.
  bool points = false;    ///< Dots instead of a line.
};

struct Axes {
  std::string x_label;
  std::string y_label;
  bool x_is_log = false;  ///< Values that are not positive are left out.
};

/// Lines and dots over two axes with round ticks. Up to eight series have
/// colours of their own; the legend names them. Empty without a value.
[[nodiscard]] std::string line_plot(const Axes& axes,
                                    std::span<const Series> series);

/// Rows are the truth; a cell's shade is its share of the row.
[[nodiscard]] std::string confusion_plot(const ConfusionMatrix& matrix,
                                         std::span<const std::string> classes);

}  // namespace firefly
