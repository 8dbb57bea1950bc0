// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "compiler/passes/optimize.h"
#include "emulator/report.h"
#include "formats/tflite/reader.h"

namespace firefly {
namespace {

using Json = nlohmann::ordered_json;

int64_t parameter_count(const Graph& graph) {
  int64_t count = 0;
  for (const Tensor& tensor : graph.tensors) {
    count += tensor.is_constant() ? element_count(tensor) : 0;
  }
  return count;
}

Json tensor_json(const Tensor& tensor) {
  return {{"name", tensor.name},
          {"type", name_of(tensor.type)},
          {"shape", tensor.shape},
          {"scale", tensor.quantization.scale},
          {"zero_point", tensor.quantization.zero_point}};
}

Json tensors_json(const Graph& graph, const std::vector<TensorId>& ids) {
  Json list = Json::array();
  for (const TensorId id : ids) {
    list.push_back(id == kNoTensor ? Json(nullptr)
                                   : tensor_json(graph.tensor(id)));
  }
  return list;
}

Json to_json(const Graph& graph, int64_t macs_live) {
  Json operators = Json::array();
  for (const Op& op : graph.ops) {
    operators.push_back({{"index", op.source_index},
                         {"operator", op.source_name},
                         {"kind", name_of(op.kind)},
                         {"description", describe(op)},
                         {"macs", count_macs(graph, op)},
                         {"inputs", tensors_json(graph, op.inputs)},
                         {"outputs", tensors_json(graph, op.outputs)}});
  }
  return {{"model", graph.name},
          {"macs", count_macs(graph)},
          {"macs_live", macs_live},
          {"parameters", parameter_count(graph)},
          {"inputs", tensors_json(graph, graph.inputs)},
          {"outputs", tensors_json(graph, graph.outputs)},
          {"operators", operators}};
}

void print_port(std::string_view word, const Tensor& tensor) {
  fmt::print("  {:<7} {:<10} {:<16} ", word, name_of(tensor.type),
             to_string(tensor.shape));
  if (!tensor.quantization.empty()) {
    fmt::print("scale {:<12.6g} zero point {:<5}", tensor.scale(),
               tensor.zero_point());
  }
  fmt::print("{}\n", tensor.name);
}

void print_text(const Graph& graph, int64_t macs_live) {
  fmt::print("{}: {} MACs, {} of them live, {} parameters\n\n", graph.name,
             grouped(static_cast<uint64_t>(count_macs(graph))),
             grouped(static_cast<uint64_t>(macs_live)),
             grouped(static_cast<uint64_t>(parameter_count(graph))));
  for (const TensorId id : graph.inputs) {
    print_port("input", graph.tensor(id));
  }
  for (const TensorId id : graph.outputs) {
    print_port("output", graph.tensor(id));
  }
  fmt::print("\n  {:>3}  {:<24} {:<40} {:>14} {:>14} {:>12}\n", "#",
             "in the file", "operator", "input", "output", "MACs");
  std::map<std::string, int> counts;
  int32_t last_source = -1;
  for (const Op& op : graph.ops) {
    const TensorId output = op.outputs.empty() ? kNoTensor : op.outputs[0];
    fmt::print(
        "  {:>3}  {:<24} {:<40} {:>14} {:>14} {:>12}\n", op.source_index,
        op.source_name, describe(op),
        to_string(graph.tensor(op.inputs[0]).shape),
        output == kNoTensor ? "state" : to_string(graph.tensor(output).shape),
        grouped(static_cast<uint64_t>(count_macs(graph, op))));
    counts[op.source_name] += op.source_index != last_source ? 1 : 0;
    last_source = op.source_index;
  }
  fmt::print("\n ");
  for (const auto& [name, count] : counts) {
    fmt::print(" {} x {}", count, name);
  }
  fmt::print("\n");
}

int inspect(const std::filesystem::path& path, bool json) {
  const Expected<Graph> graph = read_tflite_file(path);
  if (!graph.ok()) {
    return fail(graph.error());
  }
  Graph live = *graph;
  optimize(live);
  if (json) {
    // Names come from the file and need not be UTF-8.
    fmt::print("{}\n",
               to_json(*graph, count_macs(live))
                   .dump(2, ' ', false, Json::error_handler_t::replace));
  } else {
    print_text(*graph, count_macs(live));
  }
  return 0;
}

}  // namespace

void add_inspect(CLI::App& app, int& exit_code) {
  struct Arguments {
    std::filesystem::path model;
    bool json = false;
  };
  auto* command = app.add_subcommand(
      "inspect", "Operators, shapes, types, quantisation and MACs of a model");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("MODEL", arguments->model, "A .tflite file")->required();
  command->add_flag("--json", arguments->json, "One JSON object on stdout");
  command->callback([=, &exit_code] {
    exit_code = inspect(arguments->model, arguments->json);
  });
}

}  // namespace firefly
