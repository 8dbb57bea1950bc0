// SPDX-License-Identifier: Apache-2.0
//
// witness_models: runs whole models on inputs that models.py chose. Each line
// of the job file is a JSON object: "model", a path; "inputs", a path to the
// bytes of all inputs of all invocations, one after another.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "formats/tflite/reader.h"
#include "tests/witness/archive.h"

namespace firefly::witness {
namespace {

std::vector<uint8_t> read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Cuts `bytes` into the inputs of as many invocations as they hold.
std::vector<Inputs> split(const Graph& graph, std::span<const uint8_t> bytes) {
  std::vector<Inputs> invocations;
  while (!bytes.empty()) {
    Inputs& inputs = invocations.emplace_back();
    for (const TensorId id : graph.inputs) {
      const auto size = static_cast<size_t>(size_bytes(graph.tensor(id)));
      FIREFLY_CHECK(size > 0 && bytes.size() >= size);
      inputs.emplace_back(bytes.begin(),
                          bytes.begin() + static_cast<std::ptrdiff_t>(size));
      bytes = bytes.subspan(size);
    }
  }
  return invocations;
}

void run_job(const nlohmann::json& job, Archive& archive) {
  const std::string path = job.at("model");
  const std::vector<uint8_t> model = read_bytes(path);
  const std::vector<uint8_t> inputs = read_bytes(job.at("inputs"));
  const std::string name = job.at("name");
  const Expected<Graph> graph = read_tflite(model, name);
  if (!graph.ok()) {
    archive.add(name, model, {}, graph.error());
    return;
  }
  const std::vector<Inputs> invocations = split(*graph, inputs);
  archive.add(name, model, invocations, run_firefly(model, name, invocations));
}

}  // namespace
}  // namespace firefly::witness

int main(int argc, char** argv) {
  std::string jobs;
  std::string directory;
  CLI::App app{"Writes what Firefly computes for whole models."};
  app.add_option("jobs", jobs, "file of jobs, a JSON object a line")
      ->required();
  app.add_option("-o,--output", directory, "directory for the archive")
      ->required();
  CLI11_PARSE(app, argc, argv);

  firefly::witness::Archive archive(directory);
  std::ifstream file(jobs);
  for (std::string line; std::getline(file, line);) {
    firefly::witness::run_job(nlohmann::json::parse(line), archive);
  }
  if (!archive.finish()) {
    fmt::print(stderr, "{}: could not be written\n", directory);
    return 1;
  }
  return 0;
}
