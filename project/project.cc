// SPDX-License-Identifier: Apache-2.0
#include "project/project.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "config/reference.h"
#include "config/toml_reader.h"
#include "formats/files.h"

namespace firefly {
namespace {

/// Chooses a row of a list of kinds by its name.
template <class Kind>
const Kind& choose(Keys& keys, const Key& key, std::string& name,
                   std::span<const Kind> kinds) {
  std::vector<std::string_view> names;
  size_t index = 0;
  for (size_t i = 0; i < kinds.size(); ++i) {
    names.push_back(kinds[i].name);
    index = kinds[i].name == name ? i : index;
  }
  keys.choice(key, index, names);
  name = names[index];
  return kinds[index];
}

void declare(Keys& keys, FrontEndChoice& choice) {
  const std::string before = choice.kind;
  const FrontEndKind& kind =
      choose(keys, {"kind", "", "what makes features of samples"}, choice.kind,
             front_end_kinds());
  if (choice.design == nullptr || before != choice.kind) {
    choice.design = kind.design();
    choice.version = kind.version;
  }
  keys.integer({"version", "",
                "of its arithmetic: another version may differ "
                "in bits"},
               choice.version, kind.version, kind.version);
  choice.design->declare(keys);
}

void declare(Keys& keys, ModelChoice& choice) {
  const std::string before = choice.architecture;
  const trainer::ArchitectureKind& kind =
      choose(keys, {"architecture", "", "family of networks"},
             choice.architecture, trainer::architecture_kinds());
  if (choice.design == nullptr || before != choice.architecture) {
    choice.design = kind.design();
  }
  choice.task = kind.task;
  choice.design->declare(keys);
}

template <class Kind, class Design>
std::string reference_of(std::string_view table, std::string_view key,
                         const Kind& kind, Design& design) {
  return fmt::format("\n### `[{}]` with `{} = \"{}\"`\n{}.\n\n", table, key,
                     kind.name, kind.summary) +
         key_reference(std::string(table),
                       [&](Keys& keys) { design.declare(keys); });
}

template <class Parameters>
std::string reference_of(std::string_view table, std::string_view meaning) {
  Parameters parameters;
  return fmt::format("\n## `[{}]`\n{}.\n\n", table, meaning) +
         key_reference(std::string(table),
                       [&](Keys& keys) { declare(keys, parameters); });
}

std::string_view outputs_of(trainer::Task task) {
  return task == trainer::Task::kClassify ? "tells classes apart"
                                          : "repeats its input";
}

Status check_cascade(const Project& project, const std::string& file) {
  if (!project.cascade.is_there()) {
    return {};
  }
  if (project.gate.kind != GateKind::kNone) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: gate.kind and cascade.first: the network is "
                             "woken by one of them: remove [gate] or [cascade]",
                             file)};
  }
  if (project.model.task == trainer::Task::kReconstruct) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("{}: cascade.first: '{}' of [model] learns all the time "
                    "what is normal, so it can be the first network of a "
                    "cascade, but not the one that sleeps: move [cascade] to "
                    "the project that tells classes apart",
                    file, project.model.architecture)};
  }
  return {};
}

}  // namespace

void declare(Keys& keys, Project& project) {
  keys.table({"project", "", "The project"}, [&](Keys& table) {
    table.text({"name", "", "of the model and its files"}, project.name);
  });
  keys.table({"sensor", "", "What delivers the samples"},
             [&](Keys& table) { declare(table, project.sensor); });
  keys.table({"window", "", "What the network sees at once"},
             [&](Keys& table) { declare(table, project.window); });
  keys.table({"front_end", "", "From samples to features"},
             [&](Keys& table) { declare(table, project.front_end); });
  keys.table({"data", "", "Recordings to learn from"},
             [&](Keys& table) { declare(table, project.data); });
  keys.table({"synthesis", "", "Recordings that nobody made"},
             [&](Keys& table) { declare(table, project.synthesis); });
  keys.table({"augmentation", "", "How training examples vary"},
             [&](Keys& table) { declare(table, project.augmentation); });
  keys.table({"model", "", "The network"},
             [&](Keys& table) { declare(table, project.model); });
  keys.table({"training", "", "How it learns"},
             [&](Keys& table) { declare(table, project.training); });
  keys.table({"gate", "", "What wakes the network"},
             [&](Keys& table) { declare(table, project.gate); });
  keys.table({"events", "", "From scores to decisions"},
             [&](Keys& table) { declare(table, project.events); });
  keys.table({"target", "", "The board"},
             [&](Keys& table) { declare(table, project.target); });
}

void declare_space(Keys& keys, const Project& project,
                   std::vector<Dimension>& space) {
  // Trying another kind makes new parameters: those of the project stay.
  Project any = project;
  declare_space(
      keys, [&any](Keys& inside) { declare(inside, any); }, space);
}

void declare_file(Keys& keys, Project& project) {
  declare(keys, project);
  keys.table({"cascade", "", "Another network that wakes this one"},
             [&](Keys& table) { declare(table, project.cascade); });
  keys.table({"tune", "", "What `firefly tune` tries"}, [&](Keys& tune) {
    declare(tune, project.tune);
    tune.table({"space", "", "Keys with values to try"}, [&](Keys& space) {
      declare_space(space, project, project.tune.space);
    });
  });
}

Expected<Project> parse_project(std::string_view text, const std::string& file,
                                std::string_view changes) {
  Project project;
  const auto read = read_toml(text, file, changes,
                              [&](Keys& keys) { declare_file(keys, project); });
  FIREFLY_RETURN_IF_ERROR(read);
  const SensorParameters& sensor = project.sensor;
  if (sensor.kind == SensorKind::kCamera &&
      (sensor.width == 0 || sensor.height == 0)) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: sensor.width and sensor.height: a camera "
                             "needs both, found {} x {}",
                             file, sensor.width, sensor.height)};
  }
  const std::string& teacher = project.training.teacher.architecture;
  const trainer::ArchitectureKind* const taught =
      trainer::find_architecture(teacher);
  if (taught != nullptr && taught->task != project.model.task) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("{}: training.teacher.architecture: '{}' {}, but '{}' of "
                    "[model] {}: a teacher has the same outputs",
                    file, teacher, outputs_of(taught->task),
                    project.model.architecture,
                    outputs_of(project.model.task))};
  }
  if (project.training.hard_negatives.rounds > 0 &&
      (project.events.silent.empty() ||
       project.model.task == trainer::Task::kReconstruct)) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: training.hard_negatives.rounds is {}: that "
                             "needs a classifier, and events.silent to say "
                             "which classes are no event",
                             file, project.training.hard_negatives.rounds)};
  }
  FIREFLY_RETURN_IF_ERROR(check_cascade(project, file));
  if (project.name.empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: project.name: expected a name", file)};
  }
  return project;
}

Expected<Project> load_project(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / kProjectFile;
  if (!std::filesystem::exists(path)) {
    return Error{
        ErrorCode::kNotFound,
        fmt::format(
            "{}: there is no {} here; `firefly new NAME "
            "--template T` makes a project",
            std::filesystem::absolute(folder).lexically_normal().string(),
            kProjectFile)};
  }
  const Expected<std::vector<uint8_t>> bytes = read_file(path);
  FIREFLY_RETURN_IF_ERROR(bytes);
  Expected<Project> project = parse_project(
      {reinterpret_cast<const char*>(bytes->data()), bytes->size()},
      path.string());
  if (project.ok()) {
    project->folder = folder;
  }
  return project;
}

std::string project_reference() {
  std::string text =
      "# The keys of firefly.toml\n\nMade by `firefly keys`. A key that is "
      "absent has its default; a key that is not here is an error.\n";
  text += reference_of<SensorParameters>("sensor", "What delivers the samples");
  text += reference_of<WindowParameters>(
      "window", "What the network sees at once; pictures need no such table");
  text +=
      "\n## `[front_end]`\nFrom samples to features: `kind`, `version`, and "
      "the keys of its kind.\n";
  for (const FrontEndKind& kind : front_end_kinds()) {
    text += reference_of("front_end", "kind", kind, *kind.design());
  }
  text += reference_of<DataParameters>("data", "Recordings to learn from");
  text += reference_of<SynthesisParameters>("synthesis",
                                            "Recordings that nobody made");
  text += reference_of<AugmentationParameters>("augmentation",
                                               "How training examples vary");
  text +=
      "\n## `[model]`\nThe network: `architecture`, and the keys of its "
      "family.\n";
  for (const trainer::ArchitectureKind& kind : trainer::architecture_kinds()) {
    text += reference_of("model", "architecture", kind, *kind.design());
  }
  text +=
      reference_of<trainer::TrainingParameters>("training", "How it learns");
  text += reference_of<GateParameters>("gate", "What wakes the network");
  text += reference_of<CascadeParameters>(
      "cascade",
      "Another project's network that wakes this one's, on the same sensor; "
      "docs/design/signals.md");
  text += reference_of<EventParameters>("events", "From scores to decisions");
  text += reference_of<TargetParameters>("target", "The board");
  text += reference_of<TuneParameters>(
      "tune", "What `firefly tune` may change, and within which limits");
  text +=
      "\n### `[tune.space]`\nAny key of the tables above, by its path, with "
      "values to try instead of one: a list (`model.width = [32, 64]`, "
      "`front_end.kind = [\"mfcc\", \"log-mel\"]`) or, of numbers, a range "
      "(`model.width = {from = 16, to = 96, step = 8}`, "
      "`training.learning_rate "
      "= {from = 0.0005, to = 0.01, log = true}`). Keys of a kind that a "
      "candidate does not have are left out of it. Without this table, a space "
      "that suits the front end and the architecture.\n";
  return text;
}

}  // namespace firefly
