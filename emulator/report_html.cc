// SPDX-License-Identifier: Apache-2.0
//
// A page without scripts or outside files: what a model costs, where its
// memory goes step by step, and where its time goes.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/version.h"
#include "emulator/report.h"
#include "evaluation/page.h"
#include "evaluation/plot.h"

namespace firefly {
namespace {

constexpr int kWidth = 900;

std::string cards(const Report& report) {
  std::string text = "<div class=\"cards\">\n";
  text +=
      html_card("MACs", grouped(static_cast<uint64_t>(report.macs_live)),
                report.macs == report.macs_live
                    ? "all of them live"
                    : fmt::format("live, of {}",
                                  grouped(static_cast<uint64_t>(report.macs))));
  if (report.instructions) {
    text += html_card("instructions", grouped(*report.instructions),
                      "of one inference, counted");
  }
  if (report.cycles) {
    text += html_card(
        "cycles", grouped(*report.cycles),
        fmt::format("{}, modelled ({}): {:.2f} ms", cycles_model(report.board),
                    cycles_confidence(report.board),
                    latency_ms(report.board, *report.cycles)));
  }
  text += html_card(
      "RAM", grouped(report.ram_bytes()) + " B",
      fmt::format("arena {} + scratch {} + state {} + stack {} + data {}",
                  report.arena_bytes, report.scratch_bytes, report.state_bytes,
                  report.stack_bytes ? std::to_string(*report.stack_bytes)
                                     : "(not measured)",
                  report.data_bytes()));
  if (report.footprint) {
    const Footprint& flash = *report.footprint;
    text += html_card(
        "flash", grouped(flash.flash_bytes()) + " B",
        fmt::format("weights {} + code {} + constants {}", flash.weights_bytes,
                    flash.code_bytes, flash.constants_bytes));
  }
  return text + "</div>\n";
}

/// Whose memory is shown by a rectangle: operators across, bytes up.
struct Life {
  int32_t first = 0;
  int32_t last = 0;
};

/// The operators during which a tensor's memory is taken: those of all groups
/// that touch it, from the first to the last.
Life life_of(const CompiledModel& model, TensorId id) {
  const auto count = static_cast<int32_t>(model.graph.ops.size());
  const auto mentions = [&](const std::vector<TensorId>& ids) {
    return std::ranges::any_of(ids, [&](TensorId other) {
      return other != kNoTensor &&
             (other == id ||
              model.plan.placements[static_cast<size_t>(other)].view_of == id);
    });
  };
  Life life{count, -1};
  for (const Group& group : model.plan.groups) {
    for (int32_t i = group.first; i < group.last; ++i) {
      const Op& op = model.graph.ops[static_cast<size_t>(i)];
      if (mentions(op.inputs) || mentions(op.outputs)) {
        life.first = std::min(life.first, group.first);
        life.last = std::max(life.last, group.last);
      }
    }
  }
  if (mentions(model.graph.inputs)) {
    life.first = 0;
  }
  if (mentions(model.graph.outputs)) {
    life.last = count;
  }
  return life;
}

std::string memory_map(const CompiledModel& model) {
  constexpr int kHeight = 260;
  const Plan& plan = model.plan;
  const double total = std::max(1, plan.arena_bytes + plan.scratch_bytes);
  const double across =
      std::max(1.0, static_cast<double>(model.graph.ops.size()));
  std::string text = fmt::format(
      "<svg viewBox='0 0 {} {}' role=img aria-label='memory map'>\n", kWidth,
      kHeight + 20);
  for (size_t i = 0; i < plan.placements.size(); ++i) {
    const Placement& placement = plan.placements[i];
    if (placement.storage != Storage::kArena ||
        placement.view_of != kNoTensor) {
      continue;
    }
    const Life life = life_of(model, static_cast<TensorId>(i));
    const double x = life.first / across * kWidth;
    const double width = std::max(0, life.last - life.first) / across * kWidth;
    const double height = placement.bytes / total * kHeight;
    const double y = kHeight - placement.offset / total * kHeight - height;
    text += fmt::format(
        "<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' "
        "fill='hsl({} 60% 78%)' stroke='#fff'><title>{}: {} B at {}{}</title>"
        "</rect>\n",
        x, y, width, height, i * 47 % 360,
        html_text(model.graph.tensors[i].name), placement.bytes,
        placement.offset,
        placement.kept_rows < placement.height
            ? fmt::format(", {} of {} rows kept", placement.kept_rows,
                          placement.height)
            : "");
  }
  text += fmt::format(
      "<text x='0' y='{}'>operators, first to last: 0 to {} B upwards; point "
      "at a block for its tensor</text></svg>\n",
      kHeight + 15, grouped(static_cast<uint64_t>(total)));
  return text;
}

std::string operators(const Report& report) {
  uint64_t most = 1;
  for (const OperatorReport& op : report.operators) {
    most = std::max(most,
                    op.instructions.value_or(static_cast<uint64_t>(op.macs)));
  }
  std::string text =
      "<table class=figures><tr><th>#<th "
      "class=l>operator<th>input<th>output<th class=l>"
      "kernel<th>MACs<th>instructions<th>cycles<th class=l></tr>\n";
  for (size_t i = 0; i < report.operators.size(); ++i) {
    const OperatorReport& op = report.operators[i];
    const uint64_t size =
        op.instructions.value_or(static_cast<uint64_t>(op.macs));
    text += fmt::format(
        "<tr><td>{}<td class=l>{}<td>{}<td>{}<td class=l>{}<td>{}<td>{}<td>{}"
        "<td class=l><svg width=120 height=10><rect class=bar height=10 "
        "width={:.1f} /></svg></tr>\n",
        i, html_text(op.description), op.input, op.output, html_text(op.kernel),
        grouped(static_cast<uint64_t>(op.macs)),
        op.instructions ? grouped(*op.instructions) : "–",
        op.cycles ? grouped(*op.cycles) : "–",
        120.0 * static_cast<double>(size) / static_cast<double>(most));
  }
  return text + "</table>\n";
}

std::string functions(const Report& report) {
  std::string text =
      "<h2>Functions</h2>\n<p>What each spends itself, without what it calls."
      "</p>\n<table class=figures><tr><th "
      "class=l>function<th>instructions<th>cycles</tr>\n";
  for (const FunctionCost& function : report.functions) {
    text += fmt::format(
        "<tr><td class=l>{}<td>{}<td>{}</tr>\n", html_text(function.name),
        grouped(function.cost.instructions),
        function.cost.cycles ? grouped(*function.cost.cycles) : "–");
  }
  return text + "</table>\n";
}

std::string trade(const Report& report) {
  Series all{"settings", {}, {}, true};
  Series best{"as good as it gets", {}, {}, true};
  std::string rows;
  for (const TradePoint& point : report.trade) {
    Series& series = point.is_best ? best : all;
    series.x.push_back(static_cast<double>(point.time()) / 1e6);
    series.y.push_back(static_cast<double>(point.flash_bytes) / 1e3);
    rows += fmt::format("<tr><td class=l>{}{}<td>{}<td>{}<td>{}<td>{}</tr>\n",
                        html_text(point.setting), point.is_best ? " *" : "",
                        grouped(point.instructions),
                        point.cycles ? grouped(*point.cycles) : "–",
                        grouped(point.ram_bytes), grouped(point.flash_bytes));
  }
  const std::vector<Series> series = {all, best};
  return fmt::format(
      "<h2>Other settings</h2>\n<p>Measured as this one was. *: none is as "
      "good "
      "in time, RAM and flash and better in one.</p>\n<figure>{}</figure>\n"
      "<table class=figures><tr><th class=l>setting<th>instructions<th>cycles"
      "<th>RAM B<th>flash B</tr>\n{}</table>\n",
      line_plot({"million cycles", "flash, kB"}, series), rows);
}

}  // namespace

std::string to_html(const Report& report, const CompiledModel& model) {
  const std::string title =
      fmt::format("{} on {}", report.model, report.board.name);
  std::string text = fmt::format(
      "<h1>{}</h1>\n<p class=\"soft\">{}. Made by firefly {}.</p>\n",
      html_text(title), html_text(report.board.description), kVersion);
  if (report.exact) {
    text += *report.exact
                ? "<p>The board's outputs equal the host reference, byte for "
                  "byte.</p>\n"
                : "<p><b>The board's outputs DIFFER from the host "
                  "reference.</b></p>\n";
  }
  text += cards(report);
  text += fmt::format(
      "<h2>Memory</h2>\n<p>Packed in {} B; no packing of these buffers needs "
      "less than {} B.</p>\n",
      grouped(report.arena_bytes + report.scratch_bytes),
      grouped(report.arena_lower_bound_bytes));
  text += memory_map(model);
  text += fmt::format("<h2>Operators</h2>\n<p>Bars: {}.</p>\n",
                      report.profiled ? "instructions" : "MACs");
  text += operators(report);
  text += report.profiled ? functions(report) : "";
  text += report.trade.empty() ? "" : trade(report);
  return html_page(title, text);
}

}  // namespace firefly
