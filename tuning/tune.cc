// SPDX-License-Identifier: Apache-2.0
#include "tuning/tune.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <mutex>
#include <thread>

#include "compiler/version.h"
#include "config/toml_reader.h"
#include "data/manifest.h"
#include "emulator/board.h"
#include "formats/files.h"
#include "tuning/candidates.h"
#include "tuning/default_space.h"
#include "tuning/study_place.h"
#include "tuning/worker.h"
#include "tuning/worker_name.h"

namespace firefly {
namespace {

Error wrong(const std::filesystem::path& folder, const std::string& what) {
  return {ErrorCode::kInvalidData,
          fmt::format("{}: {}", (folder / kProjectFile).string(), what)};
}

/// Keys that the search sets itself.
Status check_space(const Project& project) {
  for (const Dimension& dimension : project.tune.space) {
    if (dimension.path == "training.epochs") {
      return wrong(project.folder,
                   "tune.space.training.epochs: how long a candidate is "
                   "trained is what it earns; set tune.epochs instead");
    }
    if (dimension.path.starts_with("training.teacher")) {
      return wrong(project.folder,
                   fmt::format("tune.space.{}: candidates learn without a "
                               "teacher, which `firefly train` adds; take the "
                               "key out",
                               dimension.path));
    }
  }
  return {};
}

/// The space of the project, or one that suits it.
Status add_space(Project& project) {
  if (!project.tune.space.empty()) {
    return check_space(project);
  }
  return read_toml(
      default_space(project), "the default of [tune.space]",
      [&](Keys& keys) { declare_space(keys, project, project.tune.space); });
}

Expected<HalvingRules> rules_of(const Project& project,
                                const TuneOptions& options) {
  const TuneParameters& tune = project.tune;
  const int epochs = tune.epochs > 0 ? tune.epochs : project.training.epochs;
  if (tune.min_epochs > epochs) {
    return wrong(
        project.folder,
        fmt::format("tune.min_epochs: expected at most the {} epochs "
                    "of {}, found {}",
                    epochs, tune.epochs > 0 ? "tune.epochs" : "training.epochs",
                    tune.min_epochs));
  }
  return HalvingRules{rung_epochs(tune.min_epochs, epochs, tune.eta), tune.eta,
                      options.trials.value_or(tune.trials)};
}

/// Costs are measured: whatever can not be is not searched under a limit.
Status check_board(const Project& project) {
  const Expected<Board> board = find_board(project.target.board);
  FIREFLY_RETURN_IF_ERROR(board);
  if (!board->toolchain || !board->emulator) {
    return Error{
        ErrorCode::kUnsupported,
        fmt::format("{}: costs are measured on the emulated board, "
                    "and {} has no {}; `firefly boards` lists those "
                    "that are emulated: one with the same core stands "
                    "in for it",
                    (project.folder / kProjectFile).string(), board->name,
                    board->toolchain ? "emulator" : "compiler")};
  }
  if (project.tune.latency_ms > 0 && !board->timing_model) {
    return wrong(project.folder,
                 fmt::format("tune.latency_ms: the latency on {} is not known, "
                             "for its core has no timing model",
                             board->name));
  }
  if (project.tune.energy_uj > 0 && (!board->timing_model || !board->power)) {
    return wrong(project.folder,
                 fmt::format("tune.energy_uj: the energy of {} is not known",
                             board->name));
  }
  return {};
}

Status check_objective(const Project& project, Objective objective,
                       const DataSet& data) {
  if (objective != Objective::kAuc) {
    return {};
  }
  int normal = 0;
  int others = 0;
  for (const Recording& recording : data.recordings) {
    if (recording.split == "validation") {
      ++(project.events.is_silent(recording.label) ? normal : others);
    }
  }
  if (normal > 0 && others > 0) {
    return {};
  }
  return wrong(project.folder,
               fmt::format("tune.objective: auc needs normal recordings and "
                           "others in the validation data, found {} of "
                           "events.silent and {} others; see data.split, or "
                           "take objective = \"loss\" and leave front_end and "
                           "window out of tune.space",
                           normal, others));
}

std::string domain_text(const Domain& domain) {
  if (!domain.is_range) {
    return fmt::format("[{}]", fmt::join(domain.values, ", "));
  }
  return fmt::format("{{from = {}, to = {}{}}}", domain.from, domain.to,
                     domain.is_log ? ", log = true" : "");
}

/// All that results depend on; not how many there are.
std::string header_of(const TunedProject& tuned, const Project& project,
                      const DataSet& data) {
  Project copy = project;
  copy.training.epochs = tuned.epochs;
  std::string header =
      fmt::format("firefly = {}\ndata = {}\n", kVersion, digest_of(data)) +
      to_toml(key_values([&](Keys& keys) { declare(keys, copy); }));
  std::vector<KeyValue> tune =
      key_values([&](Keys& keys) { declare(keys, copy.tune); });
  std::erase_if(tune, [](const KeyValue& key) {
    return key.path == "trials" || key.path == "epochs";
  });
  for (const KeyValue& key : tune) {
    header += fmt::format("tune.{} = {}\n", key.path, key.text);
  }
  for (const Dimension& dimension : project.tune.space) {
    header += fmt::format("tune.space.{} = {}\n", dimension.path,
                          domain_text(dimension.domain));
  }
  return header;
}

/// All workers of this process, the first in this thread.
Expected<bool> work_together(TuneJob& job, const Candidates& candidates,
                             int jobs) {
  std::mutex mutex;
  std::optional<Error> error;
  std::atomic<bool> is_done = true;
  const auto run = [&](int index) {
    const Expected<bool> done = work(job, candidates, worker_name(index));
    if (!done.ok()) {
      job.is_over = true;
      const std::lock_guard lock(mutex);
      error = error.value_or(done.error());
    } else if (!*done) {
      is_done = false;
    }
  };
  std::vector<std::thread> others;
  for (int i = 1; i < jobs; ++i) {
    others.emplace_back(run, i);
  }
  run(0);
  for (std::thread& thread : others) {
    thread.join();
  }
  if (error) {
    return *error;
  }
  return is_done.load();
}

/// If no candidate got through: why, and what to do.
Status check_trials(const Project& project, const TuneReport& report) {
  const Trial* closest = nullptr;
  for (const Trial& trial : report.trials) {
    const bool has_no_reason = trial.state != TrialState::kRefused &&
                               trial.state != TrialState::kFailed;
    if (has_no_reason || !trial.results.empty()) {
      return {};
    }
    if (closest == nullptr ||
        (trial.cost && (!closest->cost ||
                        trial.cost->ram_bytes < closest->cost->ram_bytes))) {
      closest = &trial;
    }
  }
  if (closest == nullptr) {
    return {};
  }
  return Error{
      closest->state == TrialState::kFailed ? ErrorCode::kFailed
                                            : ErrorCode::kDoesNotFit,
      fmt::format("{}: none of {} candidates could be trained; the least of "
                  "them, trial {}: {}\nRaise the limits of [tune], or add "
                  "smaller values to [tune.space] and begin a new study",
                  (project.folder / kProjectFile).string(),
                  report.trials.size(), closest->number, closest->reason)};
}

/// What is known before there are data.
struct Search {
  Project project;  ///< As it is, with a space.
  StudyPlace place;
  HalvingRules rules;
  TunedProject tuned;
};

Expected<Search> prepare(const std::filesystem::path& folder,
                         const TuneOptions& options) {
  Expected<Project> project = load_project(folder);
  FIREFLY_RETURN_IF_ERROR(project);
  FIREFLY_RETURN_IF_ERROR(add_space(*project));
  FIREFLY_RETURN_IF_ERROR(check_board(*project));
  const Expected<HalvingRules> rules = rules_of(*project, options);
  FIREFLY_RETURN_IF_ERROR(rules);
  const Expected<Objective> objective = objective_of(*project);
  FIREFLY_RETURN_IF_ERROR(objective);
  const Expected<StudyPlace> place = study_place(*project, options.study);
  FIREFLY_RETURN_IF_ERROR(place);
  const Expected<std::vector<uint8_t>> text = read_file(folder / kProjectFile);
  FIREFLY_RETURN_IF_ERROR(text);
  return Search{
      std::move(*project),
      *place,
      *rules,
      {std::string(text_of(*text)), folder, rules->epochs.back(), *objective}};
}

/// The project as the study's first trial found it: one that has taken the keys
/// of another trial since then is still the same one.
Expected<Project> base_of(const Search& search, Database& database) {
  const auto first = Study::first_keys(database, search.place.name);
  FIREFLY_RETURN_IF_ERROR(first);
  Expected<Project> base =
      search.tuned.with(first->value_or(std::vector<KeyValue>()));
  if (base.ok()) {
    base->tune.space = search.project.tune.space;
  }
  return base;
}

TuneReport report_of(const Search& search, const Study& study,
                     std::vector<KeyValue> base, std::vector<Trial> trials) {
  TuneReport report;
  report.study = search.place.url.empty()
                     ? study.place()
                     : study.place() + "#" + search.place.name;
  report.runs = search.place.runs;
  report.page = search.place.page;
  report.project = search.project.name;
  report.board = search.project.target.board;
  report.objective = search.tuned.objective;
  report.limits = search.project.tune;
  report.rules = search.rules;
  report.base = std::move(base);
  report.trials = std::move(trials);
  return report;
}

/// Has the workers of this process at work, and reports what they do.
Status search_on(const Search& search, TuneJob& job,
                 const Candidates& candidates, const TuneOptions& options,
                 const TuneObserver& observer, TuneReport& report) {
  job.project = search.tuned;
  job.limits = search.project.tune;
  job.rules = search.rules;
  job.runs = search.place.runs;
  job.end = options.minutes == 0
                ? std::chrono::steady_clock::time_point::max()
                : std::chrono::steady_clock::now() +
                      std::chrono::milliseconds(
                          static_cast<int64_t>(options.minutes * 60000));
  std::mutex mutex;
  job.on_trial = [&](const Trial& trial) {
    const std::lock_guard lock(mutex);
    if (observer.on_trial) {
      observer.on_trial(report, trial);
    }
  };
  const Expected<bool> done =
      work_together(job, candidates, std::max(1, options.jobs));
  FIREFLY_RETURN_IF_ERROR(done);
  report.is_done = *done;
  return {};
}

}  // namespace

Expected<TuneReport> tune_project(const std::filesystem::path& folder,
                                  const TuneOptions& options,
                                  const TuneObserver& observer) {
  const Expected<Search> search = prepare(folder, options);
  FIREFLY_RETURN_IF_ERROR(search);
  const StudyPlace& place = search->place;
  Expected<std::unique_ptr<Database>> database = place.open();
  FIREFLY_RETURN_IF_ERROR(database);
  Expected<Project> base = base_of(*search, **database);
  FIREFLY_RETURN_IF_ERROR(base);
  TuneJob job;
  const Expected<std::shared_ptr<const DataSet>> data = job.data.load(*base);
  FIREFLY_RETURN_IF_ERROR(data);
  FIREFLY_RETURN_IF_ERROR(
      check_objective(*base, search->tuned.objective, **data));
  const std::string header = header_of(search->tuned, *base, **data);
  const Expected<std::unique_ptr<Study>> study =
      Study::join(std::move(*database), place.name, header);
  FIREFLY_RETURN_IF_ERROR(study);
  job.join = [&]() -> Expected<std::unique_ptr<Study>> {
    Expected<std::unique_ptr<Database>> another = place.open();
    FIREFLY_RETURN_IF_ERROR(another);
    return Study::join(std::move(*another), place.name, header);
  };
  Candidates candidates(base->tune.space,
                        key_values([&](Keys& keys) { declare(keys, *base); }),
                        static_cast<uint64_t>(base->tune.seed));
  Expected<std::vector<Trial>> trials = (*study)->trials();
  FIREFLY_RETURN_IF_ERROR(trials);
  TuneReport report =
      report_of(*search, **study, *candidates.at(0), std::move(*trials));
  if (observer.on_start) {
    observer.on_start(report);
  }
  FIREFLY_RETURN_IF_ERROR(
      search_on(*search, job, candidates, options, observer, report));
  trials = (*study)->trials();
  FIREFLY_RETURN_IF_ERROR(trials);
  report.trials = std::move(*trials);
  FIREFLY_RETURN_IF_ERROR(write_file(report.page, to_html(report)));
  if (report.is_done) {
    FIREFLY_RETURN_IF_ERROR(check_trials(search->project, report));
  }
  return report;
}

}  // namespace firefly
