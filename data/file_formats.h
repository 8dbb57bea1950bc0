// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/data_set.h"
#include "data/parameters.h"
#include "frontends/front_end.h"
#include "graph/status.h"

namespace firefly {

/// A file in memory and what readers need to make sense of it.
struct FileToRead {
  std::filesystem::path path;
  std::string name;  ///< From the data's root, for messages.
  std::span<const uint8_t> bytes;
  const DataParameters& parameters;
  const SensorFormat& sensor;
  double rate_hz = 0;  ///< As its list has it; 0: that does not say.
};

/// Makes recordings of a file. `source` is its name, with "#3" behind it where
/// a file holds several; label, group, split and events are filled in as far as
/// the file itself tells them. What is odd and no obstacle becomes a problem.
using ReadFile = Expected<std::vector<Recording>> (*)(
    const FileToRead& file, std::vector<Problem>& problems);

struct FileFormat {
  std::string_view name;        ///< "WAV"
  std::string_view extensions;  ///< " wav "
  std::string_view magic;  ///< The first bytes; empty where there are none.
  ReadFile read;
  /// Not a signal's own units but sound, -1 … 1.
  bool is_sound = false;
};

/// The format that the name says; null if it says none.
[[nodiscard]] const FileFormat* format_by_name(const FileToRead& file);

/// The format that the first bytes say; null if they say none.
[[nodiscard]] const FileFormat* format_by_content(const FileToRead& file);

// The readers that are more than a few lines, each in a file of its own.
[[nodiscard]] Expected<std::vector<Recording>> read_acquisition_file(
    const FileToRead& file, std::vector<Problem>& problems);
[[nodiscard]] Expected<std::vector<Recording>> read_cifar_file(
    const FileToRead& file, std::vector<Problem>& problems);
[[nodiscard]] Expected<std::vector<Recording>> read_npy_file(
    const FileToRead& file, std::vector<Problem>& problems);
[[nodiscard]] Expected<std::vector<Recording>> read_series_file(
    const FileToRead& file, std::vector<Problem>& problems);
[[nodiscard]] Expected<std::vector<Recording>> read_table_file(
    const FileToRead& file, std::vector<Problem>& problems);
[[nodiscard]] Expected<std::vector<Recording>> read_wfdb_file(
    const FileToRead& file, std::vector<Problem>& problems);

/// The rate of a file that does not tell it.
[[nodiscard]] double rate_of(const FileToRead& file);

/// The group of a part of a file whose parts have nothing to do with another.
[[nodiscard]] std::string group_by_content(const Signal& signal);

}  // namespace firefly
