// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/recording.h"

namespace firefly {

/// Something about a file that its owner should know.
struct Problem {
  std::string file;    ///< From the data's root.
  std::string what;    ///< "is clipped: 4.1 % of its samples are at full scale"
  std::string advice;  ///< "record it again with less gain"
  /// It can not be used, so nothing of it is among the recordings.
  bool is_fatal = false;
};

/// A file that was read.
struct DataFile {
  std::string path;  ///< From the data's root.
  uint64_t size_bytes = 0;
  std::string sha256;  ///< In hexadecimal digits.
};

/// Recordings in the order of their sources. `label` is one of `classes`, or
/// empty in a set without labels; `split` is train, validation or test.
struct DataSet {
  std::vector<std::string> classes;  ///< In the order of the model's outputs.
  std::vector<Recording> recordings;
  std::vector<Recording> noise;  ///< Backgrounds to mix in; never a class.
  std::vector<DataFile> files;
  std::vector<Problem> problems;
};

}  // namespace firefly
