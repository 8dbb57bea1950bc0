// SPDX-License-Identifier: Apache-2.0
#include "data/manifest.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "data/hash.h"
#include "data/split.h"

namespace firefly {
namespace {

using nlohmann::ordered_json;

double seconds_of(const Signal& signal) {
  return signal.rate_hz > 0
             ? static_cast<double>(signal.samples()) / signal.rate_hz
             : 0;
}

ordered_json split_of(const DataSet& data, std::string_view split) {
  size_t recordings = 0;
  double seconds = 0;
  std::set<std::string> groups;
  std::map<std::string, size_t> counts;
  for (const std::string& name : data.classes) {
    counts[name] = 0;
  }
  for (const Recording& recording : data.recordings) {
    if (recording.split == split) {
      ++recordings;
      seconds += seconds_of(recording.signal);
      groups.insert(recording.group);
      ++counts[recording.label];
    }
  }
  return {{"recordings", recordings},
          {"groups", groups.size()},
          {"seconds", seconds},
          {"classes", counts}};
}

// Files of the same content, in lists of two or more.
ordered_json duplicates_of(const DataSet& data) {
  std::map<std::string, std::vector<std::string>> by_content;
  for (const DataFile& file : data.files) {
    if (file.size_bytes > 0) {
      by_content[file.sha256].push_back(file.path);
    }
  }
  ordered_json duplicates = ordered_json::array();
  for (const auto& [hash, paths] : by_content) {
    if (paths.size() > 1) {
      duplicates.push_back(paths);
    }
  }
  return duplicates;
}

}  // namespace

std::string digest_of(const DataSet& data) {
  std::string all;
  for (const DataFile& file : data.files) {
    fmt::format_to(std::back_inserter(all), "{}\n{}\n", file.path, file.sha256);
  }
  for (const Recording& recording : data.recordings) {
    fmt::format_to(std::back_inserter(all), "{}\n{}\n{}\n{}\n",
                   recording.source, recording.label, recording.group,
                   recording.split);
  }
  return sha256({reinterpret_cast<const uint8_t*>(all.data()), all.size()});
}

std::string manifest_of(const DataSet& data) {
  ordered_json manifest;
  manifest["digest"] = digest_of(data);
  manifest["classes"] = data.classes;
  for (const std::string_view split : {kTrain, kValidation, kTest}) {
    manifest["splits"][std::string(split)] = split_of(data, split);
  }
  manifest["noise_recordings"] = data.noise.size();
  manifest["duplicates"] = duplicates_of(data);
  manifest["problems"] = ordered_json::array();
  for (const Problem& problem : data.problems) {
    manifest["problems"].push_back({{"file", problem.file},
                                    {"what", problem.what},
                                    {"advice", problem.advice},
                                    {"used", !problem.is_fatal}});
  }
  manifest["files"] = ordered_json::array();
  for (const DataFile& file : data.files) {
    manifest["files"].push_back({{"path", file.path},
                                 {"bytes", file.size_bytes},
                                 {"sha256", file.sha256}});
  }
  // Names of files are bytes, and need not be UTF-8.
  return manifest.dump(2, ' ', false, ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace firefly
