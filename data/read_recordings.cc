// SPDX-License-Identifier: Apache-2.0
#include "data/read_recordings.h"

#include <fmt/format.h>

#include <utility>

#include "data/check_signal.h"
#include "data/conform.h"
#include "data/file_formats.h"
#include "data/hash.h"
#include "data/segments.h"
#include "formats/files.h"

namespace firefly {
namespace {

// Messages of readers start with the file; a problem has it beside.
std::string without_name(const std::string& message, const std::string& name) {
  return message.starts_with(name + ": ") ? message.substr(name.size() + 2)
                                          : message;
}

const FileFormat* choose_format(const FileToRead& file,
                                std::vector<Problem>& problems) {
  const FileFormat* const named = format_by_name(file);
  const FileFormat* const held = format_by_content(file);
  if (held != nullptr && held != named) {
    problems.push_back({file.name,
                        fmt::format("is {} by its content", held->name),
                        "name it so", false});
  }
  return held != nullptr ? held : named;
}

// Makes what a reader returned ready for use, or says why it is not.
void finish(const FileToRead& file, const FoundFile& found, bool is_sound,
            Recording recording, FileContent& content) {
  std::vector<Problem> problems = check_signal(recording.signal, is_sound);
  const bool is_good = problems.empty() || !problems.front().is_fatal;
  if (is_good) {
    const double rate_hz = recording.signal.rate_hz;
    if (auto problem =
            conform(file.parameters, file.sensor, recording.signal)) {
      problems.push_back(std::move(*problem));
    }
    rescale(recording.signal.rate_hz / rate_hz, recording);
  }
  bool is_used = true;
  for (Problem& problem : problems) {
    is_used &= !problem.is_fatal;
    problem.file = recording.source;
    content.problems.push_back(std::move(problem));
  }
  if (!is_used) {
    return;
  }
  recording.label = recording.label.empty() ? found.label : recording.label;
  recording.split = recording.split.empty() ? found.split : recording.split;
  if (!found.group.empty()) {
    recording.group = found.group;
  } else if (recording.group.empty()) {
    recording.group = content.file.sha256;
  }
  content.recordings.push_back(std::move(recording));
}

}  // namespace

FileContent read_recordings(const DataParameters& parameters,
                            const SensorFormat& sensor, const EventList& events,
                            const std::filesystem::path& root,
                            const FoundFile& found) {
  FileContent content;
  const auto refuse = [&](const Error& error, std::string advice) {
    content.problems.push_back({found.path,
                                without_name(error.message, found.path),
                                std::move(advice), true});
  };
  const auto bytes = read_file(root / found.path);
  if (!bytes.ok()) {
    refuse({ErrorCode::kNotFound, "can not be read"}, "check its permissions");
    return content;
  }
  content.file = {found.path, bytes->size(), sha256(*bytes)};
  if (bytes->empty()) {
    refuse({ErrorCode::kInvalidData, "is empty"},
           "record it again, or delete it");
    return content;
  }
  const FileToRead file{root / found.path, found.path, *bytes,
                        parameters,        sensor,     found.rate_hz};
  const FileFormat* const format = choose_format(file, content.problems);
  if (format == nullptr) {
    refuse({ErrorCode::kUnsupported, "is of no known format"},
           "name it in exclude");
    return content;
  }
  auto recordings = format->read(file, content.problems);
  if (!recordings.ok()) {
    refuse(recordings.error(), "copy or record it again, or delete it");
    return content;
  }
  for (Recording& recording : *recordings) {
    events.apply(found.path, recording);
    finish(file, found, format->is_sound, std::move(recording), content);
  }
  return content;
}

}  // namespace firefly
