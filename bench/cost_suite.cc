// SPDX-License-Identifier: Apache-2.0
#include "bench/cost_suite.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "bench/cost_fit.h"
#include "bench/cost_models.h"
#include "emulator/deploy.h"
#include "emulator/fit.h"
#include "emulator/inputs.h"

namespace firefly {
namespace {

/// The kernels that operators of `graph` can ask for; "" for the usual one.
std::set<std::string> kernels_of(const Graph& graph, Isa isa) {
  std::set<std::string> kernels = {""};
  for (const Op& op : graph.ops) {
    for (const Alternative& one : alternatives({.graph = graph,
                                  .op = op,
                                  .isa = isa,
                                  .row_pairs = true,
                                  .late_rows = 2,
                                  .input_plane_margin = 1})) {
      kernels.emplace(one.kernel);
    }
  }
  return kernels;
}

/// Fewer say nothing about other shapes.
constexpr ptrdiff_t kFewestSamples = 4;

/// All samples of one instruction set, by the table's names.
class Samples {
 public:
  explicit Samples(const Board& board)
      : board_(board), isa_(*find_isa(board_.isa)) {}

  Status run(const SuiteModel& suite_model, const std::string& kernel) {
    Board board = board_;
    EmitOptions options =
        options_for(board, Fit::kSpeed, {}, suite_model.label);
    options.kernel = kernel;
    const CompiledModel model = compile_model(*suite_model.graph, options);
    RunOptions run;
    run.profile = true;
    const Expected<Deployment> deployment =
        deploy(model, board, {pattern_input(model.source, 0)}, run);
    FIREFLY_RETURN_IF_ERROR(deployment);
    for (size_t i = 0; i < model.graph.ops.size(); ++i) {
      add(model, fmt::format("{} {}", suite_model.label, i), i,
          deployment->run.invokes[0].operators[i]);
    }
    return {};
  }

  [[nodiscard]] std::vector<KernelCost> fit() const {
    std::vector<KernelCost> costs;
    for (const auto& [name, samples] : samples_) {
      if (std::ssize(samples) < kFewestSamples) {
        continue;
      }
      costs.push_back(fit_cost(isa_, samples));
      costs.back().kernel = name;
    }
    return costs;
  }

 private:
  /// Nothing is added twice: what the usual kernel cost is known from one that
  /// was asked for.
  void add(const CompiledModel& model, const std::string& label, size_t op,
           const Cost& cost) {
    const KernelCall& call = model.plan.calls[op];
    const std::string name = cost_name(call);
    if (seen_.insert({name, label}).second && cost.instructions > 0) {
      samples_[name].push_back(
          {work_of(model.graph, model.graph.ops[op], call),
           {static_cast<double>(cost.instructions),
            static_cast<double>(cost.cycles.value_or(cost.instructions))}});
    }
  }

  Board board_;
  Isa isa_;
  std::set<std::pair<std::string, std::string>> seen_;
  std::map<std::string, std::vector<CostSample>> samples_;
};

std::string braces(const Work& factors) {
  std::vector<std::string> numbers;
  for (const double factor : factors) {
    numbers.push_back(fmt::format("{:.4g}", factor));
  }
  return fmt::format("{{{}}}", fmt::join(numbers, ", "));
}

/// The enumerator: "kArmv7em".
std::string enumerator(Isa isa) {
  std::string name(name_of(isa));
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return "k" + name;
}

}  // namespace

std::vector<std::string> cost_boards() {
  return {"cortex-m0", "cortex-m3", "cortex-m4", "cortex-m55", "rv32"};
}

Expected<std::vector<KernelCost>> measure_costs(
    const std::vector<std::string>& boards,
    const std::function<void(const std::string&)>& progress) {
  std::vector<KernelCost> costs;
  for (const std::string& name : boards) {
    const Expected<Board> board = find_board(name);
    FIREFLY_RETURN_IF_ERROR(board);
    Samples samples(*board);
    for (const SuiteModel& model : cost_models()) {
      for (const std::string& kernel :
           kernels_of(*model.graph, *find_isa(board->isa))) {
        progress(fmt::format("{} on {} {}", model.label, name, kernel));
        FIREFLY_RETURN_IF_ERROR(samples.run(model, kernel));
      }
    }
    std::ranges::move(samples.fit(), std::back_inserter(costs));
  }
  return costs;
}

std::string to_source(const std::vector<KernelCost>& costs,
                      const std::string& made_by) {
  std::string text = fmt::format(
      "// SPDX-License-Identifier: Apache-2.0\n//\n// Made by `firefly bench "
      "--suite costs -o compiler/lower` with\n// {}.\n// Kernel, samples, mean "
      "and worst error of the cycles in percent; factors of\n// instructions, "
      "factors of cycles, in the order of WorkTerm.\n// clang-format off\n",
      made_by);
  for (const KernelCost& cost : costs) {
    text += fmt::format(
        "{{Isa::{}, \"{}\", {}, {:.1f}, {:.1f},\n {},\n {}}},\n",
        enumerator(cost.isa), cost.kernel, cost.samples, cost.error,
        cost.worst_error, braces(cost.instructions), braces(cost.cycles));
  }
  return text;
}

std::string cost_table(const std::vector<KernelCost>& costs) {
  std::string text = fmt::format("{:<9} {:<52} {:>7} {:>7} {:>7}\n", "isa",
                                 "kernel", "samples", "error", "worst");
  for (const KernelCost& cost : costs) {
    text += fmt::format("{:<9} {:<52} {:>7} {:>6.1f}% {:>6.1f}%\n",
                        name_of(cost.isa), cost.kernel, cost.samples,
                        cost.error, cost.worst_error);
  }
  return text;
}

}  // namespace firefly
