// SPDX-License-Identifier: Apache-2.0
#include "config/toml_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "config/did_you_mean.h"
#include "config/parse_toml.h"
#include "config/toml_writer.h"

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

/// What all tables of a file share.
struct Findings {
  std::string_view file;
  std::vector<std::string> errors;
  std::vector<std::string> dropped;  ///< Keys that a change made meaningless.
};

/// One table of the file and of the changes to it, absent or not.
class Reader final : public Keys {
 public:
  Reader(std::string path, const toml::table* table, const toml::table* changes,
         Findings& findings)
      : path_(std::move(path)),
        table_(table),
        changes_(changes),
        findings_(findings) {}

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
      findings_.errors.push_back(
          fmt::format("{}:{}: {}: has no effect without {}", findings_.file,
                      node->source().begin.line, full(key.name), needs));
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
    const auto read = static_cast<size_t>(option - options.begin());
    choice_is_changed_ =
        choice_is_changed_ || read != unchanged(key, value, options);
    value = read;
  }

  void domain(const Key& key, Domain& value,
              const std::function<void(Keys&)>& one) override {
    const toml::node* const node = find(key);
    if (node == nullptr) {
      return;
    }
    const toml::array* const list = node->as_array();
    const toml::table* const range = node->as_table();
    if (list != nullptr && !list->empty()) {
      for (const toml::node& element : *list) {
        add_value(element, one, value);
      }
    } else if (range != nullptr && value.is_number) {
      read_range(key, *range, one, value);
    } else {
      fail(key, *node,
           value.is_number ? "a list of values to try, or {from = ..., to = "
                             "...} with step = ... or log = true"
                           : "a list of values to try");
    }
  }

  void table(const Key& key,
             const std::function<void(Keys&)>& inside) override {
    known_.emplace_back(key.name);
    Reader reader(full(key.name), table_in(table_, key),
                  table_in(changes_, key), findings_);
    inside(reader);
    reader.refuse_the_rest();
  }

  void refuse_the_rest() {
    if (keys_are_unknown_) {
      return;
    }
    for (const toml::table* table : {table_, changes_}) {
      for (const auto& [name, node] : table == nullptr ? kNothing : *table) {
        const std::string_view key = name.str();
        if (std::find(known_.begin(), known_.end(), key) != known_.end()) {
          continue;
        }
        if (choice_is_changed_ && table == table_) {
          findings_.dropped.push_back(full(key));
          continue;
        }
        findings_.errors.push_back(fmt::format(
            "{}:{}: {}: there is no such key{}", findings_.file,
            node.source().begin.line, full(key), did_you_mean(key, known_)));
      }
    }
  }

 private:
  static inline const toml::table kNothing;

  const toml::table* table_in(const toml::table* outer, const Key& key) {
    const toml::node* const node =
        outer == nullptr ? nullptr : outer->get(key.name);
    const toml::table* const table =
        node == nullptr ? nullptr : node->as_table();
    if (node != nullptr && table == nullptr) {
      fail(key, *node, fmt::format("a table: [{}]", full(key.name)));
    }
    return table;
  }

  /// What was chosen before the changes.
  size_t unchanged(const Key& key, size_t value,
                   std::span<const std::string_view> options) const {
    const toml::node* const node =
        table_ == nullptr ? nullptr : table_->get(key.name);
    const auto option =
        node == nullptr
            ? options.end()
            : std::find(options.begin(), options.end(),
                        node->value_exact<std::string>().value_or(""));
    return option == options.end()
               ? value
               : static_cast<size_t>(option - options.begin());
  }

  /// A value on its own, as the key that `one` declares.
  void add_value(const toml::node& node, const std::function<void(Keys&)>& one,
                 Domain& domain) {
    const size_t before = findings_.errors.size();
    Reader single(path_, nullptr, nullptr, findings_);
    single.only_ = &node;
    one(single);
    if (findings_.errors.size() > before) {
      return;
    }
    const std::string line = write_toml(one);  // "width = 32\n"
    const size_t value = line.find('=') + 2;
    std::string text = line.substr(value, line.size() - value - 1);
    if (std::find(domain.values.begin(), domain.values.end(), text) ==
        domain.values.end()) {
      domain.values.push_back(std::move(text));
    }
  }

  void read_range(const Key& key, const toml::table& range,
                  const std::function<void(Keys&)>& one, Domain& domain) {
    constexpr double kMost = std::numeric_limits<double>::max();
    constexpr double kMostSteps = 10000;
    double from = std::numeric_limits<double>::quiet_NaN();
    double to = from;
    double step = 0;
    Reader inside(full(key.name), &range, nullptr, findings_);
    const size_t before = findings_.errors.size();
    inside.number({"from", key.unit, ""}, from, -kMost, kMost);
    inside.number({"to", key.unit, ""}, to, -kMost, kMost);
    inside.number({"step", key.unit, ""}, step, 0, kMost);
    inside.flag({"log", "", ""}, domain.is_log);
    inside.refuse_the_rest();
    if (findings_.errors.size() > before) {
      return;
    }
    if (!(from < to) || (domain.is_log && (from <= 0 || step > 0)) ||
        (step > 0 && (to - from) / step > kMostSteps)) {
      fail(
          key, range,
          "from and to, from < to; with log = true, from > 0 and no step; with "
          "a step, at most 10000 of them");
      return;
    }
    // The ends have to be values that the key takes.
    Domain ends;
    add_value(*range.get("from"), one, ends);
    add_value(*range.get("to"), one, ends);
    domain.from = from;
    domain.to = to;
    domain.is_range = step == 0;
    for (int i = 0; step > 0 && from + i * step <= to * (1 + 1e-12); ++i) {
      // Twelve digits: 0.3 and not 0.30000000000000004.
      const double value =
          std::strtod(fmt::format("{:.12g}", from + i * step).c_str(), nullptr);
      const toml::value<double> number(value);
      const toml::value<int64_t> whole(std::llround(value));
      domain.is_whole ? add_value(whole, one, domain)
                      : add_value(number, one, domain);
    }
  }

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
    const toml::node* const changed =
        changes_ == nullptr ? only_ : changes_->get(key.name);
    return changed != nullptr || table_ == nullptr ? changed
                                                   : table_->get(key.name);
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
    findings_.errors.push_back(fmt::format(
        "{}:{}: {}: expected {}, found {}{}", findings_.file,
        node.source().begin.line, full(key.name), expected, found(node), hint));
  }

  std::string path_;
  const toml::table* table_;
  const toml::table* changes_;
  const toml::node* only_ = nullptr;  ///< Instead of a table: any key's value.
  Findings& findings_;
  std::vector<std::string> known_;
  bool keys_are_unknown_ = false;
  bool choice_is_changed_ = false;
};

}  // namespace

Status read_toml(std::string_view text, std::string_view file,
                 const std::function<void(Keys&)>& declare) {
  const auto read = read_toml(text, file, "", declare);
  FIREFLY_RETURN_IF_ERROR(read);
  return {};
}

Expected<std::vector<std::string>> read_toml(
    std::string_view text, std::string_view file, std::string_view changes,
    const std::function<void(Keys&)>& declare) {
  const Expected<toml::table> table = parse_toml(text, file);
  FIREFLY_RETURN_IF_ERROR(table);
  const Expected<toml::table> changed =
      parse_toml(changes, fmt::format("{}, as changed", file));
  FIREFLY_RETURN_IF_ERROR(changed);
  Findings findings{file, {}, {}};
  Reader reader("", &*table, changes.empty() ? nullptr : &*changed, findings);
  declare(reader);
  reader.refuse_the_rest();
  if (!findings.errors.empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}", fmt::join(findings.errors, "\n"))};
  }
  return std::move(findings.dropped);
}

}  // namespace firefly
