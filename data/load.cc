// SPDX-License-Identifier: Apache-2.0
#include "data/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "data/classes.h"
#include "data/events.h"
#include "data/find_files.h"
#include "data/parallel.h"
#include "data/read_recordings.h"
#include "data/segments.h"
#include "data/silence.h"
#include "data/speech_commands.h"
#include "data/split.h"
#include "formats/files.h"

namespace firefly {
namespace {

template <class T>
void append(std::vector<T> from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()),
            std::make_move_iterator(from.end()));
}

// The files that stand in the way, as one message.
Status refuse_bad(const DataParameters& parameters, const DataSet& data) {
  constexpr size_t kShown = 10;
  std::string text;
  size_t count = 0;
  for (const Problem& problem : data.problems) {
    if (problem.is_fatal && ++count <= kShown) {
      text += fmt::format("\n  {}: {}: {}", problem.file, problem.what,
                          problem.advice);
    }
  }
  if (count == 0 || parameters.skip_bad) {
    return {};
  }
  if (count > kShown) {
    text += fmt::format("\n  and {} more", count - kShown);
  }
  return Error{ErrorCode::kInvalidData,
               fmt::format("{}: {} files can not be used:{}\nMend them, or set "
                           "skip_bad = true in [data] to go on without them",
                           parameters.path, count, text)};
}

Expected<EventList> read_events(const DataParameters& parameters,
                                const std::filesystem::path& root) {
  if (parameters.events.empty()) {
    return EventList();
  }
  const auto bytes = read_file(root / parameters.events);
  FIREFLY_RETURN_IF_ERROR(bytes);
  return EventList::read(text_of(*bytes), parameters.events);
}

bool is_suspect(const FileContent& content) {
  return std::any_of(content.problems.begin(), content.problems.end(),
                     [](const Problem& problem) { return !problem.is_fatal; });
}

}  // namespace

Expected<DataSet> load_data(const DataParameters& parameters,
                            const SensorFormat& sensor,
                            const std::filesystem::path& project) {
  const auto classes = ClassRules::make(parameters);
  FIREFLY_RETURN_IF_ERROR(classes);
  DataSet data;
  auto found = find_files(parameters, project, data.problems);
  FIREFLY_RETURN_IF_ERROR(found);
  if (parameters.kind == DataKind::kSpeechCommands) {
    FIREFLY_RETURN_IF_ERROR(
        apply_speech_commands_rules(parameters.split, *found));
  }
  classes->select(found->files);

  const auto events = read_events(parameters, found->root);
  FIREFLY_RETURN_IF_ERROR(events);

  std::vector<FileContent> contents(found->files.size());
  for_each_in_parallel(contents.size(), [&](size_t i) {
    const FoundFile& file = found->files[i];
    FileContent content =
        read_recordings(parameters, sensor, *events, found->root, file);
    if (!file.is_noise) {
      if (parameters.split.rule == SplitRule::kTime) {
        content.recordings =
            cut_by_time(parameters.split, std::move(content.recordings));
      }
      content.recordings =
          cut_segments(parameters, std::move(content.recordings));
    }
    contents[i] = std::move(content);
  });
  for (size_t i = 0; i < contents.size(); ++i) {
    FileContent& content = contents[i];
    if (parameters.skip_suspect && is_suspect(content)) {
      content.recordings.clear();
    }
    append(std::move(content.recordings),
           found->files[i].is_noise ? data.noise : data.recordings);
    append(std::move(content.problems), data.problems);
    data.files.push_back(std::move(content.file));
  }
  FIREFLY_RETURN_IF_ERROR(refuse_bad(parameters, data));
  FIREFLY_RETURN_IF_ERROR(classes->settle(data));
  if (data.recordings.empty() && data.noise.empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: {} files were read and no recording is left",
                             parameters.path, data.files.size())};
  }
  FIREFLY_RETURN_IF_ERROR(make_splits(parameters.split, data));
  add_silence(parameters, data);
  append(find_leaks(data), data.problems);
  return data;
}

}  // namespace firefly
