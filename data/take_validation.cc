// SPDX-License-Identifier: Apache-2.0
#include "data/take_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "data/hash.h"
#include "data/split.h"

namespace firefly {
namespace {

constexpr double kUsualPercent = 10;

/// A group of train.
struct Group {
  double place = 0;  ///< 0 … 1, by the hash of its name.
  std::string name;
  std::set<std::string> labels;
};

std::vector<Group> groups_in_train(const std::string& salt,
                                   const DataSet& data) {
  std::map<std::string, std::set<std::string>> labels;
  for (const Recording& recording : data.recordings) {
    if (recording.split == kTrain) {
      labels[recording.group].insert(recording.label);
    }
  }
  std::vector<Group> groups;
  for (auto& [name, own] : labels) {
    groups.push_back({fraction_of(salt + "/validation/" + name), name, own});
  }
  std::sort(groups.begin(), groups.end(),
            [](const Group& a, const Group& b) { return a.place < b.place; });
  return groups;
}

class Choice {
 public:
  explicit Choice(const std::vector<Group>& groups) {
    for (const Group& group : groups) {
      for (const std::string& label : group.labels) {
        ++left_[label];
      }
    }
  }

  [[nodiscard]] const std::set<std::string>& taken() const { return taken_; }
  [[nodiscard]] const std::map<std::string, int>& left() const { return left_; }
  [[nodiscard]] bool has(const std::string& label) const {
    return covered_.contains(label);
  }

  /// Unless a class would lose its last group in train.
  void take(const Group& group) {
    const bool is_last = std::any_of(
        group.labels.begin(), group.labels.end(),
        [&](const std::string& label) { return left_.at(label) < 2; });
    if (is_last || !taken_.insert(group.name).second) {
      return;
    }
    for (const std::string& label : group.labels) {
      --left_[label];
      covered_.insert(label);
    }
  }

 private:
  std::map<std::string, int> left_;  ///< Groups in train, by class.
  std::set<std::string> covered_;    ///< Classes that validation has.
  std::set<std::string> taken_;
};

}  // namespace

void take_validation(const SplitParameters& parameters, DataSet& data) {
  const bool has_validation = std::any_of(
      data.recordings.begin(), data.recordings.end(),
      [](const Recording& one) { return one.split == kValidation; });
  const std::vector<Group> groups = groups_in_train(parameters.salt, data);
  if (has_validation || groups.empty()) {
    return;
  }
  const double percent = parameters.validation_percent > 0
                             ? parameters.validation_percent
                             : kUsualPercent;
  const auto wanted = static_cast<size_t>(
      std::ceil(percent / 100 * static_cast<double>(groups.size())));
  Choice choice(groups);
  const std::map<std::string, int> labels = choice.left();
  for (const auto& [label, count] : labels) {
    for (const Group& group : groups) {
      if (!choice.has(label) && group.labels.contains(label)) {
        choice.take(group);
      }
    }
  }
  for (const Group& group : groups) {
    if (choice.taken().size() < wanted) {
      choice.take(group);
    }
  }
  if (choice.taken().empty()) {
    return;
  }
  for (Recording& recording : data.recordings) {
    if (recording.split == kTrain && choice.taken().contains(recording.group)) {
      recording.split = kValidation;
    }
  }
  data.problems.push_back(
      {"[data.split]",
       fmt::format("no recording was left to validate on, so {} of the {} "
                   "groups of train are for that",
                   choice.taken().size(), groups.size()),
       "name others in data.split.validation_groups if they are to be trained "
       "on",
       false});
}

}  // namespace firefly
