// SPDX-License-Identifier: Apache-2.0
#include "tests/witness/archive.h"

#include <algorithm>

#include "formats/tflite/reader.h"
#include "graph/interpreter.h"

namespace firefly::witness {

Expected<Outputs> run_firefly(std::span<const uint8_t> model,
                              const std::string& name,
                              const std::vector<Inputs>& invocations) {
  const Expected<Graph> graph = read_tflite(model, name);
  if (!graph.ok()) {
    return graph.error();
  }
  Interpreter interpreter(*graph);
  Outputs outputs;
  for (const Inputs& inputs : invocations) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      FIREFLY_CHECK(interpreter.input(i).size() == inputs[i].size());
      std::ranges::copy(inputs[i], interpreter.input(i).begin());
    }
    interpreter.invoke();
    auto& computed = outputs.emplace_back();
    for (size_t i = 0; i < graph->outputs.size(); ++i) {
      const std::span<const uint8_t> output = interpreter.output(i);
      computed.emplace_back(output.begin(), output.end());
    }
  }
  return outputs;
}

Archive::Archive(const std::filesystem::path& directory) {
  std::filesystem::create_directories(directory);
  bytes_.open(directory / "cases.bin", std::ios::binary);
  index_.open(directory / "cases.jsonl");
}

nlohmann::json Archive::append(std::span<const uint8_t> bytes) {
  bytes_.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  nlohmann::json place = {offset_, bytes.size()};
  offset_ += bytes.size();
  return place;
}

void Archive::add(const std::string& family, std::span<const uint8_t> model,
                  const std::vector<Inputs>& invocations,
                  const Expected<Outputs>& computed) {
  nlohmann::json line = {{"family", family}, {"model", append(model)}};
  line["invocations"] = nlohmann::json::array();
  for (const Inputs& inputs : invocations) {
    nlohmann::json places = nlohmann::json::array();
    for (const std::vector<uint8_t>& input : inputs) {
      places.push_back(append(input));
    }
    line["invocations"].push_back(std::move(places));
  }
  if (!computed.ok()) {
    line["refused"] = computed.error().message;
  } else {
    line["computed"] = nlohmann::json::array();
    for (const auto& outputs : *computed) {
      nlohmann::json places = nlohmann::json::array();
      for (const std::vector<uint8_t>& output : outputs) {
        places.push_back(append(output));
      }
      line["computed"].push_back(std::move(places));
    }
  }
  index_ << line.dump() << '\n';
}

bool Archive::finish() {
  bytes_.close();
  index_.close();
  return bytes_.good() && index_.good();
}

}  // namespace firefly::witness
