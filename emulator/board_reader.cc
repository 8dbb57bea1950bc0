// SPDX-License-Identifier: Apache-2.0
#include "emulator/board_reader.h"

#include <fmt/format.h>

#include <limits>

namespace firefly {

BoardReader::BoardReader(std::string_view file, std::string_view section,
                         const toml::table& table)
    : file_(file), section_(section), table_(table) {}

void BoardReader::fail(std::string_view key, std::string_view expected) {
  if (!error_) {
    error_ = Error{
        ErrorCode::kInvalidData,
        fmt::format("{}: key '{}{}': expected {}", file_,
                    section_.empty() ? "" : section_ + ".", key, expected)};
  }
}

const toml::node* BoardReader::require(std::string_view key) {
  known_.emplace(key);
  const toml::node* node = table_.get(key);
  if (node == nullptr) {
    fail(key, "a value, found none");
  }
  return node;
}

std::string BoardReader::string(std::string_view key) {
  const toml::node* node = require(key);
  if (node == nullptr) {
    return {};
  }
  const auto* value = node->as_string();
  if (value == nullptr || value->get().empty()) {
    fail(key, "a text that is not empty");
    return {};
  }
  return value->get();
}

std::optional<std::string> BoardReader::optional_string(std::string_view key) {
  known_.emplace(key);
  if (!table_.contains(key)) {
    return std::nullopt;
  }
  return string(key);
}

std::vector<std::string> BoardReader::strings(std::string_view key) {
  const toml::node* node = require(key);
  if (node == nullptr) {
    return {};
  }
  std::vector<std::string> values;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    fail(key, "a list of texts");
    return {};
  }
  for (const toml::node& element : *array) {
    if (const auto* value = element.as_string()) {
      values.push_back(value->get());
    } else {
      fail(key, "a list of texts");
    }
  }
  return values;
}

std::vector<std::string> BoardReader::optional_strings(std::string_view key) {
  known_.emplace(key);
  if (!table_.contains(key)) {
    return {};
  }
  return strings(key);
}

uint64_t BoardReader::positive(std::string_view key) {
  const toml::node* node = require(key);
  if (node == nullptr) {
    return 0;
  }
  const auto* value = node->as_integer();
  if (value == nullptr || value->get() <= 0 ||
      value->get() > (int64_t{1} << 53)) {
    fail(key, "a positive whole number");
    return 0;
  }
  return static_cast<uint64_t>(value->get());
}

double BoardReader::positive_real(std::string_view key) {
  const toml::node* node = require(key);
  if (node == nullptr) {
    return 0;
  }
  const auto value = node->value<double>();
  if (!value || !(*value > 0)) {
    fail(key, "a positive number");
    return 0;
  }
  return *value;
}

bool BoardReader::boolean(std::string_view key) {
  const toml::node* node = require(key);
  if (node == nullptr) {
    return false;
  }
  const auto* value = node->as_boolean();
  if (value == nullptr) {
    fail(key, "true or false");
    return false;
  }
  return value->get();
}

uint32_t BoardReader::address(std::string_view key) {
  const toml::node* node = require(key);
  if (node == nullptr) {
    return 0;
  }
  const auto* value = node->as_integer();
  if (value == nullptr || value->get() < 0 ||
      value->get() > std::numeric_limits<uint32_t>::max()) {
    fail(key, "a 32-bit address");
    return 0;
  }
  return static_cast<uint32_t>(value->get());
}

const toml::table* BoardReader::table(std::string_view key) {
  known_.emplace(key);
  const toml::node* node = table_.get(key);
  if (node == nullptr) {
    return nullptr;
  }
  if (node->as_table() == nullptr) {
    fail(key, "a table");
  }
  return node->as_table();
}

Status BoardReader::finish() {
  if (error_) {
    return *error_;
  }
  for (const auto& [key, value] : table_) {
    if (!known_.contains(key.str())) {
      fail(key.str(), "only known keys; this is none");
      return *error_;
    }
  }
  return {};
}

}  // namespace firefly
