// SPDX-License-Identifier: Apache-2.0
#include "evaluation/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string_view>

#include "evaluation/page.h"

namespace firefly {
namespace {

constexpr double kWidth = 560;
constexpr double kHeight = 340;
constexpr double kLeft = 64;
constexpr double kRight = 16;
constexpr double kTop = 16;
constexpr double kBottom = 48;

template <class... Args>
void add(std::string& svg, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(svg), format, std::forward<Args>(args)...);
}

/// Values of one axis onto the page.
class Scale {
 public:
  Scale(double from, double to, bool is_log) : from_(from), is_log_(is_log) {
    low_ = std::numeric_limits<double>::infinity();
    high_ = -low_;
    to_ = to;
  }

  [[nodiscard]] bool holds(double value) const {
    return std::isfinite(value) && (!is_log_ || value > 0);
  }

  void include(double value) {
    if (holds(value)) {
      low_ = std::min(low_, value);
      high_ = std::max(high_, value);
    }
  }

  [[nodiscard]] bool empty() const { return low_ > high_; }

  /// Widens the range to whole steps and places ticks on them.
  void finish() {
    if (is_log_) {
      low_ = std::pow(10, std::floor(std::log10(low_)));
      high_ = std::pow(10, std::ceil(std::log10(high_)));
      high_ = high_ > low_ ? high_ : 10 * low_;
      for (double tick = low_; tick <= high_ * 1.0001; tick *= 10) {
        ticks_.push_back(tick);
      }
      return;
    }
    if (high_ - low_ < 1e-12) {
      low_ -= 0.5;
      high_ += 0.5;
    }
    const double step = round_step((high_ - low_) / 5);
    low_ = step * std::floor(low_ / step + 1e-9);
    high_ = step * std::ceil(high_ / step - 1e-9);
    const auto steps = static_cast<int>(std::lround((high_ - low_) / step));
    for (int i = 0; i <= steps; ++i) {
      ticks_.push_back(low_ + i * step);
    }
  }

  [[nodiscard]] const std::vector<double>& ticks() const { return ticks_; }

  [[nodiscard]] double at(double value) const {
    const double share = is_log_
                             ? std::log(value / low_) / std::log(high_ / low_)
                             : (value - low_) / (high_ - low_);
    return from_ + share * (to_ - from_);
  }

 private:
  /// 1, 2 or 5 times a power of ten.
  static double round_step(double step) {
    const double power = std::pow(10, std::floor(std::log10(step)));
    const double part = step / power;
    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
  }

  double from_;
  double to_ = 0;
  double low_ = 0;
  double high_ = 0;
  bool is_log_;
  std::vector<double> ticks_;
};

std::string tick_text(double value) {
  return std::abs(value) < 1e-12 ? "0" : fmt::format("{:.4g}", value);
}

void draw_axes(std::string& svg, const Axes& axes, const Scale& x,
               const Scale& y) {
  for (const double tick : x.ticks()) {
    add(svg,
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" "
        "y2=\"{2}\"/><text x=\"{0:.1f}\" y=\"{3}\" "
        "text-anchor=\"middle\">{4}</text>\n",
        x.at(tick), kTop, kHeight - kBottom, kHeight - kBottom + 16,
        tick_text(tick));
  }
  for (const double tick : y.ticks()) {
    add(svg,
        "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" "
        "y2=\"{2:.1f}\"/><text x=\"{3}\" y=\"{4:.1f}\" "
        "text-anchor=\"end\">{5}</text>\n",
        kLeft, kWidth - kRight, y.at(tick), kLeft - 6, y.at(tick) + 4,
        tick_text(tick));
  }
  add(svg,
      "<text x=\"{:.0f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n"
      "<text transform=\"translate(14 {:.0f}) rotate(-90)\" "
      "text-anchor=\"middle\">{}</text>\n",
      (kLeft + kWidth - kRight) / 2, kHeight - 10, html_text(axes.x_label),
      (kTop + kHeight - kBottom) / 2, html_text(axes.y_label));
}

void draw_series(std::string& svg, const Series& series, size_t colour,
                 const Scale& x, const Scale& y) {
  std::string path;
  for (size_t i = 0; i < series.x.size(); ++i) {
    if (!x.holds(series.x[i]) || !y.holds(series.y[i])) {
      continue;
    }
    if (series.points) {
      add(svg,
          "<circle class=\"dot c{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>",
          colour, x.at(series.x[i]), y.at(series.y[i]));
    } else {
      add(path, "{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x.at(series.x[i]),
          y.at(series.y[i]));
    }
  }
  if (!path.empty()) {
    add(svg, "<path class=\"line c{}\" d=\"{}\"/>\n", colour, path);
  }
}

}  // namespace

std::string line_plot(const Axes& axes, std::span<const Series> series) {
  Scale x(kLeft, kWidth - kRight, axes.x_is_log);
  Scale y(kHeight - kBottom, kTop, false);
  for (const Series& one : series) {
    for (size_t i = 0; i < one.x.size(); ++i) {
      if (x.holds(one.x[i]) && y.holds(one.y[i])) {
        x.include(one.x[i]);
        y.include(one.y[i]);
      }
    }
  }
  if (x.empty()) {
    return {};
  }
  x.finish();
  y.finish();
  std::string svg = fmt::format(
      "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{} over {}\">\n",
      kWidth, kHeight, html_text(axes.y_label), html_text(axes.x_label));
  draw_axes(svg, axes, x, y);
  constexpr size_t kColours = 8;
  std::string legend;
  for (size_t i = 0; i < series.size(); ++i) {
    draw_series(svg, series[i], i % kColours, x, y);
    if (!series[i].name.empty()) {
      add(legend, "<span class=\"key k{}\">{}</span>", i % kColours,
          html_text(series[i].name));
    }
  }
  return svg + "</svg>\n" +
         (legend.empty() ? "" : "<p class=\"legend\">" + legend + "</p>\n");
}

std::string confusion_plot(const ConfusionMatrix& matrix,
                           std::span<const std::string> classes) {
  std::string table = "<table class=\"confusion\">\n<tr><th></th>";
  for (const std::string& name : classes) {
    add(table, "<th><span>{}</span></th>", html_text(name));
  }
  table += "</tr>\n";
  for (int truth = 0; truth < matrix.classes(); ++truth) {
    add(table, "<tr><th>{}</th>",
        html_text(classes[static_cast<size_t>(truth)]));
    for (int predicted = 0; predicted < matrix.classes(); ++predicted) {
      const int64_t count = matrix.count(truth, predicted);
      const int64_t all = std::max<int64_t>(1, matrix.total(truth));
      add(table, "<td class=\"{}\" style=\"--share:{:.0f}%\">{}</td>",
          truth == predicted ? "right" : "wrong",
          100.0 * static_cast<double>(count) / static_cast<double>(all),
          count == 0 ? std::string() : fmt::format("{}", count));
    }
    table += "</tr>\n";
  }
  return table + "</table>\n";
}

}  // namespace firefly
