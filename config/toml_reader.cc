// SPDX-License-Identifier: Apache-2.0
#include "config/toml_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>

#include "config/did_you_mean.h"

namespace firefly {
namespace {

std::string found(const toml::node& node) {
  std::string text;
  node.visit([&text](const auto& value) {
    using Node = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<Node, toml::table>) {
      text = "a table";
    } else if constexpr (std::is_same_v<Node, toml::array>) {
      text = "a list";
    } else if constexpr (std::is_same_v<Node, toml::value<std::string>>) {
      text = fmt::format("\"{}\"", value.get());
    } else if constexpr (std::is_same_v<Node, toml::value<bool>> ||
                         std::is_same_v<Node, toml::value<int64_t>> ||
                         std::is_same_v<Node, toml::value<double>>) {
      text = fmt::format("{}", value.get());
    } else {
      text = "a date or time";
    }
  });
  return text;
}

/// One table of the file, absent or not.
class Reader final : public Keys {
 public:
  Reader(std::string_view file, std::string path, const toml::table* table,
         std::vector<std::string>& errors)
      : file_(file), path_(std::move(path)), table_(table), errors_(errors) {}

  void integer(const Key& key, int& value, int min, int max) override {
    const toml::node* const node = find(key);
    if (node == nullptr) {
      return;
    }
    const auto read = node->value_exact<int64_t>();
    if (!read || *read < min || *read > max) {
      fail(key, *node,
           fmt::format("a whole number from {} to {}{}", min, max, unit(key)));
      return;
    }
    value = static_cast<int>(*read);
  }

  void number(const Key& key, double& value, double min, double max) override {
    const toml::node* const node = find(key);
    if (node == nullptr) {
      return;
    }
    if (const auto read = in_range(*node, min, max)) {
      value = *read;
      return;
    }
    fail(key, *node, range(key, min, max));
  }

  void number_if(bool applies, std::string_view needs, const Key& key,
                 double& value, double min, double max) override {
    if (applies) {
      number(key, value, min, max);
    } else if (const toml::node* const node = find(key)) {
      errors_.push_back(fmt::format("{}:{}: {}: has no effect without {}",
                                    file_, node->source().begin.line,
                                    full(key.name), needs));
    }
  }

  void flag(const Key& key, bool& value) override {
    const toml::node* const node = find(key);
    if (node == nullptr) {
      return;
    }
    const auto read = node->value_exact<bool>();
    if (!read) {
      fail(key, *node, "true or false");
      return;
    }
    value = *read;
  }

  void text(const Key& key, std::string& value) override {
    const toml::node* const node = find(key);
    if (node == nullptr) {
      return;
    }
    const auto read = node->value_exact<std::string>();
    if (!read) {
      fail(key, *node, "a text in quotes");
      return;
    }
    value = *read;
  }

  void texts(const Key& key, std::vector<std::string>& value) override {
    list(key, value, "a list of texts in quotes", [](const toml::node& node) {
      return node.value_exact<std::string>();
    });
  }

  void numbers(const Key& key, std::vector<double>& value, double min,
               double max) override {
    list(key, value, "a list, each element " + range(key, min, max),
         [min, max](const toml::node& node) {
           return in_range(node, min, max);
         });
  }

  void choice(const Key& key, size_t& value,
              std::span<const std::string_view> options) override {
    const toml::node* const node = find(key);
    if (node == nullptr) {
      return;
    }
    const std::string word =
        node->value_exact<std::string>().value_or(std::string());
    const auto option = std::find(options.begin(), options.end(), word);
    if (option == options.end()) {
      const std::vector<std::string> known(options.begin(), options.end());
      fail(key, *node, fmt::format("one of {}", fmt::join(options, ", ")),
           did_you_mean(word, known));
      // Which other keys there are may hang on this one.
      keys_are_unknown_ = true;
      return;
    }
    value = static_cast<size_t>(option - options.begin());
  }

  void table(const Key& key,
             const std::function<void(Keys&)>& inside) override {
    const toml::node* const node = find(key);
    const toml::table* const table =
        node == nullptr ? nullptr : node->as_table();
    if (node != nullptr && table == nullptr) {
      fail(key, *node, fmt::format("a table: [{}]", full(key.name)));
    }
    Reader reader(file_, full(key.name), table, errors_);
    inside(reader);
    reader.refuse_the_rest();
  }

  void refuse_the_rest() {
    if (table_ == nullptr || keys_are_unknown_) {
      return;
    }
    for (const auto& [name, node] : *table_) {
      const std::string_view key = name.str();
      if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
        errors_.push_back(fmt::format("{}:{}: {}: there is no such key{}",
                                      file_, node.source().begin.line,
                                      full(key), did_you_mean(key, known_)));
      }
    }
  }

 private:
  static std::optional<double> in_range(const toml::node& node, double min,
                                        double max) {
    const auto value =
        node.is_number() ? node.value<double>() : std::optional<double>();
    return value && *value >= min && *value <= max ? value : std::nullopt;
  }

  template <class T, class Read>
  void list(const Key& key, std::vector<T>& value, std::string_view expected,
            Read read) {
    const toml::node* const node = find(key);
    if (node == nullptr) {
      return;
    }
    const toml::array* const array = node->as_array();
    if (array == nullptr) {
      fail(key, *node, expected);
      return;
    }
    std::vector<T> elements;
    for (const toml::node& element : *array) {
      const std::optional<T> one = read(element);
      if (!one) {
        fail(key, element, expected);
        return;
      }
      elements.push_back(*one);
    }
    value = std::move(elements);
  }

  const toml::node* find(const Key& key) {
    known_.emplace_back(key.name);
    return table_ == nullptr ? nullptr : table_->get(key.name);
  }

  [[nodiscard]] std::string full(std::string_view name) const {
    return path_.empty() ? std::string(name)
                         : fmt::format("{}.{}", path_, name);
  }

  static std::string unit(const Key& key) {
    return key.unit.empty() ? std::string() : fmt::format(" {}", key.unit);
  }

  static std::string range(const Key& key, double min, double max) {
    return fmt::format("a number from {} to {}{}", min, max, unit(key));
  }

  void fail(const Key& key, const toml::node& node, std::string_view expected,
            std::string_view hint = "") {
    errors_.push_back(fmt::format("{}:{}: {}: expected {}, found {}{}", file_,
                                  node.source().begin.line, full(key.name),
                                  expected, found(node), hint));
  }

  std::string_view file_;
  std::string path_;
  const toml::table* table_;
  std::vector<std::string>& errors_;
  std::vector<std::string> known_;
  bool keys_are_unknown_ = false;
};

}  // namespace

Status read_toml(std::string_view text, std::string_view file,
                 const std::function<void(Keys&)>& declare) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("{}:{}: {}", file, parsed.error().source().begin.line,
                    parsed.error().description())};
  }
  std::vector<std::string> errors;
  Reader reader(file, "", &parsed.table(), errors);
  declare(reader);
  reader.refuse_the_rest();
  if (!errors.empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}", fmt::join(errors, "\n"))};
  }
  return {};
}

}  // namespace firefly
