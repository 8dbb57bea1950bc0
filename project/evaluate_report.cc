// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/version.h"
#include "emulator/report.h"
#include "evaluation/page.h"
#include "evaluation/plot.h"
#include "project/evaluate.h"

namespace firefly {
namespace {

using Json = nlohmann::ordered_json;

Json confusion_json(const ConfusionMatrix& matrix) {
  Json rows = Json::array();
  for (int truth = 0; truth < matrix.classes(); ++truth) {
    Json row = Json::array();
    for (int predicted = 0; predicted < matrix.classes(); ++predicted) {
      row.push_back(matrix.count(truth, predicted));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Json classes_json(const Evaluation& evaluation) {
  Json classes = Json::array();
  for (const ClassFigures& one : evaluation.by_class) {
    classes.push_back(
        {{"name", one.name},
         {"windows", one.windows},
         {"recall", one.recall},
         {"precision", one.precision},
         {"auc", one.roc.empty() ? Json(nullptr) : Json(one.auc)}});
  }
  return classes;
}

Json point_json(const OperatingPoint& point) {
  return {{"threshold", point.threshold},
          {"events", point.events},
          {"missed", point.missed},
          {"false_accepts", point.false_accepts},
          {"false_rejection_rate", point.false_rejection_rate()},
          {"false_accepts_per_hour", point.false_accepts_per_hour()}};
}

Json stream_json(const StreamFigures& stream) {
  Json curve = Json::array();
  for (const OperatingPoint& point : stream.curve) {
    curve.push_back(point_json(point));
  }
  return {{"by", stream.knob},
          {"hours", stream.hours},
          {"awake", stream.awake},
          {"wakes", stream.wakes},
          {"woken", stream.woken},
          {"events", stream.events},
          {"current", point_json(stream.current)},
          {"chosen", point_json(stream.chosen)},
          {"curve", std::move(curve)}};
}

Json precision_json(const Precision& precision) {
  return {{"metric", precision.metric},
          {"float", precision.floating},
          {"simulated",
           precision.simulated ? Json(*precision.simulated) : Json(nullptr)},
          {"int8", precision.exact},
          {"difference", precision.difference()}};
}

Interval95 interval_of(const ConfusionMatrix& matrix) {
  int64_t right = 0;
  for (int i = 0; i < matrix.classes(); ++i) {
    right += matrix.count(i, i);
  }
  return wilson(right, matrix.total());
}

std::string percent(double share) {
  return fmt::format("{:.2f} %", 100 * share);
}

std::string point_text(std::string_view name, const OperatingPoint& point) {
  return fmt::format(
      "  {:<22} {:.2f}: {} of {} events missed ({}), {} false accepts ({:.2f} "
      "an hour)\n",
      name, point.threshold, point.missed, point.events,
      percent(point.false_rejection_rate()), point.false_accepts,
      point.false_accepts_per_hour());
}

std::string stream_text(const StreamFigures& stream) {
  return fmt::format("\n  as {:.2f} hours of streams with {} events{}\n",
                     stream.hours, stream.events,
                     stream.awake < 1 ? fmt::format(", awake {} of the time",
                                                    percent(stream.awake))
                                      : "") +
         (stream.wakes > 0
              ? fmt::format("  woken {} of {} times by the first network\n",
                            stream.woken, stream.wakes)
              : "") +
         point_text(stream.knob, stream.current) +
         point_text("best under the limit", stream.chosen);
}

std::string class_rows(const Evaluation& evaluation) {
  std::string text = fmt::format("\n  {:<20}{:>8}{:>10}{:>11}{:>8}\n", "class",
                                 "windows", "recall", "precision", "AUC");
  for (const ClassFigures& one : evaluation.by_class) {
    text += fmt::format(
        "  {:<20}{:>8}{:>10}{:>11}{:>8}\n", one.name, one.windows,
        percent(one.recall), percent(one.precision),
        one.roc.empty() ? std::string("-") : fmt::format("{:.4f}", one.auc));
  }
  return text;
}

Series series_of(const std::string& name, const std::vector<RocPoint>& curve) {
  Series series;
  series.name = name;
  for (const RocPoint& point : curve) {
    series.x.push_back(point.false_positive_rate);
    series.y.push_back(point.true_positive_rate);
  }
  return series;
}

std::string roc_figure(const std::vector<Series>& series) {
  return "<figure>" +
         line_plot({"false positive rate", "true positive rate"}, series) +
         "<figcaption>Receiver operating "
         "characteristic</figcaption></figure>\n";
}

std::string classifier_html(const Evaluation& evaluation) {
  std::vector<Series> series;
  std::string rows;
  for (const ClassFigures& one : evaluation.by_class) {
    if (!one.roc.empty()) {
      series.push_back(series_of(one.name, one.roc));
    }
    rows += fmt::format(
        "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{}</td><td class=\"n\">{:.4f}</td></tr>\n",
        html_text(one.name), one.windows, percent(one.recall),
        percent(one.precision), one.auc);
  }
  std::string mistakes;
  for (const Mistake& mistake : evaluation.mistakes) {
    mistakes += fmt::format(
        "<tr><td>{}</td><td class=\"n\">{:.2f} s</td><td>{}</td><td>{}</td><td "
        "class=\"n\">{:.2f}</td></tr>\n",
        html_text(mistake.source), mistake.second, html_text(mistake.truth),
        html_text(mistake.predicted), mistake.score);
  }
  return "<h2>Confusion</h2>\n<p class=\"soft\">Rows: what it was. Columns: "
         "what the network said.</p>\n" +
         confusion_plot(*evaluation.confusion, evaluation.classes) +
         "<h2>Classes</h2>\n<div class=\"plots\">" + roc_figure(series) +
         "</div>\n<table><tr><th>class</th><th class=\"n\">windows</th><th "
         "class=\"n\">recall</th><th class=\"n\">precision</th><th "
         "class=\"n\">AUC</th></tr>\n" +
         rows + "</table>\n" +
         (mistakes.empty()
              ? std::string("<p>No window was taken for another class.</p>\n")
              : "<h2>Surest mistakes</h2>\n<table><tr><th>recording</th><th "
                "class=\"n\">from</th><th>is</th><th>taken for</th><th "
                "class=\"n\">score</th></tr>\n" +
                    mistakes + "</table>\n");
}

std::string stream_html(const StreamFigures& stream) {
  Series curve{"by threshold", {}, {}};
  for (const OperatingPoint& point : stream.curve) {
    curve.x.push_back(point.false_accepts_per_hour());
    curve.y.push_back(100 * point.false_rejection_rate());
  }
  const auto dot = [](const std::string& name, const OperatingPoint& point) {
    return Series{name,
                  {point.false_accepts_per_hour()},
                  {100 * point.false_rejection_rate()},
                  true};
  };
  const std::vector<Series> series = {
      curve,
      dot(fmt::format("now, {} {:.2f}", stream.knob, stream.current.threshold),
          stream.current),
      dot(fmt::format("chosen, {} {:.2f}", stream.knob,
                      stream.chosen.threshold),
          stream.chosen)};
  return fmt::format(
      "<h2>Streams</h2>\n<p class=\"soft\">{:.2f} hours with {} events.</p>\n"
      "<div class=\"plots\"><figure>{}<figcaption>Each point is a threshold."
      "</figcaption></figure></div>\n",
      stream.hours, stream.events,
      line_plot({"false accepts an hour", "events missed, %"}, series));
}

std::string cost_cards(const BoardCost& cost) {
  std::string text;
  if (cost.latency_ms) {
    text += html_card("latency", fmt::format("{:.2f} ms", *cost.latency_ms),
                      cost.period_ms ? fmt::format("every {:.4g} ms on {}",
                                                   *cost.period_ms, cost.board)
                                     : "on " + cost.board);
  }
  if (cost.energy_uj) {
    text += html_card("energy", fmt::format("{:.0f} µJ", *cost.energy_uj),
                      "an inference, modelled");
  }
  text += html_card("RAM", grouped(cost.ram_bytes) + " B",
                    "samples, features, network, stack");
  text += html_card("flash", grouped(cost.flash_bytes) + " B",
                    cost.exact ? "board and host agree to the byte"
                               : "board and host DIFFER");
  return text;
}

}  // namespace

std::string to_json(const Evaluation& evaluation) {
  Json json = {
      {"firefly", kVersion},           {"project", evaluation.project},
      {"model", evaluation.model},     {"split", evaluation.split},
      {"windows", evaluation.windows}, {"recordings", evaluation.recordings}};
  if (evaluation.confusion) {
    const Interval95 interval = interval_of(*evaluation.confusion);
    json["accuracy"] = evaluation.confusion->accuracy();
    json["accuracy_95"] = {interval.low, interval.high};
    json["macro_f1"] = evaluation.confusion->macro_f1();
    json["classes"] = classes_json(evaluation);
    json["confusion"] = confusion_json(*evaluation.confusion);
  }
  if (evaluation.anomaly) {
    json["auc"] = evaluation.anomaly->auc;
    json["partial_auc"] = evaluation.anomaly->partial_auc;
    json["recording_auc"] = evaluation.anomaly->recording_auc;
  }
  json["precision"] = evaluation.precision
                          ? precision_json(*evaluation.precision)
                          : Json(nullptr);
  if (evaluation.stream) {
    json["stream"] = stream_json(*evaluation.stream);
  }
  json["board"] = evaluation.cost ? cost_json(*evaluation.cost) : Json(nullptr);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_text(const Evaluation& evaluation) {
  std::string text = fmt::format(
      "{}: {} on {} windows of {} recordings ({})\n\n", evaluation.project,
      evaluation.model, grouped(static_cast<uint64_t>(evaluation.windows)),
      evaluation.recordings, evaluation.split);
  if (evaluation.confusion) {
    const Interval95 interval = interval_of(*evaluation.confusion);
    text += fmt::format(
        "  accuracy {}   95 % interval {} to {}; macro F1 {:.4f}\n",
        percent(evaluation.confusion->accuracy()), percent(interval.low),
        percent(interval.high), evaluation.confusion->macro_f1());
    text += class_rows(evaluation);
  }
  if (evaluation.anomaly) {
    text += fmt::format(
        "  AUC {:.4f} of windows (partial, FPR <= 0.1: {:.4f}), {:.4f} of "
        "recordings\n",
        evaluation.anomaly->auc, evaluation.anomaly->partial_auc,
        evaluation.anomaly->recording_auc);
  }
  text += "\n  " +
          (evaluation.precision
               ? precision_text(*evaluation.precision)
               : "not compared with float: " + evaluation.no_precision) +
          "\n";
  if (evaluation.stream) {
    text += stream_text(*evaluation.stream);
  }
  if (evaluation.cost) {
    text += cost_text(*evaluation.cost);
  } else if (!evaluation.no_cost.empty()) {
    text += "\n  not run on a board: " + evaluation.no_cost + "\n";
  }
  return text;
}

std::string to_html(const Evaluation& evaluation) {
  std::string body = fmt::format(
      "<h1>{}</h1>\n<p class=\"soft\">{} on {} windows of {} recordings "
      "({}). Made by firefly {}.</p>\n<div class=\"cards\">\n",
      html_text(evaluation.project), html_text(evaluation.model),
      evaluation.windows, evaluation.recordings, html_text(evaluation.split),
      kVersion);
  if (evaluation.confusion) {
    const Interval95 interval = interval_of(*evaluation.confusion);
    body += html_card("accuracy", percent(evaluation.confusion->accuracy()),
                      fmt::format("95 %: {} to {}", percent(interval.low),
                                  percent(interval.high)));
  }
  if (evaluation.anomaly) {
    body += html_card(
        "AUC", fmt::format("{:.4f}", evaluation.anomaly->auc),
        fmt::format("of recordings {:.4f}", evaluation.anomaly->recording_auc));
  }
  if (evaluation.precision) {
    const Precision& precision = *evaluation.precision;
    const bool is_share = precision.metric == "accuracy";
    body += html_card(
        "int8 against float",
        is_share ? fmt::format("{:+.2f} points", 100 * precision.difference())
                 : fmt::format("{:+.4f}", precision.difference()),
        precision_text(precision));
  }
  body += (evaluation.cost ? cost_cards(*evaluation.cost) : "") + "</div>\n";
  if (evaluation.confusion) {
    body += classifier_html(evaluation);
  }
  if (evaluation.anomaly) {
    const std::vector<Series> series = {
        series_of("windows", evaluation.anomaly->windows),
        series_of("recordings", evaluation.anomaly->recordings)};
    body += "<div class=\"plots\">" + roc_figure(series) + "</div>\n";
  }
  if (evaluation.stream) {
    body += stream_html(*evaluation.stream);
  }
  return html_page(evaluation.project, body);
}

}  // namespace firefly
