// SPDX-License-Identifier: Apache-2.0
#include "tuning/candidates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/toml_reader.h"
#include "config/toml_writer.h"
#include "data/testing/samples.h"
#include "project/templates.h"
#include "tuning/default_space.h"

namespace firefly {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kProject = R"([project]
name = "words"
[model]
architecture = "ds-cnn"
width = 64
[tune.space]
front_end.kind = ["mfcc", "log-mel"]
front_end.coefficients = [8, 10, 13]
front_end.filters = [20, 40]
model.width = {from = 8, to = 64, step = 8}
training.learning_rate = {from = 0.0005, to = 0.01, log = true}
)";

Project project_of(std::string_view text) {
  const Expected<Project> project = parse_project(text, "firefly.toml");
  EXPECT_TRUE(project.ok()) << project.error().message;
  return project.ok() ? *project : Project();
}

std::vector<KeyValue> values_of(Project project) {
  return key_values([&](Keys& keys) { declare(keys, project); });
}

bool has(const std::vector<KeyValue>& keys, std::string_view path) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const KeyValue& key) { return key.path == path; });
}

TEST(Candidates, BeginWithTheProjectAsItIs) {
  const Project project = project_of(kProject);
  Candidates candidates(project.tune.space, values_of(project), 1);
  EXPECT_THAT(*candidates.at(0),
              ElementsAre(KeyValue{"front_end.kind", "\"log-mel\""},
                          KeyValue{"front_end.filters", "40"},
                          KeyValue{"model.width", "64"},
                          KeyValue{"training.learning_rate", "0.002"}));
}

TEST(Candidates, FollowFromTheSeed) {
  const Project project = project_of(kProject);
  Candidates one(project.tune.space, values_of(project), 1);
  Candidates same(project.tune.space, values_of(project), 1);
  Candidates other(project.tune.space, values_of(project), 2);
  // In whatever order they are asked for.
  EXPECT_EQ(*one.at(7), *same.at(7));
  EXPECT_EQ(*one.at(3), *same.at(3));
  EXPECT_NE(*one.at(3), *other.at(3));
}

TEST(Candidates, AreProjects) {
  const Project project = project_of(kProject);
  Candidates candidates(project.tune.space, values_of(project), 1);
  int with_coefficients = 0;
  for (int i = 0; i < 40; ++i) {
    const std::vector<KeyValue> keys = *candidates.at(i);
    const Expected<Project> one =
        parse_project(kProject, "firefly.toml", to_toml(keys));
    ASSERT_TRUE(one.ok()) << one.error().message;
    const std::vector<KeyValue> values = values_of(*one);
    for (const KeyValue& key : keys) {
      EXPECT_THAT(values, Contains(key));
    }
    // A key of the other kind is not among them.
    EXPECT_EQ(has(keys, "front_end.coefficients"),
              one->front_end.kind == "mfcc");
    with_coefficients += has(keys, "front_end.coefficients") ? 1 : 0;
  }
  EXPECT_GT(with_coefficients, 10);
  EXPECT_LT(with_coefficients, 30);
}

TEST(Candidates, NeverComeTwiceAndEnd) {
  const Project project = project_of(
      "[project]\nname = \"x\"\n[tune.space]\nmodel.width = [8, 16, 64]\n"
      "model.blocks = [1, 2]\n");
  Candidates candidates(project.tune.space, values_of(project), 1);
  std::set<std::string> seen;
  int number = 0;
  for (; candidates.at(number); ++number) {
    EXPECT_TRUE(seen.insert(to_toml(*candidates.at(number))).second);
  }
  // Six of the space, and the project with its four blocks.
  EXPECT_EQ(number, 7);
}

TEST(DefaultSpace, SuitsEveryTemplate) {
  for (const std::string& name : template_names()) {
    SCOPED_TRACE(name);
    const testing::TemporaryFolder folder;
    ASSERT_TRUE(make_project(folder.path() / "p", name).ok());
    const Expected<Project> project = load_project(folder.path() / "p");
    ASSERT_TRUE(project.ok());
    EXPECT_TRUE(project->tune.space.empty());
    std::vector<Dimension> space;
    const std::string lines = default_space(*project);
    const Status read = read_toml(lines, "space", [&](Keys& keys) {
      declare_space(keys, *project, space);
    });
    ASSERT_TRUE(read.ok()) << read.error().message << lines;
    EXPECT_THAT(lines, HasSubstr("model."));
    EXPECT_THAT(lines, HasSubstr("front_end."));
    EXPECT_THAT(lines, HasSubstr("training.learning_rate"));
    EXPECT_GE(space.size(), 4U);
    // The project itself is in it.
    for (const KeyValue& value : values_of(*project)) {
      for (const Dimension& dimension : space) {
        if (dimension.path == value.path && !dimension.domain.is_range) {
          EXPECT_THAT(dimension.domain.values, Contains(value.text));
        }
      }
    }
  }
}

TEST(Space, SaysWhatIsWrongInAProject) {
  const Expected<Project> project = parse_project(
      "[project]\nname = \"x\"\n[tune]\ntrial = 3\n[tune.space]\n"
      "model.widht = [1]\nmodel.width = [8, 9999]\n",
      "firefly.toml");
  ASSERT_FALSE(project.ok());
  EXPECT_THAT(project.error().message,
              HasSubstr("firefly.toml:4: tune.trial: there is no such key; did "
                        "you mean 'trials'?"));
  EXPECT_THAT(project.error().message,
              HasSubstr("firefly.toml:6: tune.space.model.widht: there is no "
                        "such key"));
  EXPECT_THAT(project.error().message,
              HasSubstr("firefly.toml:7: tune.space.model.width: expected a "
                        "whole number from 4 to 1024 channels, found 9999"));
}

}  // namespace
}  // namespace firefly
