// SPDX-License-Identifier: Apache-2.0
#include "data/speech_commands.h"

#include <set>
#include <string>
#include <system_error>

#include "data/hash.h"
#include "data/split.h"
#include "formats/files.h"
#include "formats/numbers.h"

namespace firefly {
namespace {

// "0a7c2a8d" of "yes/0a7c2a8d_nohash_0.wav".
std::string_view speaker_in(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  const size_t end = path.find("_nohash_");
  return path.substr(0, end);
}

Expected<std::set<std::string, std::less<>>> read_list(
    const std::filesystem::path& root, const std::string& name) {
  std::set<std::string, std::less<>> paths;
  std::error_code error;
  if (!std::filesystem::exists(root / name, error)) {
    return paths;
  }
  const auto bytes = read_file(root / name);
  FIREFLY_RETURN_IF_ERROR(bytes);
  std::string_view text = text_of(*bytes);
  while (!text.empty()) {
    const size_t end = text.find('\n');
    paths.emplace(trimmed(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return paths;
}

}  // namespace

std::string_view speech_commands_split(std::string_view path,
                                       double validation_percent,
                                       double test_percent) {
  constexpr uint64_t kMaxWavsPerClass = (1 << 27) - 1;
  // The whole 160 bits modulo 2^27, as the original's int(digest, 16) does.
  const std::string digits = sha1(speaker_in(path));
  const uint64_t low =
      std::stoull(digits.substr(digits.size() - 16), nullptr, 16);
  const double percent = static_cast<double>(low % (kMaxWavsPerClass + 1)) *
                         (100.0 / static_cast<double>(kMaxWavsPerClass));
  if (percent < validation_percent) {
    return kValidation;
  }
  return percent < validation_percent + test_percent ? kTest : kTrain;
}

Status apply_speech_commands_rules(const SplitParameters& parameters,
                                   FoundFiles& found) {
  const auto validation = read_list(found.root, "validation_list.txt");
  FIREFLY_RETURN_IF_ERROR(validation);
  const auto test = read_list(found.root, "testing_list.txt");
  FIREFLY_RETURN_IF_ERROR(test);
  const bool has_lists = !validation->empty() || !test->empty();
  for (FoundFile& file : found.files) {
    if (file.group.empty()) {
      file.group = speaker_in(file.path);
    }
    if (!file.split.empty() || file.is_noise) {
      continue;
    }
    if (!has_lists) {
      file.split = speech_commands_split(
          file.path, parameters.validation_percent, parameters.test_percent);
    } else if (validation->contains(file.path)) {
      file.split = kValidation;
    } else {
      file.split = test->contains(file.path) ? kTest : kTrain;
    }
  }
  return {};
}

}  // namespace firefly
