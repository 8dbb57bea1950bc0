// SPDX-License-Identifier: Apache-2.0
#include "project/run_project.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/version.h"
#include "data/read_recordings.h"
#include "project/project_model.h"

namespace firefly {
namespace {

Expected<Recording> read_file_of(const Project& project,
                                 const std::filesystem::path& path) {
  FoundFile found;
  found.path = path.filename().string();
  FileContent content =
      read_recordings(project.data, project.sensor.format(), {},
                      path.has_parent_path() ? path.parent_path() : ".", found);
  for (const Problem& problem : content.problems) {
    if (problem.is_fatal) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: {}; {}", path.string(), problem.what,
                               problem.advice)};
    }
  }
  if (content.recordings.empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: holds no recording", path.string())};
  }
  return std::move(content.recordings.front());
}

/// All of a file's samples; with silence around one that is too short.
std::vector<int16_t> samples_of(const Project& project,
                                const WindowLayout& layout,
                                const Signal& signal) {
  const int64_t spare = signal.samples() - layout.samples;
  return spare >= 0
             ? sensor_samples(signal, project.sensor, 0, signal.samples())
             : sensor_samples(signal, project.sensor, spare / 2,
                              layout.samples);
}

void add_cost(const BoardCost& cost, ProjectRun& run) {
  const bool is_first = run.files.size() == 1;
  const bool is_exact = cost.exact && (is_first || run.cost.exact);
  const int64_t inferences =
      cost.inferences + (is_first ? 0 : run.cost.inferences);
  if (is_first || cost.instructions > run.cost.instructions) {
    run.cost = cost;
  }
  run.cost.exact = is_exact;
  run.cost.inferences = inferences;
}

std::string best_of(const ProjectRun& run, const BoardInference& inference) {
  const auto best =
      std::max_element(inference.scores.begin(), inference.scores.end()) -
      inference.scores.begin();
  const auto index = static_cast<size_t>(best);
  return index < run.classes.size() ? run.classes[index] : std::string("-");
}

/// What an anomaly detector made of a file.
std::string anomaly_text(const FileRun& file) {
  if (file.inferences.empty()) {
    return "";
  }
  const auto highest =
      std::max_element(file.inferences.begin(), file.inferences.end(),
                       [](const BoardInference& a, const BoardInference& b) {
                         return a.event_score < b.event_score;
                       });
  const std::optional<double>& last = file.inferences.back().threshold;
  return fmt::format(
      "             highest score {:.2f} dB at {:.2f} s; {}\n",
      highest->event_score, highest->second,
      last ? fmt::format("threshold at the end {:.2f} dB", *last)
           : std::string("it was learning what is normal all the time: "
                         "events.anomaly.warm_up_s, or a longer file"));
}

}  // namespace

Expected<ProjectRun> run_project(
    const Project& project, const std::vector<std::filesystem::path>& files) {
  Expected<ProjectModel> model = load_project_model(project);
  FIREFLY_RETURN_IF_ERROR(model);
  ProjectRun run;
  run.project = project.name;
  if (project.model.task == trainer::Task::kClassify) {
    run.classes = model->classes;
  }
  for (const std::filesystem::path& path : files) {
    const Expected<Recording> recording = read_file_of(project, path);
    FIREFLY_RETURN_IF_ERROR(recording);
    Expected<BoardRun> on_board = run_on_board(
        project, model->graph, *model->featurizer, model->classes,
        samples_of(project, model->featurizer->layout(), recording->signal));
    FIREFLY_RETURN_IF_ERROR(on_board);
    run.event_names = std::move(on_board->event_names);
    run.files.push_back(
        {path.filename().string(), std::move(on_board->inferences)});
    add_cost(on_board->cost, run);
  }
  return run;
}

Expected<EmittedModel> compile_project(const Project& project) {
  const Expected<ProjectModel> model = load_project_model(project);
  FIREFLY_RETURN_IF_ERROR(model);
  const Expected<BoardPipeline> pipeline = make_board_pipeline(
      project, model->graph, *model->featurizer, model->classes);
  FIREFLY_RETURN_IF_ERROR(pipeline);
  return emit_pipeline(pipeline->model, pipeline->design);
}

std::string to_text(const ProjectRun& run) {
  std::string text = fmt::format("{} on {}\n", run.project, run.cost.board);
  for (const FileRun& file : run.files) {
    text += fmt::format("\n  {}: {} inferences\n", file.file,
                        file.inferences.size());
    for (const BoardInference& inference : file.inferences) {
      if (inference.event_class >= 0) {
        text += fmt::format(
            "  {:>9.2f} s  {}  {:.2f}\n", inference.second,
            run.event_names[static_cast<size_t>(inference.event_class)],
            inference.event_score);
      }
    }
    if (run.classes.empty()) {
      text += anomaly_text(file);
    } else if (file.inferences.size() == 1) {
      text += fmt::format("             likeliest: {}\n",
                          best_of(run, file.inferences.front()));
    }
  }
  return text + cost_text(run.cost);
}

std::string to_json(const ProjectRun& run) {
  using Json = nlohmann::ordered_json;
  Json files = Json::array();
  for (const FileRun& file : run.files) {
    Json events = Json::array();
    Json likeliest = Json::array();
    Json scores = Json::array();
    Json thresholds = Json::array();
    for (const BoardInference& inference : file.inferences) {
      if (run.classes.empty()) {
        scores.push_back(inference.event_score);
        thresholds.push_back(inference.threshold ? Json(*inference.threshold)
                                                 : Json(nullptr));
      } else {
        likeliest.push_back(best_of(run, inference));
      }
      if (inference.event_class >= 0) {
        events.push_back(
            {{"second", inference.second},
             {"class",
              run.event_names[static_cast<size_t>(inference.event_class)]},
             {"score", inference.event_score}});
      }
    }
    Json one = {{"file", file.file}, {"inferences", file.inferences.size()}};
    if (run.classes.empty()) {
      one["scores_db"] = std::move(scores);
      one["thresholds_db"] = std::move(thresholds);
    } else {
      one["likeliest"] = std::move(likeliest);
    }
    one["events"] = std::move(events);
    files.push_back(std::move(one));
  }
  const Json json = {{"firefly", kVersion},
                     {"project", run.project},
                     {"files", std::move(files)},
                     {"cost", cost_json(run.cost)},
                     {"exact", run.cost.exact}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace firefly
