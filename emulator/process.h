// SPDX-License-Identifier: Apache-2.0
//
// Runs other programs: never through a shell, always with a time limit.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "graph/status.h"

namespace firefly {

struct ProcessResult {
  int exit_code = 0;  ///< 128 + signal when a signal ended it.
  bool timed_out = false;
  std::string output;  ///< stdout and stderr, at most 64 kB.
};

/// Runs `command` (looked up in PATH) in `directory`, without input. A program
/// that is missing is kNotFound.
Expected<ProcessResult> run_process(const std::vector<std::string>& command,
                                    const std::filesystem::path& directory,
                                    std::chrono::milliseconds timeout);

}  // namespace firefly
