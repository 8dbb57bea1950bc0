// SPDX-License-Identifier: Apache-2.0
//
// Loads the small sets of ../shared/data by the very tables of
// docs/data-sets.md, and compares what comes out with what it says there.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "config/toml_reader.h"
#include "data/load.h"
#include "data/split.h"
#include "data/testing/samples.h"
#include "formats/files.h"

namespace firefly {
namespace {

namespace fs = std::filesystem;

/// A section of the document.
struct Example {
  std::string name;
  std::string toml;
};

std::vector<Example> examples() {
  const auto bytes = read_file(FIREFLY_SOURCE_DIR "/docs/data-sets.md");
  FIREFLY_CHECK(bytes.ok());
  std::vector<Example> all;
  std::string_view text = text_of(*bytes);
  bool is_toml = false;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.starts_with("### ")) {
      all.push_back({std::string(line.substr(4)), ""});
    } else if (line.starts_with("```")) {
      is_toml = line == "```toml";
    } else if (is_toml) {
      all.back().toml += std::string(line) + "\n";
    }
  }
  return all;
}

fs::path shared_data() {
  const char* const shared = std::getenv("FIREFLY_SHARED");
  return (shared != nullptr ? fs::path(shared)
                            : fs::path(FIREFLY_SOURCE_DIR) / "../shared") /
         "data";
}

Status read_example(const Example& example, SensorFormat& sensor,
                    DataParameters& data) {
  return read_toml(example.toml, example.name, [&](Keys& keys) {
    keys.table({"sensor", "", ""}, [&](Keys& inside) {
      std::string kind;
      inside.text({"kind", "", ""}, kind);
      inside.number({"rate_hz", "Hz", ""}, sensor.rate_hz, 0, 1e6);
      inside.integer({"channels", "", ""}, sensor.channels, 1, 64);
      inside.integer({"width", "", ""}, sensor.width, 0, 4096);
      inside.integer({"height", "", ""}, sensor.height, 0, 4096);
    });
    keys.table({"data", "", ""}, [&](Keys& inside) { declare(inside, data); });
  });
}

TEST(SharedSets, HaveTablesThatReadWithoutFault) {
  EXPECT_GE(examples().size(), 20U);
  for (const Example& example : examples()) {
    SensorFormat sensor;
    DataParameters data;
    const Status status = read_example(example, sensor, data);
    EXPECT_TRUE(status.ok()) << status.error().message;
  }
}

TEST(SharedSets, LoadAsTheDocumentSays) {
  constexpr uintmax_t kSmallBytes = 3'000'000;
  const testing::TemporaryFolder folder;
  size_t loaded = 0;
  for (const Example& example : examples()) {
    const fs::path archive = shared_data() / (example.name + ".tar.xz");
    std::error_code error;
    if (!fs::exists(archive, error) ||
        fs::file_size(archive, error) > kSmallBytes) {
      continue;
    }
    const std::string unpack = fmt::format(
        "tar -xf '{}' -C '{}'", archive.string(), folder.path().string());
    ASSERT_EQ(std::system(unpack.c_str()), 0) << unpack;
    SensorFormat sensor;
    DataParameters parameters;
    ASSERT_TRUE(read_example(example, sensor, parameters).ok());
    const auto data = load_data(parameters, sensor, folder.path());
    ASSERT_TRUE(data.ok()) << example.name << ": " << data.error().message;
    size_t recordings = 0;
    size_t labels = 0;
    size_t groups = 0;
    ASSERT_EQ(std::sscanf(example.toml.c_str(),
                          "# recordings %zu, labels %zu, groups %zu",
                          &recordings, &labels, &groups),
              3)
        << example.name;
    EXPECT_EQ(data->recordings.size(), recordings) << example.name;
    EXPECT_EQ(data->classes.size(), labels) << example.name;
    EXPECT_EQ(groups_of(*data).size(), groups) << example.name;
    EXPECT_TRUE(find_leaks(*data).empty()) << example.name;
    for (const Recording& recording : data->recordings) {
      EXPECT_EQ(recording.signal.channels, sensor.channels);
      EXPECT_EQ(recording.signal.width, sensor.width);
    }
    ++loaded;
  }
  if (loaded == 0) {
    GTEST_SKIP() << "no ../shared/data; FIREFLY_SHARED names another folder";
  }
}

}  // namespace
}  // namespace firefly
