// SPDX-License-Identifier: Apache-2.0
#include "project/hard_negatives.h"

#include <fmt/format.h>

#include <algorithm>

#include "data/parallel.h"
#include "data/split.h"
#include "project/score_model.h"

namespace firefly {

Expected<std::vector<Example>> find_hard_negatives(const Project& project,
                                                   const Graph& graph,
                                                   const DataSet& data,
                                                   Featurizer& featurizer) {
  const Expected<HostModel> model = HostModel::prepare(graph);
  FIREFLY_RETURN_IF_ERROR(model);
  const FeatureFormat& format = featurizer.format();
  const size_t hop = static_cast<size_t>(format.row_size()) *
                     static_cast<size_t>(featurizer.layout().hop_rows);
  const int64_t step =
      int64_t{format.hop_samples} * featurizer.layout().hop_rows;
  std::vector<std::vector<Example>> found(data.recordings.size());
  for_each_in_parallel(found.size(), [&](size_t r) {
    const Recording& recording = data.recordings[r];
    const auto label =
        std::find(data.classes.begin(), data.classes.end(), recording.label);
    if (recording.split != kTrain || label == data.classes.end() ||
        !project.events.is_silent(recording.label)) {
      return;
    }
    const auto scores = score_windows(
        *model,
        featurizer.rows(sensor_samples(recording.signal, project.sensor, 0,
                                       recording.signal.samples())),
        featurizer.size(), hop);
    for (size_t i = 0; i < scores.size(); ++i) {
      const auto best = static_cast<size_t>(
          std::max_element(scores[i].begin(), scores[i].end()) -
          scores[i].begin());
      if (!project.events.is_silent(data.classes[best])) {
        found[r].push_back({r, static_cast<int64_t>(i) * step,
                            static_cast<int>(label - data.classes.begin())});
      }
    }
  });
  std::vector<Example> all;
  for (const std::vector<Example>& some : found) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

TrainingRound training_round(const std::filesystem::path& run, int round) {
  const std::string id = run.filename().string();
  return round == 0 ? TrainingRound{id, run / "checkpoint"}
                    : TrainingRound{fmt::format("{}/{}", id, round),
                                    run / fmt::format("checkpoint-{}", round)};
}

}  // namespace firefly
