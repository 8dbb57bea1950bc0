// SPDX-License-Identifier: Apache-2.0
#include "data/classes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "config/did_you_mean.h"
#include "data/hash.h"

namespace firefly {
namespace {

/// An item that may become unknown, by the name that its place depends on.
struct Candidate {
  std::string label;
  std::string_view name;
};

// Which candidates stay: all of the classes, and of the unknown ones as many as
// `percent` of the mean class, the same whatever else there is.
std::vector<bool> choose(const std::vector<Candidate>& candidates,
                         const std::string& unknown, double percent,
                         const std::string& salt) {
  std::vector<bool> is_kept(candidates.size());
  std::set<std::string_view> classes;
  std::vector<std::pair<double, size_t>> unknowns;
  size_t others = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const std::string& label = candidates[i].label;
    is_kept[i] = !label.empty();
    if (!label.empty() && label == unknown && percent > 0) {
      unknowns.emplace_back(
          fraction_of(fmt::format("{}/{}", salt, candidates[i].name)), i);
    } else if (is_kept[i]) {
      classes.insert(label);
      ++others;
    }
  }
  if (classes.empty()) {
    return is_kept;
  }
  const auto wanted = static_cast<size_t>(
      std::llround(percent / 100 * static_cast<double>(others) /
                   static_cast<double>(classes.size())));
  std::sort(unknowns.begin(), unknowns.end());
  for (size_t i = wanted; i < unknowns.size(); ++i) {
    is_kept[unknowns[i].second] = false;
  }
  return is_kept;
}

template <class Item>
void keep(const std::vector<bool>& is_kept, std::vector<Item>& items) {
  size_t to = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    if (is_kept[i]) {
      if (to != i) {
        items[to] = std::move(items[i]);
      }
      ++to;
    }
  }
  items.resize(to);
}

}  // namespace

Expected<ClassRules> ClassRules::make(const DataParameters& parameters) {
  ClassRules rules;
  rules.parameters_ = parameters;
  for (const std::string& rename : parameters.rename) {
    const size_t equals = rename.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error{
          ErrorCode::kUsage,
          fmt::format("rename: expected \"from=to\", found '{}'", rename)};
    }
    rules.renames_.emplace_back(rename.substr(0, equals),
                                rename.substr(equals + 1));
  }
  std::set<std::string> seen;
  for (const std::string& name : parameters.classes) {
    if (!seen.insert(name).second) {
      return Error{ErrorCode::kUsage,
                   fmt::format("classes: '{}' is named twice", name)};
    }
  }
  return rules;
}

std::string ClassRules::class_of(const std::string& label) const {
  std::string name = label;
  for (const auto& [from, to] : renames_) {
    if (label == from) {
      name = to;
    }
  }
  const std::vector<std::string>& classes = parameters_.classes;
  const bool is_known =
      classes.empty() || name.empty() ||
      std::find(classes.begin(), classes.end(), name) != classes.end();
  return is_known ? name : parameters_.unknown;
}

void ClassRules::select(std::vector<FoundFile>& files) const {
  std::vector<FoundFile> noise;
  std::vector<Candidate> candidates;
  bool all_labelled = true;
  std::erase_if(files, [&](FoundFile& file) {
    if (file.is_noise) {
      noise.push_back(std::move(file));
      return true;
    }
    return false;
  });
  for (const FoundFile& file : files) {
    // What the file itself will have to tell stays.
    all_labelled &= !file.label.empty();
    candidates.push_back(
        {file.label.empty() ? "?" : class_of(file.label), file.path});
  }
  const double percent = all_labelled ? parameters_.unknown_percent : 0;
  keep(choose(candidates, parameters_.unknown, percent,
              std::to_string(parameters_.seed)),
       files);
  files.insert(files.end(), std::make_move_iterator(noise.begin()),
               std::make_move_iterator(noise.end()));
}

Status ClassRules::settle(DataSet& data) const {
  std::set<std::string> found;
  std::vector<Candidate> candidates;
  const bool has_labels = std::any_of(
      data.recordings.begin(), data.recordings.end(),
      [](const Recording& recording) { return !recording.label.empty(); });
  for (Recording& recording : data.recordings) {
    found.insert(recording.label);
    recording.label = class_of(recording.label);
    candidates.push_back(
        {has_labels ? recording.label : "?", recording.source});
  }
  keep(choose(candidates, parameters_.unknown, parameters_.unknown_percent,
              std::to_string(parameters_.seed)),
       data.recordings);

  std::set<std::string> used;
  for (const Recording& recording : data.recordings) {
    used.insert(recording.label);
  }
  data.classes = parameters_.classes;
  if (data.classes.empty()) {
    used.erase(parameters_.unknown);
    used.erase("");
    data.classes.assign(used.begin(), used.end());
  }
  for (const std::string& name : data.classes) {
    if (has_labels && !used.contains(name) && name != parameters_.silence &&
        name != parameters_.unknown) {
      const std::vector<std::string> known(found.begin(), found.end());
      return Error{
          ErrorCode::kInvalidData,
          fmt::format("classes: no recording is labelled '{}'{}; the "
                      "labels are {}",
                      name, did_you_mean(name, known), fmt::join(known, ", "))};
    }
  }
  const std::string& unknown = parameters_.unknown;
  if (!unknown.empty() && std::find(data.classes.begin(), data.classes.end(),
                                    unknown) == data.classes.end()) {
    data.classes.push_back(unknown);
  }
  return {};
}

}  // namespace firefly
