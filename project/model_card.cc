// SPDX-License-Identifier: Apache-2.0
#include "project/model_card.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "compiler/version.h"
#include "data/hash.h"

namespace firefly {
namespace {

std::string classes_table(const TrainingResult& result) {
  std::string text =
      "| class | training | validation | test |\n|---|---:|---:|---:|\n";
  for (const ClassBalance& one : result.start.classes) {
    text += fmt::format("| {} | {} | {} | {} |\n",
                        one.name.empty() ? "(no labels)" : one.name,
                        one.training, one.validation, one.test);
  }
  return text;
}

std::string input_text(const Project& project, const TrainingResult& result) {
  const FeatureFormat& features = result.start.features;
  return fmt::format(
      "{} rows of {} x {} int8, real = {:.6g} * (q - {}), from the front end "
      "`{}` version {}",
      result.start.rows, features.width, features.channels, features.scale,
      features.zero_point, project.front_end.kind, project.front_end.version);
}

std::string scores_table(const Project& project, const TrainingResult& result) {
  const bool is_classifier = project.model.task == trainer::Task::kClassify;
  std::string text = is_classifier
                         ? "| | accuracy, validation |\n|---|---:|\n"
                         : "| | mean squared error, validation |\n|---|---:|\n";
  const auto row = [&](const std::string& name, const trainer::Score& score) {
    text += is_classifier
                ? fmt::format("| {} | {:.2f} % |\n", name, 100 * score.accuracy)
                : fmt::format("| {} | {:.6f} |\n", name, score.loss);
  };
  if (result.teacher_score) {
    row(fmt::format("teacher ({}), float",
                    project.training.teacher.architecture),
        *result.teacher_score);
  }
  row("float", result.float_score);
  row(is_classifier ? "int8, exact" : "int8", result.quantized_score);
  return text;
}

}  // namespace

std::string model_card(const Project& project, const DataSet& data,
                       const TrainingResult& result,
                       std::span<const uint8_t> model) {
  std::set<std::string> groups;
  for (const Recording& recording : data.recordings) {
    groups.insert(recording.group);
  }
  std::string text = fmt::format(
      "# {}\n\nMade by firefly {}, run `{}`. `{}` has every key that it was "
      "made with; the same file and the same data make the same bytes on the "
      "same kind of machine.\n\n",
      project.name, kVersion, result.start.id, kProjectFile);
  text += fmt::format(
      "| | |\n|---|---|\n| network | {} |\n| parameters | {} |\n| input | {} "
      "|\n| file | {} B, SHA-256 `{}` |\n\n",
      project.model.architecture, result.start.parameters,
      input_text(project, result), model.size(), sha256(model));
  text += "## How well it does\n" + scores_table(project, result);
  text += "\nThe best epoch was chosen on these windows. ";
  text += result.test ? fmt::format(
                            "On the test windows, which training never saw, "
                            "{}; `firefly eval` says more.\n\n",
                            precision_text(*result.test))
                      : std::string(
                            "`firefly eval` says what it does on test windows, "
                            "which training never saw.\n\n");
  text += fmt::format(
      "## What it was made from\n{} recordings of {} files, in {} groups that "
      "no split cuts. Windows:\n\n",
      data.recordings.size(), data.files.size(), groups.size());
  return text + classes_table(result);
}

}  // namespace firefly
