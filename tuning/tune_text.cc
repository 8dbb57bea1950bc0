// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/version.h"
#include "emulator/report.h"
#include "tuning/tune.h"
#include "tuning/tune_figures.h"

namespace firefly {
namespace {

using Json = nlohmann::ordered_json;

std::string row(const TuneReport& report, const Trial& trial) {
  const BoardCost cost = trial.cost.value_or(BoardCost());
  const size_t rung = trial.results.size() - 1;
  return fmt::format(
      "  {:>5}  {:>6}  {:>10}  {:>11}  {:>11}  {:>12}  {}\n", trial.number,
      report.rules.epochs[rung], score_text(report, trial.results[rung].score),
      grouped(cost.ram_bytes) + " B", grouped(cost.flash_bytes) + " B",
      time_text(cost), keys_text(report, trial));
}

std::string head(const TuneReport& report) {
  return fmt::format("  {:>5}  {:>6}  {:>10}  {:>11}  {:>11}  {:>12}  {}\n",
                     "trial", "epochs", objective_name(report.objective), "RAM",
                     "flash", "latency", "keys");
}

std::string limits_text(const TuneParameters& limits) {
  std::vector<std::string> texts;
  if (limits.ram > 0) {
    texts.push_back(
        fmt::format("RAM {} B", grouped(static_cast<uint64_t>(limits.ram))));
  }
  if (limits.flash > 0) {
    texts.push_back(fmt::format("flash {} B",
                                grouped(static_cast<uint64_t>(limits.flash))));
  }
  if (limits.latency_ms > 0) {
    texts.push_back(fmt::format("latency {} ms", limits.latency_ms));
  }
  if (limits.energy_uj > 0) {
    texts.push_back(fmt::format("energy {} uJ", limits.energy_uj));
  }
  return texts.empty() ? "the board's limits"
                       : fmt::format("at most {}", fmt::join(texts, ", "));
}

Json cell(const std::string& text) {
  const Json read = Json::parse(text, nullptr, false);
  return read.is_discarded() ? Json(text) : read;
}

Json trial_json(const TuneReport& report, const Trial& trial) {
  Json keys = Json::object();
  for (const KeyValue& key : trial.keys) {
    keys[key.path] = cell(key.text);
  }
  Json rungs = Json::array();
  for (size_t i = 0; i < trial.results.size(); ++i) {
    const RungResult& result = trial.results[i];
    rungs.push_back({{"epochs", report.rules.epochs[i]},
                     {"score", result.score},
                     {"loss", result.loss},
                     {"seconds", result.seconds}});
  }
  return {{"trial", trial.number},
          {"state", state_name(report, trial)},
          {"reason", trial.reason.empty() ? Json(nullptr) : Json(trial.reason)},
          {"keys", std::move(keys)},
          {"cost", trial.cost ? cost_json(*trial.cost) : Json(nullptr)},
          {"rungs", std::move(rungs)},
          {"run", trial.results.empty() ? Json(nullptr)
                                        : Json(trial.results.back().run)}};
}

}  // namespace

std::string start_text(const TuneReport& report) {
  const std::string before =
      report.trials.empty()
          ? "begins"
          : fmt::format("goes on after {} trials", report.trials.size());
  return fmt::format("study {} {}\n  {} on {}, {}; {} trials, {} epochs\n\n{}",
                     report.study, before, report.project, report.board,
                     limits_text(report.limits), report.rules.trials,
                     fmt::join(report.rules.epochs, ", "), head(report));
}

std::string trial_text(const TuneReport& report, const Trial& trial) {
  if (trial.state == TrialState::kRefused ||
      trial.state == TrialState::kFailed) {
    return fmt::format("  {:>5}  {}: {}  ({})\n", trial.number,
                       state_name(report, trial), trial.reason,
                       keys_text(report, trial));
  }
  return row(report, trial);
}

std::string to_text(const TuneReport& report) {
  const Counts counts = counts_of(report);
  std::string text = fmt::format(
      "{} on {}, {}: {} candidates trained, {} of them to the end, {} refused, "
      "{} failed\n",
      report.project, report.board, limits_text(report.limits), counts.trained,
      counts.complete, counts.refused, counts.failed);
  const std::vector<int> front = report.pareto();
  if (!front.empty()) {
    text += "\n  Pareto front: none is better than these in everything\n" +
            head(report);
  }
  for (const int number : front) {
    text += row(report, report.trials[static_cast<size_t>(number)]);
  }
  text += fmt::format("\n  {}\n", report.page.string());
  if (!report.is_done) {
    text += "  the search is not at its end; the same command goes on\n";
  } else if (!front.empty()) {
    text += fmt::format(
        "  firefly tune --apply {}    # these keys into firefly.toml\n",
        front.front());
  }
  return text;
}

std::string to_json(const TuneReport& report) {
  const Counts counts = counts_of(report);
  Json trials = Json::array();
  for (const Trial& trial : report.trials) {
    trials.push_back(trial_json(report, trial));
  }
  const std::vector<int> front = report.pareto();
  const Json json = {
      {"firefly", kVersion},
      {"project", report.project},
      {"study", report.study},
      {"board", report.board},
      {"objective", objective_name(report.objective)},
      {"epochs", report.rules.epochs},
      {"done", report.is_done},
      {"trained", counts.trained},
      {"refused", counts.refused},
      {"failed", counts.failed},
      {"best", front.empty() ? Json(nullptr) : Json(front.front())},
      {"pareto", front},
      {"trials", std::move(trials)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace firefly
