// SPDX-License-Identifier: Apache-2.0
#include "config/toml_writer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/value_text.h"

namespace firefly {
namespace {

class Writer final : public Keys {
 public:
  explicit Writer(std::string path) : path_(std::move(path)) {}

  void integer(const Key& key, int& value, int /*min*/, int /*max*/) override {
    put(key, value_text(value));
  }
  void number(const Key& key, double& value, double /*min*/,
              double /*max*/) override {
    put(key, value_text(value));
  }
  void flag(const Key& key, bool& value) override {
    put(key, value_text(value));
  }
  void text(const Key& key, std::string& value) override {
    put(key, value_text(value));
  }
  void texts(const Key& key, std::vector<std::string>& value) override {
    put(key, value_text(value));
  }
  void numbers(const Key& key, std::vector<double>& value, double /*min*/,
               double /*max*/) override {
    put(key, value_text(value));
  }
  void choice(const Key& key, size_t& value,
              std::span<const std::string_view> options) override {
    put(key, value_text(std::string(options[value])));
  }
  void table(const Key& key,
             const std::function<void(Keys&)>& inside) override {
    const std::string path = path_.empty()
                                 ? std::string(key.name)
                                 : fmt::format("{}.{}", path_, key.name);
    Writer writer(path);
    inside(writer);
    tables_ += fmt::format("\n[{}]\n{}", path, writer.take());
  }

  /// Tables come last: what follows a table's head belongs to it.
  [[nodiscard]] std::string take() const { return keys_ + tables_; }

 private:
  void put(const Key& key, const std::string& value) {
    keys_ += fmt::format("{} = {}\n", key.name, value);
  }

  std::string path_;
  std::string keys_;
  std::string tables_;
};

}  // namespace

std::string write_toml(const std::function<void(Keys&)>& declare) {
  Writer writer("");
  declare(writer);
  return writer.take();
}

}  // namespace firefly
