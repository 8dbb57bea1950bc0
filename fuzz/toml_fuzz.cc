// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "config/space.h"
#include "config/toml_edit.h"
#include "config/toml_reader.h"

namespace firefly {
namespace {

/// Keys of every type, and a kind that others hang on.
void declare(Keys& keys) {
  keys.table({"model", "", ""}, [](Keys& model) {
    constexpr std::array<std::string_view, 2> kKinds = {"wide", "deep"};
    size_t kind = 0;
    model.choice({"kind", "", ""}, kind, kKinds);
    int whole = 1;
    model.integer({kind == 0 ? "width" : "depth", "", ""}, whole, 1, 64);
    double number = 0;
    model.number({"rate", "", ""}, number, 0, 1);
    bool flag = false;
    model.flag({"flag", "", ""}, flag);
    std::vector<double> numbers;
    model.numbers({"hidden", "", ""}, numbers, 1, 99);
    std::vector<std::string> texts;
    model.texts({"names", "", ""}, texts);
  });
}

/// Whatever is accepted can be drawn from, and what is drawn read again.
void check_space(std::string_view text) {
  std::vector<Dimension> space;
  const Status read = read_toml(
      text, "f.toml", [&](Keys& keys) { declare_space(keys, declare, space); });
  FIREFLY_CHECK(read.ok() || !read.error().message.empty());
  for (const double fraction : {0.0, 0.5, 0.999999999}) {
    std::string changes;
    for (const Dimension& dimension : space) {
      if (dimension.depends_on.empty()) {
        changes +=
            dimension.path + " = " + dimension.domain.at(fraction) + "\n";
      }
    }
    FIREFLY_CHECK(!read.ok() || read_toml("", "f.toml", changes, declare).ok());
  }
}

/// An edit that was made is complete: there is nothing left to do.
void check_edit(std::string_view text) {
  const std::vector<KeyValue> values = {{"model.width", "32"},
                                        {"model.hidden", "[4, 8]"}};
  const std::vector<std::string> dropped = {"model.depth"};
  const auto edited = edit_toml(text, "f.toml", values, dropped);
  if (edited.ok()) {
    const auto again = edit_toml(*edited, "f.toml", values, dropped);
    FIREFLY_CHECK(again.ok() && *again == *edited);
  } else {
    FIREFLY_CHECK(!edited.error().message.empty());
  }
}

}  // namespace
}  // namespace firefly

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // toml++ 3.3.0 calls a part of its tables of letters unreachable that is not,
  // as of U+FE7F where a value should stand.
  if (std::any_of(text.begin(), text.end(), [](char c) { return c < 0; })) {
    return 0;
  }
  firefly::check_space(text);
  firefly::check_edit(text);
  return 0;
}
