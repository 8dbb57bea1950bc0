// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "emulator/report.h"
#include "project/board_run.h"

namespace firefly {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json mean_json(const BoardCost::Mean& mean) {
  return {{"latency_ms", or_null(mean.latency_ms)},
          {"energy_uj", or_null(mean.energy_uj)}};
}

Json first_json(const BoardCost::First& first) {
  return {{"project", first.project},
          {"inferences", first.inferences},
          {"events", first.events},
          {"ram_bytes", first.ram_bytes},
          {"second_ram_bytes", first.second_ram_bytes},
          {"shares_ram", first.is_guest},
          {"shares_front_end", first.shares_rows},
          {"weight_bytes", first.weight_bytes},
          {"second_weight_bytes", first.second_weight_bytes}};
}

Json gate_json(const BoardCost::Gated& gated) {
  Json json = {{"steps", gated.steps},
               {"awake", gated.awake},
               {"latency_ms", or_null(gated.average.latency_ms)},
               {"energy_uj", or_null(gated.average.energy_uj)},
               {"asleep_step", mean_json(gated.asleep)},
               {"awake_step", mean_json(gated.awakened)}};
  if (gated.first) {
    json["first"] = first_json(*gated.first);
  } else {
    json["least_db"] = gated.least_db;
    json["most_db"] = gated.most_db;
  }
  return json;
}

using Row = std::function<void(std::string_view, const std::string&,
                               const std::string&)>;

void gate_rows(const BoardCost::Gated& gated, const Row& row) {
  if (gated.first) {
    row(gated.first->project, grouped(gated.first->inferences),
        fmt::format("inferences of the first network, {} events",
                    gated.first->events));
  }
  row("awake", fmt::format("{:.1f} %", 100 * gated.awake),
      fmt::format("of {} steps{}", gated.steps,
                  gated.first ? ""
                              : fmt::format("; activity {:.1f} to {:.1f} dB",
                                            gated.least_db, gated.most_db)));
  const auto mean_row = [&](std::string_view name, const BoardCost::Mean& mean,
                            const std::string& what) {
    if (mean.latency_ms) {
      row(name, fmt::format("{:.3f} ms", *mean.latency_ms),
          what + (mean.energy_uj ? fmt::format("; {:.1f} uJ", *mean.energy_uj)
                                 : std::string()));
    }
  };
  mean_row("asleep", gated.asleep,
           gated.first ? "a step: front end and first network"
                       : "a step: front end and gate");
  mean_row("awake", gated.awakened, "a step: with the network");
  mean_row("average", gated.average, "a step, asleep or awake");
}

std::string networks_text(const BoardCost::First& first) {
  return fmt::format(
      "networks {} B and {} B, {}; {}", grouped(first.ram_bytes),
      grouped(first.second_ram_bytes),
      first.is_guest ? "one after another in one memory" : "side by side",
      first.shares_rows ? "one front end for both" : "a front end each");
}

std::string period_text(const BoardCost& cost) {
  if (!cost.period_ms) {
    return "";
  }
  const double busy = *cost.latency_ms / *cost.period_ms;
  return fmt::format("every {:.4g} ms: {}", *cost.period_ms,
                     busy > 1 ? "TOO SLOW: raise window.inference_ms"
                              : fmt::format("the core is busy {:.1f} % of the "
                                            "time",
                                            100 * busy));
}

}  // namespace

Json cost_json(const BoardCost& cost) {
  return {{"board", cost.board},
          {"instructions", cost.instructions},
          {"cycles", or_null(cost.cycles)},
          {"latency_ms", or_null(cost.latency_ms)},
          {"energy_uj", or_null(cost.energy_uj)},
          {"period_ms", or_null(cost.period_ms)},
          {"ram_bytes", cost.ram_bytes},
          {"flash_bytes", cost.flash_bytes},
          {"inferences", cost.inferences},
          {"gate", cost.gated ? gate_json(*cost.gated) : Json(nullptr)},
          {"streamed", cost.is_streamed},
          {"exact", cost.exact}};
}

std::string cost_text(const BoardCost& cost) {
  std::string text = fmt::format("\n  on {}, samples to scores{}\n", cost.board,
                                 cost.is_streamed ? ", the window slides" : "");
  const auto row = [&](std::string_view name, const std::string& value,
                       const std::string& detail) {
    text += fmt::format("  {:<13}{:>14}   {}\n", name, value, detail);
  };
  row("instructions", grouped(cost.instructions), "an inference");
  if (cost.cycles) {
    row("cycles", grouped(*cost.cycles), "modelled");
    row("latency", fmt::format("{:.3f} ms", *cost.latency_ms),
        period_text(cost));
  }
  if (cost.energy_uj) {
    row("energy", fmt::format("{:.1f} uJ", *cost.energy_uj), "an inference");
  }
  if (cost.gated) {
    gate_rows(*cost.gated, row);
  }
  const bool is_cascade = cost.gated && cost.gated->first;
  row("RAM", grouped(cost.ram_bytes) + " B",
      is_cascade ? networks_text(*cost.gated->first)
                 : "samples, features, network, stack");
  row("flash", grouped(cost.flash_bytes) + " B",
      is_cascade ? fmt::format("constants {} B and {} B",
                               grouped(cost.gated->first->weight_bytes),
                               grouped(cost.gated->first->second_weight_bytes))
                 : "");
  row("exact", cost.exact ? "yes" : "NO",
      fmt::format("{} inferences on the board, byte for byte as on the host",
                  cost.inferences));
  return text;
}

}  // namespace firefly
