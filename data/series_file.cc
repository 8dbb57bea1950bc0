// SPDX-License-Identifier: Apache-2.0
//
// Files of series as recordings: `.ts`, `.npy` and the acquisition format.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "data/file_formats.h"
#include "formats/acquisition.h"
#include "formats/files.h"
#include "formats/npy.h"
#include "formats/time_series.h"

namespace firefly {
namespace {

float scaled(const FileToRead& file, double value) {
  const TableParameters& keys = file.parameters.table;
  return static_cast<float>(keys.scale * value + keys.offset);
}

// "updown" of "testing/updown.3tq7lqmg.json", as Edge Impulse exports; nothing
// of a name with one dot.
std::string label_in_name(const std::string& name) {
  const std::string base = name.substr(name.rfind('/') + 1);
  const size_t first = base.find('.');
  return first == base.rfind('.') ? "" : base.substr(0, first);
}

double number_at(const NpyArray& array, size_t i) {
  const auto as = [&]<class T>(T value) {
    std::memcpy(&value, array.data.data() + i * sizeof value, sizeof value);
    return static_cast<double>(value);
  };
  switch (array.type) {
    case DataType::kInt8:
      return as(int8_t{});
    case DataType::kUint8:
    case DataType::kBool:
      return as(uint8_t{});
    case DataType::kInt16:
      return as(int16_t{});
    case DataType::kInt32:
      return as(int32_t{});
    case DataType::kUint32:
      return as(uint32_t{});
    case DataType::kInt64:
      return as(int64_t{});
    case DataType::kUint64:
      return as(uint64_t{});
    case DataType::kFloat32:
      return as(float{});
  }
  return 0;
}

/// How an array is to be understood: `count` signals of this form.
struct ArrayForm {
  size_t count = 1;
  Signal form;
};

// [samples], [samples, channels], [count, samples, channels]; for a camera
// [height, width], [height, width, channels], with a count before it where the
// rank says so or the sizes leave no other reading.
Expected<ArrayForm> form_of(const FileToRead& file, Shape shape) {
  const SensorFormat& sensor = file.sensor;
  const bool is_image = sensor.width > 0;
  ArrayForm result;
  const size_t rank = shape.size();
  const bool is_grey_batch = is_image && rank == 3 &&
                             shape[1] == sensor.height &&
                             shape[2] == sensor.width;
  if (rank == (is_image ? 4U : 3U) || is_grey_batch) {
    result.count = static_cast<size_t>(shape.front());
    shape.erase(shape.begin());
  }
  const size_t expected = is_image ? 2 : 1;
  const int channels = shape.size() == expected + 1 ? shape.back() : 1;
  if (shape.size() < expected || shape.size() > expected + 1 || channels < 1 ||
      std::find(shape.begin(), shape.end(), 0) != shape.end()) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format(
            "{}: has the shape {}; expected {}", file.name, to_string(shape),
            is_image ? "height x width (x channels)" : "samples (x channels)")};
  }
  result.form.channels = channels;
  if (is_image) {
    result.form.height = shape[0];
    result.form.width = shape[1];
  } else {
    result.form.rate_hz = rate_of(file);
  }
  return result;
}

}  // namespace

Expected<std::vector<Recording>> read_series_file(
    const FileToRead& file, std::vector<Problem>& problems) {
  const auto cases = read_time_series(text_of(file.bytes), file.name);
  FIREFLY_RETURN_IF_ERROR(cases);
  std::vector<Recording> recordings;
  for (size_t i = 0; i < cases->size(); ++i) {
    const SeriesCase& one = (*cases)[i];
    Recording recording;
    recording.source = fmt::format("{}#{}", file.name, i + 1);
    recording.label = one.label;
    const size_t samples =
        one.dimensions.empty() ? 0 : one.dimensions.front().size();
    if (std::any_of(
            one.dimensions.begin(), one.dimensions.end(),
            [&](const auto& values) { return values.size() != samples; })) {
      problems.push_back({recording.source,
                          "has dimensions of different lengths",
                          "make them the same length", true});
      continue;
    }
    recording.signal.rate_hz = rate_of(file);
    recording.signal.channels =
        std::max(1, static_cast<int>(one.dimensions.size()));
    for (size_t t = 0; t < samples; ++t) {
      for (const std::vector<float>& values : one.dimensions) {
        recording.signal.values.push_back(
            scaled(file, static_cast<double>(values[t])));
      }
    }
    recording.group = group_by_content(recording.signal);
    recordings.push_back(std::move(recording));
  }
  return recordings;
}

Expected<std::vector<Recording>> read_acquisition_file(
    const FileToRead& file, std::vector<Problem>& /*problems*/) {
  const auto found = read_acquisition(file.bytes, file.name);
  FIREFLY_RETURN_IF_ERROR(found);
  Recording recording;
  recording.source = file.name;
  recording.label = label_in_name(file.name);
  recording.signal.rate_hz =
      found->interval_ms > 0 ? 1000 / found->interval_ms : rate_of(file);
  recording.signal.channels = static_cast<int>(found->channels.size());
  for (const float value : found->values) {
    recording.signal.values.push_back(scaled(file, static_cast<double>(value)));
  }
  return std::vector{std::move(recording)};
}

Expected<std::vector<Recording>> read_npy_file(
    const FileToRead& file, std::vector<Problem>& /*problems*/) {
  const auto array = read_npy(file.bytes, file.name);
  FIREFLY_RETURN_IF_ERROR(array);
  const auto form = form_of(file, array->shape);
  FIREFLY_RETURN_IF_ERROR(form);
  std::vector<Recording> recordings;
  const size_t size =
      static_cast<size_t>(element_count(array->shape)) / form->count;
  for (size_t i = 0; i < form->count; ++i) {
    Recording& recording = recordings.emplace_back();
    recording.source =
        form->count == 1 ? file.name : fmt::format("{}#{}", file.name, i + 1);
    recording.signal = form->form;
    for (size_t k = 0; k < size; ++k) {
      recording.signal.values.push_back(
          scaled(file, number_at(*array, i * size + k)));
    }
    if (form->count > 1) {
      recording.group = group_by_content(recording.signal);
    }
  }
  return recordings;
}

}  // namespace firefly
