// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "data/data_set.h"
#include "data/find_files.h"
#include "data/parameters.h"
#include "graph/status.h"

namespace firefly {

/// Maps labels to classes: `rename`, `classes`, `unknown`, `unknown_percent` of
/// [data].
class ClassRules {
 public:
  static Expected<ClassRules> make(const DataParameters& parameters);

  /// Leaves out, before they are read, files whose labels no class takes.
  void select(std::vector<FoundFile>& files) const;
  /// Gives recordings their final labels, and the set its classes. Errors: a
  /// class that no recording has.
  [[nodiscard]] Status settle(DataSet& data) const;

 private:
  [[nodiscard]] std::string class_of(const std::string& label) const;

  DataParameters parameters_;
  std::vector<std::pair<std::string, std::string>> renames_;
};

}  // namespace firefly
