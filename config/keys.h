// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/domain.h"

namespace firefly {

/// A key of a project file, as people see it.
struct Key {
  std::string_view name;  ///< "hop_ms"
  std::string_view unit;  ///< "ms"; empty where there is none.
  std::string_view meaning;
};

/// How parameters meet the project file. Every struct of parameters has one
/// function beside it,
///
///   void declare(Keys& keys, MfccParameters& parameters) {
///     keys.number({"hop_ms", "ms", "from frame to frame"},
///                 parameters.hop_ms, 1, 1000);
///     …
///
/// which names each member once, with its unit, range and meaning; the value
/// that it has before is the default. Reading a file, refusing what is wrong
/// in it, writing down what was used and making the reference of all keys are
/// walks over that one declaration (toml_reader.h, toml_writer.h,
/// reference.h).
class Keys {
 public:
  Keys() = default;
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  virtual ~Keys() = default;

  virtual void integer(const Key& key, int& value, int min, int max) = 0;
  virtual void number(const Key& key, double& value, double min,
                      double max) = 0;
  virtual void flag(const Key& key, bool& value) = 0;
  virtual void text(const Key& key, std::string& value) = 0;
  virtual void texts(const Key& key, std::vector<std::string>& value) = 0;
  /// Each element in min … max.
  virtual void numbers(const Key& key, std::vector<double>& value, double min,
                       double max) = 0;
  /// One of `options`, by index.
  virtual void choice(const Key& key, size_t& value,
                      std::span<const std::string_view> options) = 0;

  /// Values that a search may try instead of one; `one` declares the key as it
  /// is with a single value, and tells what is allowed. Absent: none. Walks
  /// that are after single values pass it by.
  virtual void domain(const Key& /*key*/, Domain& /*value*/,
                      const std::function<void(Keys&)>& /*one*/) {}

  /// A table inside this one, present or not; `inside` declares its keys.
  virtual void table(const Key& key,
                     const std::function<void(Keys&)>& inside) = 0;

  /// A number that means something only if `applies`; setting it otherwise is
  /// an error that says what it `needs`.
  virtual void number_if(bool applies, std::string_view /*needs*/,
                         const Key& key, double& value, double min,
                         double max) {
    if (applies) {
      number(key, value, min, max);
    }
  }

  /// An enumerator by its name: keys.one_of(key, value, {{"hann",
  /// Window::kHann}, …}).
  template <class Enum, size_t kCount>
  void one_of(const Key& key, Enum& value,
              const std::pair<std::string_view, Enum> (&names)[kCount]) {
    std::array<std::string_view, kCount> options;
    size_t index = 0;
    for (size_t i = 0; i < kCount; ++i) {
      options[i] = names[i].first;
      index = names[i].second == value ? i : index;
    }
    choice(key, index, options);
    value = names[index].second;
  }
};

}  // namespace firefly
