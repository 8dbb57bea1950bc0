// SPDX-License-Identifier: Apache-2.0
#include "data/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "config/did_you_mean.h"
#include "data/hash.h"

namespace firefly {
namespace {

/// A group, wherever its recordings stand.
struct Group {
  double place = 0;  ///< 0 … 1, by the hash of its name.
  std::string split;
  bool is_fixed = false;  ///< Named by the user, or given by the data.
  std::set<std::string> labels;
};

using Groups = std::map<std::string, Group>;

/// The part of 0 … 1 that belongs to a split.
struct Share {
  std::string_view split;
  double begin = 0;
  double end = 0;

  [[nodiscard]] double distance_to(double place) const {
    return place < begin ? begin - place : (place >= end ? place - end : 0);
  }
};

Groups collect(const SplitParameters& parameters, const DataSet& data,
               bool use_given) {
  Groups groups;
  for (const Recording& recording : data.recordings) {
    Group& group = groups[recording.group];
    group.labels.insert(recording.label);
    if (use_given) {
      group.split = recording.split;
      group.is_fixed |=
          recording.split == kTest || recording.split == kValidation;
    }
  }
  for (auto& [name, group] : groups) {
    group.place = fraction_of(parameters.salt + "/" + name);
  }
  return groups;
}

// Puts the groups that the user names where they were told to.
Status fix(const std::vector<std::string>& names, std::string_view key,
           std::string_view split, Groups& groups) {
  for (const std::string& name : names) {
    const auto found = groups.find(name);
    if (found == groups.end()) {
      std::vector<std::string> known;
      for (const auto& [other, group] : groups) {
        known.push_back(other);
      }
      return Error{ErrorCode::kUsage,
                   fmt::format("{}: there is no group '{}' among {}{}", key,
                               name, known.size(), did_you_mean(name, known))};
    }
    found->second.split = split;
    found->second.is_fixed = true;
  }
  return {};
}

// Where class `label` has no group in the share's split, the nearest one moves
// there, as long as train keeps one.
void complete(const Share& share, const std::string& label, Groups& groups) {
  Group* nearest = nullptr;
  size_t in_train = 0;
  for (auto& [name, group] : groups) {
    if (!group.labels.contains(label)) {
      continue;
    }
    if (group.split == share.split) {
      return;
    }
    in_train += group.split == kTrain ? 1 : 0;
    const bool is_candidate =
        !group.is_fixed && (group.split == kTrain || share.split == kTrain);
    if (is_candidate &&
        (nearest == nullptr ||
         share.distance_to(group.place) < share.distance_to(nearest->place))) {
      nearest = &group;
    }
  }
  if (nearest != nullptr && (in_train > 1 || share.split == kTrain)) {
    nearest->split = share.split;
  }
}

void place(const std::vector<Share>& shares, const DataSet& data,
           Groups& groups) {
  for (auto& [name, group] : groups) {
    if (group.is_fixed) {
      continue;
    }
    group.split = kTrain;
    for (const Share& share : shares) {
      if (share.distance_to(group.place) == 0) {
        group.split = share.split;
      }
    }
  }
  std::set<std::string> labels(data.classes.begin(), data.classes.end());
  for (const auto& [name, group] : groups) {
    labels.insert(group.labels.begin(), group.labels.end());
  }
  const double taken = shares.empty() ? 0 : shares.back().end;
  for (const std::string& label : labels) {
    complete({kTrain, taken, 1}, label, groups);
  }
  for (const Share& share : shares) {
    for (const std::string& label : labels) {
      complete(share, label, groups);
    }
  }
}

bool any_given(const DataSet& data) {
  return std::any_of(
      data.recordings.begin(), data.recordings.end(),
      [](const Recording& recording) { return !recording.split.empty(); });
}

bool any_in(std::string_view split, const DataSet& data) {
  return std::any_of(
      data.recordings.begin(), data.recordings.end(),
      [split](const Recording& recording) { return recording.split == split; });
}

// What is to be filled by hash: not what the data or the user filled.
std::vector<Share> shares_of(const SplitParameters& parameters,
                             const DataSet& data, bool use_given) {
  if (parameters.rule == SplitRule::kNone ||
      parameters.rule == SplitRule::kGiven ||
      parameters.rule == SplitRule::kTime) {
    return {};
  }
  std::vector<Share> shares;
  double begin = 0;
  const auto add = [&](std::string_view split, double percent) {
    if (percent > 0) {
      shares.push_back({split, begin, begin + percent / 100});
      begin += percent / 100;
    }
  };
  if (!use_given && parameters.hold_out.empty()) {
    add(kTest, parameters.test_percent);
  }
  if (!(use_given && any_in(kValidation, data)) &&
      parameters.validation_groups.empty()) {
    add(kValidation, parameters.validation_percent);
  }
  return shares;
}

void report_empty(const std::vector<Share>& shares, const Groups& groups,
                  DataSet& data) {
  for (const Share& share : shares) {
    if (!data.recordings.empty() && !any_in(share.split, data)) {
      data.problems.push_back(
          {"",
           fmt::format("the split {} is empty: there are {} groups only",
                       share.split, groups.size()),
           "record more, or set rule = \"time\" in [data.split]", false});
    }
  }
}

}  // namespace

Status make_splits(const SplitParameters& parameters, DataSet& data) {
  const bool use_given =
      parameters.rule == SplitRule::kGiven ||
      parameters.rule == SplitRule::kTime ||
      (parameters.rule == SplitRule::kAuto && any_given(data));
  if (parameters.rule == SplitRule::kGiven && !any_given(data)) {
    return Error{ErrorCode::kInvalidData,
                 "rule = 'given' in [data.split]: no file, list or "
                 "split_pattern says which split a recording belongs to"};
  }
  const std::vector<Share> shares = shares_of(parameters, data, use_given);
  Groups groups = collect(parameters, data, use_given);
  FIREFLY_RETURN_IF_ERROR(fix(parameters.hold_out, "hold_out", kTest, groups));
  FIREFLY_RETURN_IF_ERROR(fix(parameters.validation_groups, "validation_groups",
                              kValidation, groups));
  place(shares, data, groups);

  const std::set<std::string> named = [&] {
    std::set<std::string> all(parameters.hold_out.begin(),
                              parameters.hold_out.end());
    all.insert(parameters.validation_groups.begin(),
               parameters.validation_groups.end());
    return all;
  }();
  for (Recording& recording : data.recordings) {
    // A given split stays with its recording even if the data cut a group with
    // it: that is reported, not repaired.
    const bool is_given =
        use_given && !recording.split.empty() &&
        (recording.split != kTrain || groups[recording.group].is_fixed);
    if (!is_given || named.contains(recording.group)) {
      recording.split = groups[recording.group].split;
    }
  }
  if (!data.recordings.empty() && !any_in(kTrain, data)) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("[data.split] leaves nothing to train with: {} "
                             "recordings in {} groups",
                             data.recordings.size(), groups.size())};
  }
  report_empty(shares, groups, data);
  return {};
}

std::vector<Problem> find_leaks(const DataSet& data) {
  std::unordered_map<std::string, std::string> content;
  for (const DataFile& file : data.files) {
    content[file.path] = file.sha256;
  }
  std::unordered_map<std::string, const Recording*> first_of_group;
  std::unordered_map<std::string, const Recording*> first_of_content;
  std::vector<Problem> problems;
  const auto compare = [&](auto& firsts, const std::string& key,
                           const Recording& recording, std::string_view what) {
    const auto [first, is_new] = firsts.emplace(key, &recording);
    if (is_new || first->second->split == recording.split) {
      return;
    }
    problems.push_back(
        {recording.source,
         fmt::format("is {} and {} {} of {}, which is {}", recording.split,
                     what, what == "has" ? "the content" : "in the group",
                     first->second->source, first->second->split),
         what == "has" ? "delete one of the two"
                       : "give all of a group the same split",
         false});
  };
  for (const Recording& recording : data.recordings) {
    const auto found = content.find(recording.source);
    if (found != content.end()) {
      compare(first_of_content, found->second, recording, "has");
    }
    compare(first_of_group, recording.group, recording, "is");
  }
  return problems;
}

std::vector<std::string> groups_of(const DataSet& data) {
  std::set<std::string> groups;
  for (const Recording& recording : data.recordings) {
    groups.insert(recording.group);
  }
  return {groups.begin(), groups.end()};
}

}  // namespace firefly
