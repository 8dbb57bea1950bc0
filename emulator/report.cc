// SPDX-License-Identifier: Apache-2.0
#include "emulator/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "compiler/version.h"

namespace firefly {
namespace {

using Json = nlohmann::ordered_json;

/// Enough for every kernel of a network; what is left is small.
constexpr size_t kMostFunctions = 20;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// Rounded for people; the exact figures are instructions and cycles.
double rounded(double value) { return std::round(value * 10000.0) / 10000.0; }

std::optional<double> latency_of(const Report& report) {
  return report.cycles
             ? std::optional(rounded(latency_ms(report.board, *report.cycles)))
             : std::nullopt;
}

std::optional<double> energy_of(const Report& report) {
  if (!report.cycles) {
    return std::nullopt;
  }
  const std::optional<double> energy = energy_uj(report.board, *report.cycles);
  return energy ? std::optional(rounded(*energy)) : std::nullopt;
}

std::optional<uint64_t> cycles_of(const std::optional<CostEstimate>& cost) {
  return cost ? std::optional(static_cast<uint64_t>(std::llround(cost->cycles)))
              : std::nullopt;
}

std::string shape_of(const Graph& graph, TensorId id) {
  return id == kNoTensor ? "-" : to_string(graph.tensor(id).shape);
}

Json operators_of(const Report& report) {
  Json operators = Json::array();
  for (const OperatorReport& op : report.operators) {
    operators.push_back({{"name", op.name},
                         {"kind", op.kind},
                         {"macs", op.macs},
                         {"instructions", or_null(op.instructions)},
                         {"cycles", or_null(op.cycles)},
                         {"estimated_cycles", or_null(op.estimated_cycles)}});
  }
  return operators;
}

Json functions_of(const Report& report) {
  Json functions = Json::array();
  for (const FunctionCost& function : report.functions) {
    functions.push_back({{"name", function.name},
                         {"instructions", function.cost.instructions},
                         {"cycles", or_null(function.cost.cycles)}});
  }
  return functions;
}

Json trade_of(const Report& report) {
  Json points = Json::array();
  for (const TradePoint& point : report.trade) {
    points.push_back({{"setting", point.setting},
                      {"instructions", point.instructions},
                      {"cycles", or_null(point.cycles)},
                      {"ram_bytes", point.ram_bytes},
                      {"flash_bytes", point.flash_bytes},
                      {"pareto", point.is_best}});
  }
  return points;
}

std::string trade_text(const Report& report) {
  std::string text =
      "\n  settings, fastest first (* none is as good in all and better in "
      "one)\n";
  for (const TradePoint& point : report.trade) {
    text += fmt::format("  {} {:<26}{:>14} {:<12} RAM {:>9} B  flash {:>9} B\n",
                        point.is_best ? '*' : ' ', point.setting,
                        grouped(point.time()),
                        point.cycles ? "cycles" : "instructions",
                        grouped(point.ram_bytes), grouped(point.flash_bytes));
  }
  return text;
}

/// Rows that a window keeps: rings, or tensors that move.
uint64_t kept_bytes(const CompiledModel& model) {
  const Plan& plan = model.plan;
  int32_t bytes = 0;
  for (size_t i = 0; i < plan.rates.size(); ++i) {
    const TensorId id = model.graph.ops[i].outputs[0];
    if (plan.moved.empty() || plan.moved[i].by > 0) {
      bytes += plan.placements[static_cast<size_t>(id)].bytes;
    }
  }
  return static_cast<uint64_t>(bytes);
}

}  // namespace

std::string grouped(uint64_t value) {
  std::string text = std::to_string(value);
  for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<size_t>(at), ",");
  }
  return text;
}

Report make_report(const CompiledModel& model, const Board& board,
                   const std::string& file_name) {
  const Plan& plan = model.plan;
  Report report;
  report.model = file_name;
  report.board = board;
  report.macs = count_macs(model.source);
  report.macs_live = model.macs();
  report.streaming = plan.streaming;
  report.window_rows = plan.window_rows;
  if (plan.streaming == Streaming::kLines) {
    report.kept_rows = find_kept_rows(model.graph, plan.calls);
  }
  report.hop_rows = plan.slides() ? plan.rates[0] : plan.window_rows;
  report.kept_bytes = kept_bytes(model);
  report.arena_bytes = static_cast<uint64_t>(plan.arena_bytes);
  report.scratch_bytes = static_cast<uint64_t>(plan.scratch_bytes);
  // With the flag that says whether the state has its first value.
  report.state_bytes = static_cast<uint64_t>(
      model.emitted.ram_bytes - plan.arena_bytes - plan.scratch_bytes);
  report.arena_lower_bound_bytes =
      static_cast<uint64_t>(plan.arena_lower_bound_bytes);
  for (size_t i = 0; i < model.graph.ops.size(); ++i) {
    const Op& op = model.graph.ops[i];
    const TensorId output = op.outputs.empty() ? kNoTensor : op.outputs[0];
    OperatorReport& row = report.operators.emplace_back();
    row.name =
        model.graph.tensor(output == kNoTensor ? op.inputs[0] : output).name;
    row.kind = name_of(op.kind);
    row.description = describe(op);
    row.input = shape_of(model.graph, op.inputs[0]);
    row.output = shape_of(model.graph, output);
    row.kernel = plan.elided[i] ? "view" : plan.calls[i].function;
    row.macs = model.macs(i);
    row.estimated_cycles = cycles_of(model.estimate(i));
  }
  report.estimated_cycles = cycles_of(model.estimate());
  return report;
}

void add_run(Report& report, const RunResult& run) {
  const InvokeResult& first = run.invokes.front();
  report.instructions = first.cost.instructions;
  report.cycles = first.cost.cycles;
  if (report.board.flash) {
    report.flash_wait_cycles = first.flash_wait_cycles;
  }
  uint32_t stack = 0;
  for (const InvokeResult& invoke : run.invokes) {
    stack = std::max(stack, invoke.stack_bytes);
  }
  report.stack_bytes = stack;
  report.profiled = !first.operators.empty();
  for (size_t i = 0;
       i < std::min(first.operators.size(), report.operators.size()); ++i) {
    report.operators[i].instructions = first.operators[i].instructions;
    report.operators[i].cycles = first.operators[i].cycles;
  }
  report.functions = first.functions;
  if (report.functions.size() > kMostFunctions) {
    report.functions.resize(kMostFunctions);
  }
}

std::string to_json(const Report& report) {
  const Footprint flash = report.footprint.value_or(Footprint{});
  const auto measured = [&](uint64_t bytes) {
    return report.footprint ? Json(bytes) : Json(nullptr);
  };
  Json json = {
      {"firefly", kVersion},
      {"model", report.model},
      {"board", report.board.name},
      {"macs", report.macs},
      {"macs_live", report.macs_live},
      {"instructions", or_null(report.instructions)},
      {"cycles", or_null(report.cycles)},
      {"cycles_model",
       report.cycles ? Json(cycles_model(report.board)) : Json(nullptr)},
      {"cycles_confidence",
       report.cycles ? Json(cycles_confidence(report.board)) : Json(nullptr)},
      {"estimated_cycles", or_null(report.estimated_cycles)},
      {"flash_wait_cycles", or_null(report.flash_wait_cycles)},
      {"latency_ms", or_null(latency_of(report))},
      {"energy_uj", or_null(energy_of(report))},
      {"ram_bytes",
       {{"arena", report.arena_bytes},
        {"state", report.state_bytes},
        {"scratch", report.scratch_bytes},
        {"stack", or_null(report.stack_bytes)},
        {"data", measured(flash.data_bytes)},
        {"total", report.ram_bytes()}}},
      {"flash_bytes",
       {{"weights", measured(flash.weights_bytes)},
        {"code", measured(flash.code_bytes)},
        {"constants", measured(flash.constants_bytes)},
        {"total", measured(flash.flash_bytes())}}}};
  if (report.streaming != Streaming::kNone) {
    json["streaming"] = name_of(report.streaming);
    json["hop_rows"] = report.hop_rows;
    json["window_rows"] = report.window_rows;
    json["kept_bytes"] = report.kept_bytes;
  }
  if (const auto& kept = report.kept_rows) {
    json["kept_rows"] = {{"hop_rows", kept->hop_rows},
                         {"macs", kept->macs},
                         {"kept_bytes", kept->kept_bytes}};
  }
  if (report.profiled) {
    json["operators"] = operators_of(report);
    json["functions"] = functions_of(report);
  }
  if (!report.trade.empty()) {
    json["trade"] = trade_of(report);
  }
  json["outputs"] = report.outputs;
  json["exact"] = or_null(report.exact);
  // Names come from the model's file and need not be UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

namespace {

std::string known(const std::optional<uint64_t>& value) {
  return value ? grouped(*value) : "-";
}

/// Of a hop, in percent of a window's.
double share_of_macs(const KeptRows& kept) {
  return 100 * static_cast<double>(kept.macs) /
         static_cast<double>(kept.macs_whole);
}

std::string profile_text(const Report& report) {
  std::string text = fmt::format(
      "\n  {:>3}  {:<40} {:>12} {:>12} {:>12} {:>12} {:>6}\n", "#", "operator",
      "MACs", "instructions", "cycles", "estimated", "i/MAC");
  for (size_t i = 0; i < report.operators.size(); ++i) {
    const OperatorReport& op = report.operators[i];
    const uint64_t instructions = op.instructions.value_or(0);
    text += fmt::format(
        "  {:>3}  {:<40} {:>12} {:>12} {:>12} {:>12} {:>6}\n", i,
        op.description, grouped(static_cast<uint64_t>(op.macs)),
        grouped(instructions), known(op.cycles), known(op.estimated_cycles),
        op.macs > 0 ? fmt::format("{:.2f}", static_cast<double>(instructions) /
                                                static_cast<double>(op.macs))
                    : "-");
  }
  text += fmt::format("\n  {:<58} {:>12} {:>12}\n", "function (itself)",
                      "instructions", "cycles");
  for (const FunctionCost& function : report.functions) {
    text += fmt::format("  {:<58} {:>12} {:>12}\n", function.name,
                        grouped(function.cost.instructions),
                        known(function.cost.cycles));
  }
  return text;
}

}  // namespace

std::string to_text(const Report& report) {
  const Board& board = report.board;
  std::string text = fmt::format("{} on {}: {}\n\n", report.model, board.name,
                                 board.description);
  const auto row = [&](std::string_view name, const std::string& value,
                       const std::string& detail) {
    text += fmt::format("  {:<13}{:>14}   {}\n", name, value, detail);
  };
  const auto macs = static_cast<uint64_t>(report.macs_live);
  row("MACs", grouped(macs),
      report.macs == report.macs_live
          ? ""
          : fmt::format("live, of {}",
                        grouped(static_cast<uint64_t>(report.macs))));
  if (report.streaming != Streaming::kNone) {
    row("streaming", std::string(name_of(report.streaming)),
        fmt::format("figures of {} of {} rows{}", report.hop_rows,
                    report.window_rows,
                    report.kept_bytes > 0
                        ? fmt::format("; {} B of rows stay from hop to hop",
                                      grouped(report.kept_bytes))
                        : ""));
  }
  if (const auto& kept = report.kept_rows) {
    row("could slide", fmt::format("{:.0f} %", 100 - share_of_macs(*kept)),
        fmt::format("of the MACs would stay from hop to hop of {} rows, in {} "
                    "B, with --stream sliding",
                    kept->hop_rows,
                    grouped(static_cast<uint64_t>(kept->kept_bytes))));
  }
  row("instructions", known(report.instructions),
      report.instructions && macs > 0
          ? fmt::format("{:.2f} a MAC",
                        static_cast<double>(*report.instructions) /
                            static_cast<double>(macs))
          : "");
  if (report.cycles) {
    row("cycles", grouped(*report.cycles),
        fmt::format("{}, modelled; confidence: {}", cycles_model(board),
                    cycles_confidence(board)));
    if (report.flash_wait_cycles) {
      row("of these", grouped(*report.flash_wait_cycles),
          fmt::format("waiting for flash; {}{}",
                      board.flash->verified ? "" : "unverified: ",
                      board.flash->source));
    }
    if (report.estimated_cycles) {
      row("estimated", grouped(*report.estimated_cycles),
          fmt::format("cycles without waits, {:+.1f} %",
                      100 * (static_cast<double>(*report.estimated_cycles) /
                                 static_cast<double>(
                                     *report.cycles -
                                     report.flash_wait_cycles.value_or(0)) -
                             1)));
    }
    row("latency", fmt::format("{:.3f} ms", *latency_of(report)),
        fmt::format("at {} MHz", board.clock_hz / 1000000));
  }
  if (const std::optional<double> energy = energy_of(report)) {
    row("energy", fmt::format("{:.1f} uJ", *energy),
        board.power && board.power->verified
            ? board.power->source
            : "unverified: " + board.power->source);
  }
  row("RAM", grouped(report.ram_bytes()) + " B",
      fmt::format("arena {}, scratch {}, state {}, stack {}, data {}; of {}",
                  grouped(report.arena_bytes), grouped(report.scratch_bytes),
                  grouped(report.state_bytes), known(report.stack_bytes),
                  grouped(report.data_bytes()), grouped(board.ram_bytes)));
  if (report.footprint) {
    const Footprint& flash = *report.footprint;
    row("flash", grouped(flash.flash_bytes()) + " B",
        fmt::format("weights {}, code {}, constants {}; of {}",
                    grouped(flash.weights_bytes), grouped(flash.code_bytes),
                    grouped(flash.constants_bytes),
                    grouped(board.flash_bytes)));
  }
  if (report.exact) {
    row("exact", *report.exact ? "yes" : "NO",
        "board against host reference, byte for byte");
  }
  text += report.trade.empty() ? "" : trade_text(report);
  return report.profiled ? text + profile_text(report) : text;
}

}  // namespace firefly
