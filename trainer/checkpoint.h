// SPDX-License-Identifier: Apache-2.0
//
// Training states as files: "FFCK", version, a hash of the identity, the
// numbers of the state, and a hash of all before. Little-endian.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "graph/status.h"
#include "trainer/training_state.h"

namespace firefly::trainer {

[[nodiscard]] std::vector<uint8_t> encode_checkpoint(
    const TrainingState& state, const std::string& identity);

/// `body` with header and checksum, as encode_checkpoint() makes it of a state.
[[nodiscard]] std::vector<uint8_t> seal_checkpoint(
    std::span<const uint8_t> body, const std::string& identity);

/// Nothing in `bytes` is trusted. Errors say what is wrong, not where.
[[nodiscard]] Expected<TrainingState> decode_checkpoint(
    std::span<const uint8_t> bytes, const std::string& identity);

/// Writes beside `path`, then renames: a kill at any moment leaves the old file
/// or the new one.
[[nodiscard]] Status save_checkpoint(const std::filesystem::path& path,
                                     const TrainingState& state,
                                     const std::string& identity);

[[nodiscard]] Expected<TrainingState> load_checkpoint(
    const std::filesystem::path& path, const std::string& identity);

}  // namespace firefly::trainer
