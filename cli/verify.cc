// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/read_input.h"
#include "emulator/deploy.h"

namespace firefly {
namespace {

struct Arguments : CompileArguments {
  std::filesystem::path inputs;
  uint32_t count = 8;
  bool json = false;
};

Expected<std::vector<Bytes>> gather_inputs(const Arguments& arguments,
                                           const Graph& graph) {
  std::vector<Bytes> inputs;
  if (arguments.inputs.empty()) {
    return varied_inputs(graph, static_cast<int>(arguments.count));
  }
  std::error_code error;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(arguments.inputs, error)) {
    if (entry.path().extension() == ".bin" ||
        entry.path().extension() == ".npy") {
      paths.push_back(entry.path());
    }
  }
  if (error || paths.empty()) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: has no .bin or .npy inputs",
                             arguments.inputs.string())};
  }
  std::ranges::sort(paths);
  for (const std::filesystem::path& path : paths) {
    Expected<Bytes> input = read_input(graph, path);
    FIREFLY_RETURN_IF_ERROR(input);
    inputs.push_back(std::move(*input));
  }
  return inputs;
}

/// Whether the element that holds byte `at` is a NaN in both. Its sign and
/// payload say nothing: IEEE 754 leaves them open, and processors disagree.
bool is_nan_in_both(DataType type, std::span<const uint8_t> a,
                    std::span<const uint8_t> b, size_t at) {
  if (type != DataType::kFloat32) {
    return false;
  }
  const size_t begin = at / sizeof(float) * sizeof(float);
  float x;
  float y;
  std::memcpy(&x, &a[begin], sizeof(float));
  std::memcpy(&y, &b[begin], sizeof(float));
  return std::isnan(x) && std::isnan(y);
}

/// The first byte that differs, in words.
std::string first_difference(const Graph& graph, size_t run,
                             const std::vector<Bytes>& board,
                             std::span<const uint8_t> reference) {
  for (size_t k = 0; k < board.size(); ++k) {
    const Tensor& tensor = graph.tensor(graph.outputs[k]);
    for (size_t i = 0; i < board[k].size(); ++i) {
      if (board[k][i] != reference[i] &&
          !is_nan_in_both(tensor.type, board[k], reference, i)) {
        return fmt::format(
            "input {}: output \"{}\" differs first at byte {} (element {}): "
            "board {}, reference {}",
            run, tensor.name, i,
            i / static_cast<size_t>(size_bytes(tensor.type)), board[k][i],
            reference[i]);
      }
    }
    reference = reference.subspan(board[k].size());
  }
  return {};
}

/// Names the operator at which the two part, by running every prefix of the
/// network on the board until one differs.
Expected<std::string> first_differing_operator(const Target& target,
                                               const Arguments& arguments,
                                               const Bytes& input) {
  const Graph& graph = target.model.graph;
  for (size_t i = 0; i < graph.ops.size(); ++i) {
    const Op& op = graph.ops[i];
    if (op.outputs.empty()) {
      continue;
    }
    Graph prefix = graph;
    prefix.ops.resize(i + 1);
    prefix.outputs = op.outputs;
    EmitOptions options;
    options.source = arguments.model.filename().string();
    options.board = target.board.name;
    options.isa = *find_isa(target.board.isa);
    const CompiledModel model = compile_model(prefix, options);
    const Expected<Deployment> deployment =
        deploy(model, target.board, {input}, {});
    FIREFLY_RETURN_IF_ERROR(deployment);
    const std::string difference =
        first_difference(prefix, 0, deployment->run.invokes[0].outputs,
                         reference_outputs(prefix, {input})[0]);
    if (!difference.empty()) {
      return fmt::format("operator #{} {} ({}): {}", op.source_index,
                         describe(op), op.source_name, difference);
    }
  }
  return std::string("every operator alone is exact");
}

struct Verdict {
  size_t inputs = 0;
  size_t differing = 0;
  std::string first;
};

Expected<Verdict> verify_model(const Arguments& arguments) {
  const Expected<Target> target = prepare_target(arguments);
  FIREFLY_RETURN_IF_ERROR(target);
  const Graph& graph = target->model.source;
  const Expected<std::vector<Bytes>> inputs = gather_inputs(arguments, graph);
  FIREFLY_RETURN_IF_ERROR(inputs);
  const Expected<Deployment> deployment =
      deploy(target->model, target->board, *inputs, {});
  FIREFLY_RETURN_IF_ERROR(deployment);
  const auto reference = reference_outputs(graph, *inputs);
  Verdict verdict;
  verdict.inputs = inputs->size();
  for (size_t i = 0; i < inputs->size(); ++i) {
    const std::string difference = first_difference(
        graph, i, deployment->run.invokes[i].outputs, reference[i]);
    verdict.differing += difference.empty() ? 0 : 1;
    if (!difference.empty() && verdict.first.empty()) {
      const Expected<std::string> where =
          first_differing_operator(*target, arguments, (*inputs)[i]);
      FIREFLY_RETURN_IF_ERROR(where);
      verdict.first = difference + "\n  " + *where;
    }
  }
  return verdict;
}

int verify_command(const Arguments& arguments) {
  const Expected<Verdict> verdict = verify_model(arguments);
  if (!verdict.ok()) {
    return fail(verdict.error());
  }
  const bool exact = verdict->differing == 0;
  const std::string name = arguments.model.filename().string();
  if (arguments.json) {
    fmt::print("{}\n",
               nlohmann::ordered_json({{"model", name},
                                       {"board", arguments.board},
                                       {"inputs", verdict->inputs},
                                       {"differing", verdict->differing},
                                       {"exact", exact},
                                       {"first_difference", verdict->first}})
                   .dump(2, ' ', false,
                         nlohmann::ordered_json::error_handler_t::replace));
  } else if (exact) {
    fmt::print("{} on {}: exact on {} inputs\n", name, arguments.board,
               verdict->inputs);
  } else {
    fmt::print("{} on {}: {} of {} inputs differ\n  {}\n", name,
               arguments.board, verdict->differing, verdict->inputs,
               verdict->first);
  }
  return exact ? 0 : 1;
}

}  // namespace

void add_verify(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "verify", "A board against the host reference, byte for byte");
  auto arguments = std::make_shared<Arguments>();
  arguments->add_to(*command);
  auto* inputs = command->add_option("--inputs", arguments->inputs,
                                     "Directory of .bin and .npy inputs");
  command
      ->add_option("--count", arguments->count,
                   "Number of inputs: the pattern, then random ones")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str()
      ->excludes(inputs);
  command->add_flag("--json", arguments->json, "One JSON object on stdout");
  command->callback(
      [=, &exit_code] { exit_code = verify_command(*arguments); });
}

}  // namespace firefly
