// SPDX-License-Identifier: Apache-2.0
#include "project/project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "config/toml_writer.h"
#include "data/testing/samples.h"
#include "formats/files.h"
#include "project/teacher.h"
#include "project/templates.h"

namespace firefly {
namespace {

using ::testing::HasSubstr;

std::string error_of(std::string_view text) {
  const Expected<Project> project = parse_project(text, "firefly.toml");
  return project.ok() ? "no error" : project.error().message;
}

TEST(Project, EveryTemplateIsOne) {
  ASSERT_EQ(template_names().size(), 7U);
  for (const std::string& name : template_names()) {
    const testing::TemporaryFolder folder;
    const Status made = make_project(folder.path() / "my words", name);
    ASSERT_TRUE(made.ok()) << made.error().message;
    const Expected<Project> project = load_project(folder.path() / "my words");
    ASSERT_TRUE(project.ok()) << name << ": " << project.error().message;
    EXPECT_EQ(project->name, "my words");
    const auto front_end =
        project->front_end.design->make(project->sensor.format());
    EXPECT_TRUE(front_end.ok()) << name << front_end.error().message;
    EXPECT_FALSE(make_project(folder.path() / "my words", name).ok())
        << "must not overwrite";
  }
}

TEST(Project, ReadsBackWhatItWrites) {
  for (const std::string& name : template_names()) {
    const testing::TemporaryFolder folder;
    ASSERT_TRUE(make_project(folder.path() / "p", name).ok());
    Expected<Project> project = load_project(folder.path() / "p");
    ASSERT_TRUE(project.ok());
    const std::string text =
        write_toml([&](Keys& keys) { declare(keys, *project); });
    Expected<Project> again = parse_project(text, "written.toml");
    ASSERT_TRUE(again.ok()) << again.error().message << text;
    EXPECT_EQ(write_toml([&](Keys& keys) { declare(keys, *again); }), text);
  }
}

TEST(Project, SaysWhatIsWrongWithACascade) {
  const std::string name = "[project]\nname = \"x\"\n";
  EXPECT_EQ(error_of(name + "[cascade]\nfirst = \"../wake-word\"\n"),
            "no error");
  EXPECT_THAT(error_of(name + "[cascade]\nfrst = \"../wake-word\"\n"),
              HasSubstr("cascade.frst: there is no such key; did you mean "
                        "'first'?"));
  EXPECT_THAT(error_of(name + "[cascade]\nawake_ms = 1000\n"),
              HasSubstr("cascade.awake_ms: has no effect without "
                        "cascade.first"));
  EXPECT_THAT(error_of(name + "[gate]\nkind = \"activity\"\n[cascade]\n"
                              "first = \"../wake-word\"\n"),
              HasSubstr("gate.kind and cascade.first: the network is woken by "
                        "one of them: remove [gate] or [cascade]"));
  EXPECT_THAT(error_of(name + "[model]\narchitecture = \"autoencoder\"\n"
                              "[cascade]\nfirst = \"../wake-word\"\n"),
              HasSubstr("cascade.first: 'autoencoder' of [model] learns all "
                        "the time what is normal"));
}

TEST(Project, SaysWhatIsWrong) {
  EXPECT_THAT(error_of("[project]\nname = \"x\"\n[front_end]\nkind = "
                       "\"mffc\"\n"),
              HasSubstr("front_end.kind: expected one of "));
  EXPECT_THAT(error_of("[project]\nname = \"x\"\n[front_end]\nkind = "
                       "\"mffc\"\n"),
              HasSubstr("did you mean 'mfcc'?"));
  EXPECT_THAT(error_of("[project]\nname = \"x\"\n[sensors]\n"),
              HasSubstr("sensors: there is no such key; did you mean "
                        "'sensor'?"));
  EXPECT_THAT(error_of("[project]\nname = \"x\"\n[sensor]\nkind = "
                       "\"camera\"\n"),
              HasSubstr("a camera needs both"));
  EXPECT_THAT(error_of("[project]\nname = \"x\"\n[training]\ndistillation = "
                       "0.5\n"),
              HasSubstr("training.distillation: has no effect without a "
                        "teacher: name its architecture in "
                        "[training.teacher]"));
  EXPECT_THAT(error_of("[project]\nname = \"x\"\n[training.teacher]\n"
                       "architecture = \"autoencoder\"\n"),
              HasSubstr("training.teacher.architecture: 'autoencoder' repeats "
                        "its input, but 'ds-cnn' of [model] tells classes "
                        "apart"));
  EXPECT_THAT(error_of("[project]\nname = \"x\"\n"
                       "[training.hard_negatives]\nrounds = 2\n"),
              HasSubstr("training.hard_negatives.rounds is 2: that needs a "
                        "classifier, and events.silent"));
  EXPECT_THAT(error_of("[sensor]\n"), HasSubstr("project.name"));
  EXPECT_THAT(error_of("[project]\nname = \"x\"\n[front_end]\nkind = "
                       "\"raw\"\nversion = 99\n"),
              HasSubstr("front_end.version: expected"));
}

TEST(Project, HasATeacherOfAnotherFamily) {
  Expected<Project> project = parse_project(
      "[project]\nname = \"x\"\n[training]\ndistillation = 0.7\n"
      "[training.teacher]\narchitecture = \"resnet-8\"\nwidth = 32\n",
      "firefly.toml");
  ASSERT_TRUE(project.ok()) << project.error().message;
  const Project teacher = teacher_project(*project);
  EXPECT_EQ(teacher.model.architecture, "resnet-8");
  EXPECT_EQ(teacher.training.teacher.design, nullptr);
  const std::string text =
      write_toml([&](Keys& keys) { declare(keys, *project); });
  EXPECT_THAT(text, HasSubstr("[training.teacher]\narchitecture = "
                              "\"resnet-8\"\nwidth = 32\n"));
  Expected<Project> again = parse_project(text, "written.toml");
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(write_toml([&](Keys& keys) { declare(keys, *again); }), text);
}

TEST(Project, NeedsItsFile) {
  const testing::TemporaryFolder folder;
  const Expected<Project> project = load_project(folder.path());
  ASSERT_FALSE(project.ok());
  EXPECT_THAT(project.error().message,
              HasSubstr("there is no firefly.toml here; `firefly new"));
}

TEST(Templates, SuggestAName) {
  const testing::TemporaryFolder folder;
  const Status made = make_project(folder.path() / "p", "keyword-spoting");
  ASSERT_FALSE(made.ok());
  EXPECT_THAT(made.error().message,
              HasSubstr("did you mean 'keyword-spotting'?"));
}

TEST(Reference, IsTheOneInTheDocuments) {
  const auto bytes = read_file(FIREFLY_SOURCE_DIR "/docs/project-keys.md");
  ASSERT_TRUE(bytes.ok()) << "make it: firefly keys > docs/project-keys.md";
  EXPECT_EQ(std::string(bytes->begin(), bytes->end()), project_reference())
      << "make it again: firefly keys > docs/project-keys.md";
}

}  // namespace
}  // namespace firefly
