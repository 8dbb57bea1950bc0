// SPDX-License-Identifier: Apache-2.0
#include "frontends/testing/keys.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace firefly::testing {
namespace {

class SetKeys final : public Keys {
 public:
  explicit SetKeys(KeyValues& values, std::string prefix = "")
      : values_(values), prefix_(std::move(prefix)) {}

  void integer(const Key& key, int& value, int min, int max) override {
    set(key, value);
    check_range(key, value, min, max);
  }
  void number(const Key& key, double& value, double min, double max) override {
    set(key, value);
    check_range(key, value, min, max);
  }
  void flag(const Key& key, bool& value) override { set(key, value); }
  void text(const Key& key, std::string& value) override { set(key, value); }
  void texts(const Key& key, std::vector<std::string>& value) override {
    set(key, value);
  }
  void numbers(const Key& key, std::vector<double>& value, double min,
               double max) override {
    set(key, value);
    for (const double element : value) {
      check_range(key, element, min, max);
    }
  }
  void choice(const Key& key, size_t& value,
              std::span<const std::string_view> options) override {
    std::string name(options[value]);
    set(key, name);
    const auto found = std::find(options.begin(), options.end(), name);
    ASSERT_NE(found, options.end()) << key.name << " = " << name;
    value = static_cast<size_t>(found - options.begin());
  }
  void table(const Key& key,
             const std::function<void(Keys&)>& inside) override {
    SetKeys keys(values_, prefix_ + std::string(key.name) + ".");
    inside(keys);
  }

 private:
  template <class T>
  void set(const Key& key, T& value) {
    const auto found = values_.find(prefix_ + std::string(key.name));
    if (found != values_.end()) {
      value = std::get<T>(found->second);
      values_.erase(found);
    }
  }

  template <class T>
  static void check_range(const Key& key, T value, T min, T max) {
    ASSERT_GE(value, min) << key.name;
    ASSERT_LE(value, max) << key.name;
  }

  KeyValues& values_;
  std::string prefix_;
};

}  // namespace

std::unique_ptr<FrontEndDesign> designed(const std::string& kind,
                                         const KeyValues& values) {
  for (const FrontEndKind& candidate : front_end_kinds()) {
    if (candidate.name == kind) {
      std::unique_ptr<FrontEndDesign> design = candidate.design();
      KeyValues left = values;
      SetKeys keys(left);
      design->declare(keys);
      EXPECT_TRUE(left.empty())
          << kind << " has no key " << left.begin()->first;
      return design;
    }
  }
  ADD_FAILURE() << "no kind " << kind;
  return nullptr;
}

std::unique_ptr<FrontEnd> made(const std::string& kind, const KeyValues& values,
                               const SensorFormat& sensor) {
  Expected<std::unique_ptr<FrontEnd>> front_end =
      designed(kind, values)->make(sensor);
  EXPECT_TRUE(front_end.ok()) << front_end.error().message;
  return front_end.ok() ? std::move(*front_end) : nullptr;
}

std::string refusal(const std::string& kind, const KeyValues& values,
                    const SensorFormat& sensor) {
  const Expected<std::unique_ptr<FrontEnd>> front_end =
      designed(kind, values)->make(sensor);
  EXPECT_FALSE(front_end.ok());
  return front_end.ok() ? "" : front_end.error().message;
}

}  // namespace firefly::testing
