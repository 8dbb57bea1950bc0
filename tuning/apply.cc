// SPDX-License-Identifier: Apache-2.0
#include "tuning/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "config/toml_edit.h"
#include "config/toml_reader.h"
#include "config/toml_writer.h"
#include "formats/files.h"
#include "project/project.h"
#include "tuning/halving.h"
#include "tuning/study.h"
#include "tuning/study_place.h"

namespace firefly {
namespace {

Expected<Trial> find_trial(const std::vector<Trial>& trials,
                           const std::string& which) {
  int number = -1;
  if (which == "best") {
    int top = -1;
    for (const Trial& trial : trials) {
      top = std::max(top, trial.rung());
    }
    const std::vector<int> front = pareto_front(trials, std::max(0, top));
    if (front.empty()) {
      return Error{ErrorCode::kNotFound,
                   "--apply best: no trial of the study has a result yet; "
                   "`firefly tune` goes on with it"};
    }
    number = front.front();
  } else {
    const char* const end = which.data() + which.size();
    const auto read = std::from_chars(which.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || number < 0 ||
        number >= static_cast<int>(trials.size())) {
      return Error{ErrorCode::kUsage,
                   fmt::format("--apply: expected best or a trial from 0 to "
                               "{}, found '{}'",
                               static_cast<int>(trials.size()) - 1, which)};
    }
  }
  return trials[static_cast<size_t>(number)];
}

std::vector<KeyValue> values_of(const Project& project) {
  Project copy = project;
  return key_values([&](Keys& keys) { declare(keys, copy); });
}

/// The keys of the file that the trial's kinds do not know.
Expected<std::vector<std::string>> dropped_keys(const std::string& text,
                                                const std::string& file,
                                                const Trial& trial) {
  Project project;
  return read_toml(text, file, to_toml(trial.keys),
                   [&](Keys& keys) { declare_file(keys, project); });
}

/// A name beside `path` that is free: firefly.before-tune.toml, -2, …
std::filesystem::path free_name(const std::filesystem::path& path) {
  for (int i = 1;; ++i) {
    std::filesystem::path name = path;
    name.replace_extension(i == 1 ? ".before-tune.toml"
                                  : fmt::format(".before-tune-{}.toml", i));
    if (!std::filesystem::exists(name)) {
      return name.lexically_normal();
    }
  }
}

/// Lets `firefly train` find what the trial learnt. Runs have an id that
/// follows from all keys, so there is nothing to find where others changed.
bool take_run(const std::filesystem::path& runs, const Trial& trial,
              const Project& project) {
  if (trial.results.empty()) {
    return false;
  }
  const std::string& id = trial.results.back().run;
  Project copy = project;
  const std::string keys = write_toml([&](Keys& walk) { declare(walk, copy); });
  const auto trained_with = read_file(runs / id / kProjectFile);
  if (!trained_with.ok() || text_of(*trained_with) != keys) {
    return false;
  }
  const std::filesystem::path to = project.folder / "runs" / id / "checkpoint";
  if (std::filesystem::exists(to)) {
    return true;
  }
  const auto bytes = read_file(runs / id / "checkpoint");
  return bytes.ok() && write_file(to, *bytes).ok();
}

}  // namespace

Expected<AppliedTrial> apply_trial(const std::filesystem::path& folder,
                                   const std::string& study,
                                   const std::string& trial) {
  const Expected<Project> project = load_project(folder);
  FIREFLY_RETURN_IF_ERROR(project);
  const Expected<StudyPlace> place = study_place(*project, study);
  FIREFLY_RETURN_IF_ERROR(place);
  if (place->url.empty() && !std::filesystem::exists(place->file)) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: there is no study; `firefly tune` begins one",
                             place->file.string())};
  }
  Expected<std::unique_ptr<Database>> database = place->open();
  FIREFLY_RETURN_IF_ERROR(database);
  const Expected<std::unique_ptr<Study>> looked =
      Study::look(std::move(*database), place->name);
  FIREFLY_RETURN_IF_ERROR(looked);
  const Expected<std::vector<Trial>> trials = (*looked)->trials();
  FIREFLY_RETURN_IF_ERROR(trials);
  const Expected<Trial> chosen = find_trial(*trials, trial);
  FIREFLY_RETURN_IF_ERROR(chosen);

  const std::filesystem::path path = folder / kProjectFile;
  const Expected<std::vector<uint8_t>> bytes = read_file(path);
  FIREFLY_RETURN_IF_ERROR(bytes);
  const std::string text(text_of(*bytes));
  const std::string file = path.string();
  const Expected<Project> wanted =
      parse_project(text, file, to_toml(chosen->keys));
  FIREFLY_RETURN_IF_ERROR(wanted);
  const Expected<std::vector<std::string>> dropped =
      dropped_keys(text, file, *chosen);
  FIREFLY_RETURN_IF_ERROR(dropped);
  const Expected<std::string> edited =
      edit_toml(text, file, chosen->keys, *dropped);
  FIREFLY_RETURN_IF_ERROR(edited);
  Expected<Project> became = parse_project(*edited, file);
  if (!became.ok() || values_of(*became) != values_of(*wanted)) {
    return Error{ErrorCode::kUnsupported,
                 fmt::format("{}: can not be edited as it is written; set "
                             "these by hand:\n{}",
                             file, to_toml(chosen->keys))};
  }
  AppliedTrial applied{chosen->number, chosen->keys, *dropped, free_name(path),
                       false};
  became->folder = folder;
  FIREFLY_RETURN_IF_ERROR(write_file(applied.before, text));
  FIREFLY_RETURN_IF_ERROR(write_file(path, *edited));
  applied.is_trained = take_run(place->runs, *chosen, *became);
  return applied;
}

std::string to_text(const AppliedTrial& applied) {
  std::string text =
      fmt::format("{}: the keys of trial {}\n\n", kProjectFile, applied.number);
  for (const KeyValue& key : applied.keys) {
    text += fmt::format("  {} = {}\n", key.path, key.text);
  }
  for (const std::string& key : applied.dropped) {
    text += fmt::format("  # {}: a comment now, for its kind is gone\n", key);
  }
  return text + fmt::format(
                    "\n  {} is what it was before\n"
                    "  firefly train    # {}\n",
                    applied.before.string(),
                    applied.is_trained ? "goes on where the trial ended"
                                       : "to the model");
}

std::string to_json(const AppliedTrial& applied) {
  nlohmann::ordered_json keys = nlohmann::ordered_json::object();
  for (const KeyValue& key : applied.keys) {
    auto value = nlohmann::ordered_json::parse(key.text, nullptr, false);
    keys[key.path] = value.is_discarded() ? nlohmann::ordered_json(key.text)
                                          : std::move(value);
  }
  const nlohmann::ordered_json json = {{"trial", applied.number},
                                       {"keys", std::move(keys)},
                                       {"dropped", applied.dropped},
                                       {"before", applied.before.string()},
                                       {"trained", applied.is_trained}};
  return json.dump(2) + "\n";
}

}  // namespace firefly
