// SPDX-License-Identifier: Apache-2.0
//
// From emitted sources to images for a board: the test firmware that runs, and
// the model alone, which is measured.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emulator/board.h"
#include "graph/status.h"

namespace firefly {

/// An emitted model. Relative paths are below `directory`, which is itself on
/// the include path.
struct FirmwareSources {
  std::filesystem::path directory;
  std::string name;                  ///< Prefix of the C API.
  std::string entry;                 ///< The C function that computes.
  std::vector<std::string> sources;  ///< C++ files.
  std::vector<std::string> include_dirs;
  std::vector<std::string> defines;  ///< Macros, without -D.
};

struct Firmware {
  std::string name;
  std::filesystem::path image;      ///< Start-up, harness and model.
  std::filesystem::path footprint;  ///< What `entry` reaches; not runnable.
};

/// Compiles and links in `build_directory`, which is created if need be and
/// keeps the objects. A missing compiler is kNotFound and names its packages; a
/// model that the machine's memories cannot hold is kDoesNotFit.
Expected<Firmware> build_firmware(const Board& board,
                                  const FirmwareSources& sources,
                                  const std::filesystem::path& build_directory);

}  // namespace firefly
