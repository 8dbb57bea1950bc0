// SPDX-License-Identifier: Apache-2.0
#include "config/reference.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/value_text.h"

namespace firefly {
namespace {

class Reference final : public Keys {
 public:
  explicit Reference(std::string path) : path_(std::move(path)) {}

  void integer(const Key& key, int& value, int min, int max) override {
    row(key, value_text(value), fmt::format("{} … {}", min, max));
  }
  void number(const Key& key, double& value, double min, double max) override {
    row(key, value_text(value),
        fmt::format("{} … {}", value_text(min), value_text(max)));
  }
  void number_if(bool /*applies*/, std::string_view /*needs*/, const Key& key,
                 double& value, double min, double max) override {
    number(key, value, min, max);
  }
  void flag(const Key& key, bool& value) override {
    row(key, value_text(value), "true, false");
  }
  void text(const Key& key, std::string& value) override {
    row(key, value_text(value), "text");
  }
  void texts(const Key& key, std::vector<std::string>& value) override {
    row(key, value_text(value), "list of texts");
  }
  void numbers(const Key& key, std::vector<double>& value, double min,
               double max) override {
    row(key, value_text(value),
        fmt::format("list of {} … {}", value_text(min), value_text(max)));
  }
  void choice(const Key& key, size_t& value,
              std::span<const std::string_view> options) override {
    row(key, value_text(std::string(options[value])),
        fmt::format("{}", fmt::join(options, ", ")));
  }
  void table(const Key& key,
             const std::function<void(Keys&)>& inside) override {
    const std::string path = path_.empty()
                                 ? std::string(key.name)
                                 : fmt::format("{}.{}", path_, key.name);
    tables_ += fmt::format("\n### `[{}]`\n{}.\n\n", path, key.meaning) +
               key_reference(path, inside);
  }

  [[nodiscard]] std::string take() const {
    const std::string_view head =
        "| key | default | range | meaning |\n|---|---|---|---|\n";
    return (rows_.empty() ? "" : fmt::format("{}{}", head, rows_)) + tables_;
  }

 private:
  void row(const Key& key, std::string_view value, std::string_view range) {
    rows_ +=
        fmt::format("| `{}` | `{}` | {}{}{} | {} |\n", key.name, value, range,
                    key.unit.empty() ? "" : " ", key.unit, key.meaning);
  }

  std::string path_;
  std::string rows_;
  std::string tables_;
};

}  // namespace

std::string key_reference(const std::string& path,
                          const std::function<void(Keys&)>& declare) {
  Reference reference(path);
  declare(reference);
  return reference.take();
}

}  // namespace firefly
