// SPDX-License-Identifier: Apache-2.0
//
// What the programs of this folder hand to the Python side: cases.bin, all
// bytes one after another, and cases.jsonl, one line of JSON a case that says
// where in cases.bin its parts are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "tests/witness/case.h"

namespace firefly::witness {

/// The bytes of every output, for each invocation.
using Outputs = std::vector<std::vector<std::vector<uint8_t>>>;

/// Reads the model as a user's would be read and runs it on the reference
/// interpreter, invocation after invocation.
[[nodiscard]] Expected<Outputs> run_firefly(
    std::span<const uint8_t> model, const std::string& name,
    const std::vector<Inputs>& invocations);

class Archive {
 public:
  /// Creates `directory` and empties the two files in it.
  explicit Archive(const std::filesystem::path& directory);

  /// Appends a case: what Firefly computed, or why it did not.
  void add(const std::string& family, std::span<const uint8_t> model,
           const std::vector<Inputs>& invocations,
           const Expected<Outputs>& computed);

  /// False if something could not be written.
  [[nodiscard]] bool finish();

 private:
  nlohmann::json append(std::span<const uint8_t> bytes);

  std::ofstream bytes_;
  std::ofstream index_;
  uint64_t offset_ = 0;
};

}  // namespace firefly::witness
