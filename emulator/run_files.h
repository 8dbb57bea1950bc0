// SPDX-License-Identifier: Apache-2.0
//
// The files that pass between host, firmware and plugin; runtime/port/harness.h
// and plugins/count.cc describe them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "emulator/runner.h"
#include "graph/status.h"

namespace firefly {

Status write_file(const std::filesystem::path& path, const std::string& text);

/// The request; all inputs must be of one size.
Expected<std::string> encode_request(const std::vector<Bytes>& inputs,
                                     bool restart);

/// Fills outputs and stack of every invoke.
Status read_results(const std::filesystem::path& path,
                    std::vector<InvokeResult>& invokes);

/// Fills the costs of every invoke from the plugin's report.
Status read_costs(const std::filesystem::path& path, bool has_cycles,
                  size_t operators, const std::vector<std::string>& functions,
                  std::vector<InvokeResult>& invokes);

}  // namespace firefly
