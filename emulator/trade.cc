// SPDX-License-Identifier: Apache-2.0
#include "emulator/trade.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "emulator/deploy.h"
#include "emulator/fit.h"
#include "emulator/inputs.h"
#include "emulator/report.h"

namespace firefly {
namespace {

bool dominates(const TradePoint& a, const TradePoint& b) {
  const auto of = [](const TradePoint& point) {
    return std::make_tuple(point.time(), point.ram_bytes, point.flash_bytes);
  };
  return a.time() <= b.time() && a.ram_bytes <= b.ram_bytes &&
         a.flash_bytes <= b.flash_bytes && of(a) != of(b);
}

/// The settings that were measured so far.
class Trade {
 public:
  Trade(const Graph& graph, const EmitOptions& options, const Board& board)
      : graph_(graph), options_(options), board_(board) {}

  Status add(const std::string& setting, Fit fit, const FlashLimit& flash,
             Streaming streaming) {
    EmitOptions options = options_;
    options.fit = fit;
    options.flash = flash;
    options.streaming = streaming;
    const CompiledModel model = compile_model(graph_, options);
    if (!sources_.insert(sources_of(model.emitted, fit)).second) {
      return {};
    }
    Board board = board_;
    build_for(board, fit);
    const Expected<Deployment> deployment =
        deploy(model, board, {pattern_input(graph_, 0)}, {});
    FIREFLY_RETURN_IF_ERROR(deployment);
    Report report = make_report(model, board, options.source);
    report.footprint = deployment->footprint;
    firefly::add_run(report, deployment->run);
    points_.push_back({setting, *report.instructions, report.cycles,
                       report.ram_bytes(), report.footprint->flash_bytes()});
    return {};
  }

  std::vector<TradePoint> take() { return std::move(points_); }
  [[nodiscard]] const TradePoint& last() const { return points_.back(); }

 private:
  /// What is compiled, and whether for size.
  static std::string sources_of(const EmittedModel& model, Fit fit) {
    std::string text = fit == Fit::kFlash ? "small" : "fast";
    for (const EmittedFile& file : model.files) {
      // The first line names the setting.
      if (file.path.ends_with(".cc")) {
        text += file.text.substr(file.text.find('\n'));
      }
    }
    return text;
  }

  const Graph& graph_;
  const EmitOptions& options_;
  const Board& board_;
  std::set<std::string> sources_;
  std::vector<TradePoint> points_;
};

}  // namespace

void mark_best(std::vector<TradePoint>& points) {
  for (TradePoint& point : points) {
    point.is_best = std::none_of(
        points.begin(), points.end(),
        [&](const TradePoint& other) { return dominates(other, point); });
  }
  std::stable_sort(points.begin(), points.end(),
                   [](const TradePoint& a, const TradePoint& b) {
                     return a.time() < b.time();
                   });
}

Expected<std::vector<TradePoint>> measure_trade(const Graph& graph,
                                                const EmitOptions& options,
                                                const Board& board) {
  Trade trade(graph, options, board);
  const FlashLimit whole = flash_limit(board, {});
  const auto given = [&](uint64_t bytes) {
    return flash_limit(board, {.ram_bytes = {}, .flash_bytes = bytes});
  };
  FIREFLY_RETURN_IF_ERROR(
      trade.add("--fit speed", Fit::kSpeed, whole, Streaming::kNone));
  FIREFLY_RETURN_IF_ERROR(
      trade.add("--fit flash", Fit::kFlash, whole, Streaming::kNone));
  FIREFLY_RETURN_IF_ERROR(
      trade.add("--fit ram", Fit::kRam, whole, Streaming::kNone));
  const uint64_t least = trade.last().flash_bytes;
  FIREFLY_RETURN_IF_ERROR(
      trade.add(fmt::format("--flash {}", board.flash_bytes), Fit::kSpeed,
                given(board.flash_bytes), Streaming::kNone));
  const uint64_t most = std::max(least, trade.last().flash_bytes);
  constexpr uint64_t kSteps = 8;
  for (uint64_t step = 1; step < kSteps; ++step) {
    const uint64_t bytes = least + (most - least) * step / kSteps;
    FIREFLY_RETURN_IF_ERROR(trade.add(fmt::format("--flash {}", bytes),
                                      Fit::kSpeed, given(bytes),
                                      Streaming::kNone));
  }
  if (check_streaming(graph, Streaming::kLines).ok()) {
    FIREFLY_RETURN_IF_ERROR(
        trade.add("--stream lines", Fit::kSpeed, whole, Streaming::kLines));
    FIREFLY_RETURN_IF_ERROR(trade.add("--stream lines --fit ram", Fit::kRam,
                                      whole, Streaming::kLines));
  }
  std::vector<TradePoint> points = trade.take();
  mark_best(points);
  return points;
}

}  // namespace firefly
