// SPDX-License-Identifier: Apache-2.0
//
// A WFDB record: its header is the file that is found, its signals and
// annotations lie beside it.
#include <fmt/format.h>

#include <algorithm>

#include "data/file_formats.h"
#include "formats/files.h"
#include "formats/wfdb.h"

namespace firefly {
namespace {

// All signals, interleaved. Those of one file are interleaved there.
Expected<std::vector<float>> read_signals(const FileToRead& file,
                                          const WfdbHeader& header) {
  const std::vector<WfdbSignal>& signals = header.signals;
  std::vector<float> all;
  size_t samples = 0;
  for (size_t first = 0; first < signals.size();) {
    const std::string& name = signals[first].file;
    size_t end = first;
    while (end < signals.size() && signals[end].file == name) {
      ++end;
    }
    const auto bytes = read_file(file.path.parent_path() / name);
    FIREFLY_RETURN_IF_ERROR(bytes);
    const auto some =
        read_wfdb_signals(header, first, end - first, *bytes, name);
    FIREFLY_RETURN_IF_ERROR(some);
    const size_t found = some->size() / (end - first);
    if (first == 0) {
      samples = found;
      all.resize(samples * signals.size());
    }
    if (found != samples) {
      return Error{
          ErrorCode::kInvalidData,
          fmt::format("{}: {} holds {} samples, {} holds {}", file.name,
                      signals.front().file, samples, name, found)};
    }
    for (size_t i = 0; i < some->size(); ++i) {
      const size_t count = end - first;
      all[i / count * signals.size() + first + i % count] = (*some)[i];
    }
    first = end;
  }
  return all;
}

// Which of the header's signals are channels, as columns of [data.table] says.
Expected<std::vector<size_t>> chosen_signals(const FileToRead& file,
                                             const WfdbHeader& header) {
  std::vector<size_t> chosen;
  for (const std::string& name : file.parameters.table.columns) {
    const auto found =
        std::find_if(header.signals.begin(), header.signals.end(),
                     [&](const WfdbSignal& one) { return one.name == name; });
    if (found == header.signals.end()) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: has no signal '{}'", file.name, name)};
    }
    chosen.push_back(static_cast<size_t>(found - header.signals.begin()));
  }
  for (size_t i = 0; chosen.empty() && i < header.signals.size(); ++i) {
    chosen.push_back(i);
  }
  return chosen;
}

}  // namespace

Expected<std::vector<Recording>> read_wfdb_file(
    const FileToRead& file, std::vector<Problem>& /*problems*/) {
  const auto header = read_wfdb_header(text_of(file.bytes), file.name);
  FIREFLY_RETURN_IF_ERROR(header);
  const auto values = read_signals(file, *header);
  FIREFLY_RETURN_IF_ERROR(values);
  const auto chosen = chosen_signals(file, *header);
  FIREFLY_RETURN_IF_ERROR(chosen);

  Recording recording;
  recording.source = file.name;
  recording.signal.rate_hz = header->rate_hz;
  recording.signal.channels = static_cast<int>(chosen->size());
  const size_t width = header->signals.size();
  for (size_t i = 0; i < values->size(); i += width) {
    for (const size_t at : *chosen) {
      recording.signal.values.push_back((*values)[i + at]);
    }
  }
  std::filesystem::path marks = file.path;
  marks.replace_extension(".atr");
  std::error_code error;
  if (std::filesystem::exists(marks, error)) {
    const std::string name = marks.filename().string();
    const auto bytes = read_file(marks);
    FIREFLY_RETURN_IF_ERROR(bytes);
    const auto annotations = read_wfdb_annotations(*bytes, name);
    FIREFLY_RETURN_IF_ERROR(annotations);
    for (const WfdbAnnotation& mark : *annotations) {
      if (mark.sample >= 0 && mark.sample < recording.signal.samples()) {
        recording.intervals.push_back(
            {mark.sample, mark.sample + 1, mark.symbol});
      }
    }
  }
  return std::vector{std::move(recording)};
}

}  // namespace firefly
