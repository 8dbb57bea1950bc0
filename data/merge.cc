// SPDX-License-Identifier: Apache-2.0
#include "data/merge.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace firefly {
namespace {

template <class T>
void append(std::vector<T> from, std::vector<T>& into) {
  into.insert(into.end(), std::make_move_iterator(from.begin()),
              std::make_move_iterator(from.end()));
}

}  // namespace

void merge(DataSet from, DataSet& into) {
  for (std::string& name : from.classes) {
    if (std::find(into.classes.begin(), into.classes.end(), name) ==
        into.classes.end()) {
      into.classes.push_back(std::move(name));
    }
  }
  append(std::move(from.recordings), into.recordings);
  append(std::move(from.noise), into.noise);
  append(std::move(from.files), into.files);
  append(std::move(from.problems), into.problems);
}

}  // namespace firefly
