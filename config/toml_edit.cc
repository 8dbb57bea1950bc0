// SPDX-License-Identifier: Apache-2.0
#include "config/toml_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "config/parse_toml.h"

namespace firefly {
namespace {

/// A file as lines, with the tables that were found in it.
class Editor {
 public:
  explicit Editor(std::string_view text) : text_(text) {}

  [[nodiscard]] const std::string& text() const { return text_; }

  /// Each edit moves what is behind it, so each begins by reading again.
  Status read(std::string_view file) {
    Expected<toml::table> parsed = parse_toml(text_, file);
    FIREFLY_RETURN_IF_ERROR(parsed);
    root_ = std::move(*parsed);
    return {};
  }

  /// False where the key can not be set without understanding more.
  bool set(const KeyValue& value) {
    const toml::node_view<toml::node> node = root_.at_path(value.path);
    if (node) {
      if (node.is_table() && !node.as_table()->is_inline()) {
        return false;  // Its source is its name.
      }
      const toml::source_region where = node.node()->source();
      const auto begin = offset_of(where.begin);
      const auto end = offset_of(where.end);
      if (!begin || !end || *end < *begin) {
        return false;
      }
      text_.replace(*begin, *end - *begin, value.text);
      return true;
    }
    const size_t dot = value.path.rfind('.');
    if (dot == std::string::npos) {
      text_.insert(0, fmt::format("{} = {}\n", value.path, value.text));
      return true;
    }
    return add(value.path.substr(0, dot), value.path.substr(dot + 1),
               value.text);
  }

  bool drop(const std::string& path) {
    const toml::node_view<toml::node> node = root_.at_path(path);
    if (!node) {
      return true;
    }
    std::vector<uint32_t> lines;
    if (!collect_lines(*node.node(), lines)) {
      return false;
    }
    std::sort(lines.begin(), lines.end());
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
      text_.insert(line_begin(*line), "# ");
    }
    return true;
  }

 private:
  /// Lines count from 1.
  [[nodiscard]] size_t line_begin(uint32_t line) const {
    size_t at = 0;
    for (uint32_t i = 1; i < line && at != std::string::npos; ++i) {
      at = text_.find('\n', at);
      at = at == std::string::npos ? text_.size() : at + 1;
    }
    return at;
  }

  /// Columns count characters, not bytes.
  [[nodiscard]] std::optional<size_t> offset_of(
      const toml::source_position& position) const {
    if (position.line == 0) {
      return std::nullopt;
    }
    size_t at = line_begin(position.line);
    for (uint32_t i = 1; i < position.column && at < text_.size(); ++i) {
      ++at;
      while (at < text_.size() && (text_[at] & '\xc0') == '\x80') {
        ++at;
      }
    }
    return at;
  }

  /// All lines of a value, or of a table that has a head of its own.
  static bool collect_lines(const toml::node& node,
                            std::vector<uint32_t>& lines) {
    const toml::source_region where = node.source();
    const toml::table* const table = node.as_table();
    if (table != nullptr && !table->is_inline()) {
      lines.push_back(where.begin.line);
      return std::all_of(table->begin(), table->end(), [&](const auto& child) {
        return collect_lines(child.second, lines);
      });
    }
    for (uint32_t line = where.begin.line; line <= where.end.line; ++line) {
      lines.push_back(line);
    }
    return where.begin.line > 0;
  }

  /// The line of `[path]`; 0: there is none.
  [[nodiscard]] uint32_t head_of(const std::string& path) const {
    uint32_t line = 0;
    for (size_t at = 0; at < text_.size();) {
      ++line;
      const size_t end = std::min(text_.find('\n', at), text_.size());
      std::string head;
      for (const char c : text_.substr(at, end - at)) {
        if (c == '#') {
          break;
        }
        head += c == ' ' || c == '\t' || c == '\r' ? "" : std::string(1, c);
      }
      if (head == "[" + path + "]") {
        return line;
      }
      at = end + 1;
    }
    return 0;
  }

  bool add(const std::string& table, const std::string& key,
           const std::string& value) {
    const uint32_t head = head_of(table);
    const toml::node_view<toml::node> node = root_.at_path(table);
    if (head == 0 && node) {
      return false;  // dotted or inline
    }
    if (head == 0) {
      const bool ends = text_.empty() || text_.back() == '\n';
      text_ += fmt::format("{}\n[{}]\n{} = {}\n", ends ? "" : "\n", table, key,
                           value);
      return true;
    }
    uint32_t last = head;
    for (const auto& [name, child] : *node.as_table()) {
      if (!child.is_table() || child.as_table()->is_inline()) {
        last = std::max(last, child.source().end.line);
      }
    }
    const size_t at = line_begin(last + 1);
    const bool ends = at == 0 || text_[at - 1] == '\n';
    text_.insert(at, fmt::format("{}{} = {}\n", ends ? "" : "\n", key, value));
    return true;
  }

  std::string text_;
  toml::table root_;
};

}  // namespace

Expected<std::string> edit_toml(std::string_view text, std::string_view file,
                                const std::vector<KeyValue>& values,
                                const std::vector<std::string>& dropped) {
  const auto by_hand = [&] {
    return Error{ErrorCode::kUnsupported,
                 fmt::format("{}: can not be edited as it is written; set "
                             "these by hand:\n{}",
                             file, to_toml(values))};
  };
  Editor editor(text);
  FIREFLY_RETURN_IF_ERROR(editor.read(file));
  for (const std::string& path : dropped) {
    if (!editor.drop(path)) {
      return by_hand();
    }
    FIREFLY_RETURN_IF_ERROR(editor.read(file));
  }
  for (const KeyValue& value : values) {
    if (!editor.set(value) || !editor.read(file).ok()) {
      return by_hand();
    }
  }
  return editor.text();
}

}  // namespace firefly
