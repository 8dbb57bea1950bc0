// SPDX-License-Identifier: Apache-2.0
#include "config/key_values.h"

#include <fmt/format.h>

#include "config/value_text.h"

namespace firefly {
namespace {

class Values final : public Keys {
 public:
  Values(std::string path, std::vector<KeyValue>& values)
      : path_(std::move(path)), values_(values) {}

  void integer(const Key& key, int& value, int /*min*/, int /*max*/) override {
    add(key, value_text(value));
  }
  void number(const Key& key, double& value, double /*min*/,
              double /*max*/) override {
    add(key, value_text(value));
  }
  void flag(const Key& key, bool& value) override {
    add(key, value_text(value));
  }
  void text(const Key& key, std::string& value) override {
    add(key, value_text(value));
  }
  void texts(const Key& key, std::vector<std::string>& value) override {
    add(key, value_text(value));
  }
  void numbers(const Key& key, std::vector<double>& value, double /*min*/,
               double /*max*/) override {
    add(key, value_text(value));
  }
  void choice(const Key& key, size_t& value,
              std::span<const std::string_view> options) override {
    add(key, value_text(std::string(options[value])));
  }
  void table(const Key& key,
             const std::function<void(Keys&)>& inside) override {
    Values values(full(key), values_);
    inside(values);
  }

 private:
  [[nodiscard]] std::string full(const Key& key) const {
    return path_.empty() ? std::string(key.name)
                         : fmt::format("{}.{}", path_, key.name);
  }
  void add(const Key& key, std::string text) {
    values_.push_back({full(key), std::move(text)});
  }

  std::string path_;
  std::vector<KeyValue>& values_;
};

}  // namespace

std::vector<KeyValue> key_values(const std::function<void(Keys&)>& declare) {
  std::vector<KeyValue> values;
  Values walk("", values);
  declare(walk);
  return values;
}

std::string to_toml(const std::vector<KeyValue>& values) {
  std::string lines;
  for (const KeyValue& value : values) {
    lines += fmt::format("{} = {}\n", value.path, value.text);
  }
  return lines;
}

std::vector<KeyValue> from_toml(std::string_view lines) {
  constexpr std::string_view kEquals = " = ";
  std::vector<KeyValue> values;
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    const size_t equals = line.find(kEquals);
    if (equals != std::string_view::npos) {
      values.push_back({std::string(line.substr(0, equals)),
                        std::string(line.substr(equals + kEquals.size()))});
    }
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
  return values;
}

}  // namespace firefly
