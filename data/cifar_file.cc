// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "data/file_formats.h"
#include "formats/cifar.h"
#include "formats/files.h"
#include "formats/numbers.h"

namespace firefly {
namespace {

// The names of the classes, a line each, from the file that comes with the
// batches; without it, their numbers.
std::vector<std::string> class_names(const std::filesystem::path& batch) {
  std::vector<std::string> names;
  const auto bytes = read_file(batch.parent_path() / "batches.meta.txt");
  std::string_view text = bytes.ok() ? text_of(*bytes) : std::string_view();
  while (!text.empty()) {
    const size_t end = text.find('\n');
    names.emplace_back(trimmed(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  for (size_t i = 0; i < 10; ++i) {
    if (i >= names.size() || names[i].empty()) {
      names.resize(std::max(names.size(), i + 1));
      names[i] = std::to_string(i);
    }
  }
  return names;
}

}  // namespace

Expected<std::vector<Recording>> read_cifar_file(
    const FileToRead& file, std::vector<Problem>& /*problems*/) {
  auto images = read_cifar10(file.bytes, file.name);
  FIREFLY_RETURN_IF_ERROR(images);
  const std::vector<std::string> names = class_names(file.path);
  const bool is_test = file.name.find("test") != std::string::npos;
  std::vector<Recording> recordings(images->size());
  for (size_t i = 0; i < images->size(); ++i) {
    CifarImage& one = (*images)[i];
    Recording& recording = recordings[i];
    recording.source = fmt::format("{}#{}", file.name, i + 1);
    recording.label = names[static_cast<size_t>(one.label)];
    recording.split = is_test ? "test" : "train";
    Signal& signal = recording.signal;
    signal.channels = 3;
    signal.width = one.image.width;
    signal.height = one.image.height;
    signal.values.assign(one.image.pixels.begin(), one.image.pixels.end());
    recording.group = group_by_content(signal);
  }
  return recordings;
}

}  // namespace firefly
