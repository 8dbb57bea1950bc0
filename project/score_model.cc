// SPDX-License-Identifier: Apache-2.0
#include "project/score_model.h"

#include <algorithm>
#include <cstring>

namespace firefly {

Expected<std::vector<Prediction>> predict(const Graph& graph,
                                          const ExampleBatches& batches) {
  const Expected<HostModel> model = HostModel::prepare(graph);
  FIREFLY_RETURN_IF_ERROR(model);
  const size_t bytes = input_bytes(graph);
  std::vector<HostBytes> inputs(batches.size());
  for (size_t i = 0; i < batches.size(); ++i) {
    inputs[i].resize(bytes);
    std::memcpy(inputs[i].data(), batches.rows(i), bytes);
  }
  const Expected<std::vector<HostBytes>> outputs = run_batch(*model, inputs);
  FIREFLY_RETURN_IF_ERROR(outputs);
  std::vector<Prediction> predictions;
  predictions.reserve(outputs->size());
  for (const HostBytes& output : *outputs) {
    Prediction& prediction = predictions.emplace_back();
    prediction.scores.resize(output.size());
    std::memcpy(prediction.scores.data(), output.data(), output.size());
    prediction.best = static_cast<int>(
        std::max_element(prediction.scores.begin(), prediction.scores.end()) -
        prediction.scores.begin());
  }
  return predictions;
}

std::vector<std::vector<int8_t>> score_windows(const HostModel& model,
                                               const std::vector<int8_t>& rows,
                                               size_t window, size_t hop) {
  std::vector<std::vector<int8_t>> all;
  HostRunner runner(model);
  for (size_t at = 0; at + window <= rows.size(); at += hop) {
    runner.reset();
    std::memcpy(runner.input(0).data(), rows.data() + at, window);
    runner.invoke();
    const auto output = runner.output(0);
    std::vector<int8_t>& scores = all.emplace_back(output.size());
    std::memcpy(scores.data(), output.data(), output.size());
  }
  return all;
}

double accuracy_of(const std::vector<Prediction>& predictions,
                   const ExampleBatches& batches) {
  size_t right = 0;
  for (size_t i = 0; i < predictions.size(); ++i) {
    right += predictions[i].best == batches.examples()[i].label ? 1 : 0;
  }
  return predictions.empty() ? 0
                             : static_cast<double>(right) /
                                   static_cast<double>(predictions.size());
}

double reconstruction_error(const Graph& graph, const Prediction& prediction,
                            const int8_t* rows) {
  const Tensor& input = graph.tensor(graph.inputs.front());
  const Tensor& output = graph.tensor(graph.outputs.front());
  double sum = 0;
  for (size_t i = 0; i < prediction.scores.size(); ++i) {
    const double before =
        static_cast<double>(input.scale()) * (rows[i] - input.zero_point());
    const double after = static_cast<double>(output.scale()) *
                         (prediction.scores[i] - output.zero_point());
    sum += (before - after) * (before - after);
  }
  return sum /
         static_cast<double>(std::max<size_t>(1, prediction.scores.size()));
}

}  // namespace firefly
