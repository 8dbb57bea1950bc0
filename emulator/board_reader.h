// SPDX-License-Identifier: Apache-2.0
//
// Reads the keys of one table of a .toml file and remembers the first thing
// that is wrong, so that the caller can name all keys in a row and look once.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/toml.h"
#include "graph/status.h"

namespace firefly {

class BoardReader {
 public:
  /// `section` is the table's name for messages, empty for the file itself.
  BoardReader(std::string_view file, std::string_view section,
              const toml::table& table);

  std::string string(std::string_view key);
  std::optional<std::string> optional_string(std::string_view key);
  std::vector<std::string> strings(std::string_view key);
  std::vector<std::string> optional_strings(std::string_view key);
  /// A positive number up to 2^53.
  uint64_t positive(std::string_view key);
  double positive_real(std::string_view key);
  bool boolean(std::string_view key);
  uint32_t address(std::string_view key);
  /// Null when absent.
  const toml::table* table(std::string_view key);
  /// Records an error found by the caller.
  void fail(std::string_view key, std::string_view expected);

  /// The first error; an unknown key is one.
  Status finish();

 private:
  const toml::node* require(std::string_view key);

  std::string file_;
  std::string section_;
  const toml::table& table_;
  std::set<std::string, std::less<>> known_;
  std::optional<Error> error_;
};

}  // namespace firefly
