// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "compiler/version.h"
#include "emulator/report.h"
#include "evaluation/page.h"
#include "evaluation/plot.h"
#include "tuning/tune.h"
#include "tuning/tune_figures.h"

namespace firefly {
namespace {

/// A cost that a picture shows the score over.
struct CostAxis {
  std::string_view label;
  double (*value)(const BoardCost& cost);
};

double ram(const BoardCost& cost) {
  return static_cast<double>(cost.ram_bytes) / 1000;
}
double flash(const BoardCost& cost) {
  return static_cast<double>(cost.flash_bytes) / 1000;
}
double latency(const BoardCost& cost) {
  return cost.latency_ms.value_or(static_cast<double>(cost.instructions) / 1e6);
}

double shown(const TuneReport& report, double score) {
  return report.objective == Objective::kAccuracy ? 100 * score
         : report.objective == Objective::kLoss   ? -score
                                                  : score;
}

/// The points that none is better than in this cost and the score, from the
/// cheapest on.
Series front_of(const Series& points, bool less_is_better) {
  std::vector<size_t> order(points.x.size());
  for (size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  const double sign = less_is_better ? -1 : 1;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return points.x[a] != points.x[b] ? points.x[a] < points.x[b]
                                      : sign * points.y[a] > sign * points.y[b];
  });
  Series front{"Pareto front", {}, {}, false};
  for (const size_t i : order) {
    if (front.y.empty() || sign * points.y[i] > sign * front.y.back()) {
      front.x.push_back(points.x[i]);
      front.y.push_back(points.y[i]);
    }
  }
  return front;
}

std::string picture(const TuneReport& report, const CostAxis& cost) {
  Series complete{"trained to the end", {}, {}, true};
  Series early{"given up early", {}, {}, true};
  for (const Trial& trial : report.trials) {
    if (trial.results.empty() || !trial.cost) {
      continue;
    }
    Series& series = report.is_complete(trial) ? complete : early;
    series.x.push_back(cost.value(*trial.cost));
    series.y.push_back(shown(report, trial.results.back().score));
  }
  const std::vector<Series> series = {
      front_of(complete, report.objective == Objective::kLoss), complete,
      early};
  const std::string_view unit =
      report.objective == Objective::kAccuracy ? ", %" : "";
  return fmt::format(
      "<figure>{}</figure>\n",
      line_plot({std::string(cost.label),
                 fmt::format("{}{}", objective_name(report.objective), unit)},
                series));
}

std::string table_row(const TuneReport& report, const Trial& trial,
                      bool is_best) {
  const std::string keys = html_text(keys_text(report, trial));
  if (trial.results.empty()) {
    return fmt::format(
        "<tr><td>{}</td><td colspan=\"5\" class=\"l\">{}{}</td><td "
        "class=\"l\">{}</td></tr>\n",
        trial.number, state_name(report, trial),
        trial.reason.empty() ? "" : ": " + html_text(trial.reason), keys);
  }
  const BoardCost cost = trial.cost.value_or(BoardCost());
  const std::string score = score_text(report, trial.results.back().score);
  return fmt::format(
      "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
      "<td class=\"l\">{}</td></tr>\n",
      trial.number, report.rules.epochs[trial.results.size() - 1],
      is_best ? "<b>" + score + "</b>" : score, grouped(cost.ram_bytes),
      grouped(cost.flash_bytes), time_text(cost), keys);
}

std::string table_of(const TuneReport& report, const std::vector<int>& trials,
                     const std::vector<int>& front) {
  std::string table = fmt::format(
      "<table class=\"figures\">\n<tr><th>trial</th><th>epochs</th><th>{}</th>"
      "<th>RAM, B</th><th>flash, B</th><th>latency</th><th class=\"l\">keys"
      "</th></tr>\n",
      objective_name(report.objective));
  for (const int number : trials) {
    table +=
        table_row(report, report.trials[static_cast<size_t>(number)],
                  std::find(front.begin(), front.end(), number) != front.end());
  }
  return table + "</table>\n";
}

}  // namespace

std::string to_html(const TuneReport& report) {
  const Counts counts = counts_of(report);
  const std::vector<int> front = report.pareto();
  std::string body = fmt::format(
      "<h1>{}</h1>\n<p class=\"soft\">Study {}, costs of the whole pipeline on "
      "{}. Made by firefly {}.</p>\n<div class=\"cards\">\n",
      html_text(report.project), html_text(report.study),
      html_text(report.board), kVersion);
  if (!front.empty()) {
    const Trial& best = report.trials[static_cast<size_t>(front.front())];
    body += html_card(objective_name(report.objective),
                      score_text(report, best.results.back().score),
                      fmt::format("of trial {}, int8, on the validation "
                                  "windows",
                                  best.number));
  }
  body += html_card("trained", fmt::format("{}", counts.trained),
                    fmt::format("{} of them to the end", counts.complete)) +
          html_card("refused", fmt::format("{}", counts.refused),
                    "over a limit or contradictory") +
          "</div>\n<div class=\"plots\">\n";
  for (const CostAxis& cost :
       {CostAxis{"RAM, kB", ram}, CostAxis{"flash, kB", flash},
        CostAxis{"latency, ms", latency}}) {
    body += picture(report, cost);
  }
  body += "</div>\n<p class=\"soft\">Those given up early were trained for " +
          fmt::format("{} epochs",
                      fmt::join(report.rules.epochs.begin(),
                                report.rules.epochs.end() - 1, " or ")) +
          " only, the others for " +
          fmt::format("{}", report.rules.epochs.back()) +
          " and with rounding.</p>\n";
  if (!front.empty()) {
    body +=
        "<h2>Pareto front</h2>\n<p class=\"soft\">None is better than these "
        "in everything.</p>\n" +
        table_of(report, front, front);
  }
  std::vector<int> all;
  for (const Trial& trial : report.trials) {
    all.push_back(trial.number);
  }
  return html_page(report.project, body + "<h2>All trials</h2>\n" +
                                       table_of(report, all, front));
}

}  // namespace firefly
