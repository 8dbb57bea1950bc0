// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

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
  Json gate = nullptr;
  if (cost.gated) {
    gate = {{"steps", cost.gated->steps},
            {"awake", cost.gated->awake},
            {"latency_ms", or_null(cost.gated->latency_ms)},
            {"energy_uj", or_null(cost.gated->energy_uj)},
            {"least_db", cost.gated->least_db},
            {"most_db", cost.gated->most_db}};
  }
  return {{"board", cost.board},
          {"instructions", cost.instructions},
          {"cycles", or_null(cost.cycles)},
          {"latency_ms", or_null(cost.latency_ms)},
          {"energy_uj", or_null(cost.energy_uj)},
          {"period_ms", or_null(cost.period_ms)},
          {"ram_bytes", cost.ram_bytes},
          {"flash_bytes", cost.flash_bytes},
          {"inferences", cost.inferences},
          {"gate", std::move(gate)},
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
    const BoardCost::Gated& gated = *cost.gated;
    row("awake", fmt::format("{:.1f} %", 100 * gated.awake),
        fmt::format("of {} steps; activity {:.1f} to {:.1f} dB", gated.steps,
                    gated.least_db, gated.most_db));
    if (gated.latency_ms) {
      row("average", fmt::format("{:.3f} ms", *gated.latency_ms),
          "a step, asleep or awake" +
              (gated.energy_uj ? fmt::format("; {:.1f} uJ", *gated.energy_uj)
                               : std::string()));
    }
  }
  row("RAM", grouped(cost.ram_bytes) + " B",
      "samples, features, network, stack");
  row("flash", grouped(cost.flash_bytes) + " B", "");
  row("exact", cost.exact ? "yes" : "NO",
      fmt::format("{} inferences on the board, byte for byte as on the host",
                  cost.inferences));
  return text;
}

}  // namespace firefly
