// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "frontends/front_end.h"
#include "graph/status.h"

namespace firefly {

/// The C name of an element of a table: "int16_t".
template <class T>
[[nodiscard]] constexpr std::string_view c_name() {
  static_assert(sizeof(T) < 4 || std::is_same_v<T, int32_t>,
                "values of a DeviceTable are int32_t");
  if constexpr (std::is_same_v<T, int32_t>) {
    return "int32_t";
  } else if constexpr (sizeof(T) == 2) {
    return std::is_signed_v<T> ? "int16_t" : "uint16_t";
  } else {
    return std::is_signed_v<T> ? "int8_t" : "uint8_t";
  }
}

/// The Config of a class of runtime/features, said once and kept twice: as the
/// host's struct with its tables, and as the C++ of a device. Fields are
/// written in the order of their declaration, those of a nested struct where
/// it stands; each exactly once.
template <class Config>
class ConfigWriter {
 public:
  /// Its fields are what the functions below take.
  [[nodiscard]] Config& config() { return *config_; }
  [[nodiscard]] const Config& config() const { return *config_; }

  template <std::integral Field>
  void integer(Field& field, std::type_identity_t<Field> value) {
    append(&field, fmt::format("{}", value));
    field = value;
  }

  /// `name` is that of the constant array: "kWindow". None for no values.
  template <class T>
  void table(const T*& field, std::string name, std::vector<T> values) {
    if (values.empty()) {
      append(&field, "nullptr");
      field = nullptr;
      return;
    }
    append(&field, name);
    tables_.push_back({std::move(name),
                       std::string(c_name<T>()),
                       {values.begin(), values.end()}});
    auto kept = std::make_shared<const std::vector<T>>(std::move(values));
    field = kept->data();
    kept_.push_back(std::move(kept));
  }

  [[nodiscard]] const std::vector<DeviceTable>& tables() const {
    return tables_;
  }
  /// "{480, 320, kWindow}"
  [[nodiscard]] std::string initializer() const {
    return "{" + initializer_ + "}";
  }

 private:
  void append(const void* field, const std::string& value) {
    // An initialiser has no names: the order is what makes it right.
    const auto* at = static_cast<const char*>(field);
    FIREFLY_CHECK(last_ == nullptr || at > last_);
    last_ = at;
    initializer_ += (initializer_.empty() ? "" : ", ") + value;
  }

  std::unique_ptr<Config> config_ = std::make_unique<Config>();
  std::vector<DeviceTable> tables_;
  std::vector<std::shared_ptr<const void>> kept_;
  std::string initializer_;
  const char* last_ = nullptr;
};

}  // namespace firefly
