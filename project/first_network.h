// SPDX-License-Identifier: Apache-2.0
//
// The first network of a cascade: it hears what the second one would, all the
// time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "graph/status.h"
#include "host/model.h"
#include "project/examples.h"
#include "project/project.h"
#include "project/project_model.h"

namespace firefly {

/// What the first network said, and when.
struct FirstInference {
  int64_t end = 0;  ///< Samples that there were by then.
  int32_t score = 0;
  bool is_event = false;
};

class FirstNetwork {
 public:
  /// `second` is of the network that it wakes, which sees a window every
  /// `second_period_ms`. Errors say what keeps the two from being a cascade:
  /// another sensor, pictures of another size, a gate of the first one.
  [[nodiscard]] static Expected<std::shared_ptr<FirstNetwork>> make(
      Project project, ProjectModel model, const Project& second,
      const Featurizer& second_featurizer, double second_period_ms);

  [[nodiscard]] const Project& project() const { return project_; }
  [[nodiscard]] const Graph& graph() const { return host_.graph(); }
  [[nodiscard]] const Featurizer& featurizer() const { return *featurizer_; }
  [[nodiscard]] const std::vector<std::string>& classes() const {
    return classes_;
  }
  /// From inference to inference; 0: not known.
  [[nodiscard]] double period_ms() const { return period_ms_; }
  /// Whether the second network's front end makes the very rows that it needs,
  /// so that they are made once.
  [[nodiscard]] bool shares_rows() const { return shares_rows_; }

  /// All inferences over samples as the sensor delivers them. Usable from many
  /// threads.
  [[nodiscard]] std::vector<FirstInference> hear(
      const std::vector<int16_t>& samples) const;

 private:
  FirstNetwork(Project project, std::unique_ptr<Featurizer> featurizer,
               std::vector<std::string> classes, HostModel host)
      : project_(std::move(project)),
        featurizer_(std::move(featurizer)),
        classes_(std::move(classes)),
        host_(std::move(host)) {}

  Project project_;
  std::unique_ptr<Featurizer> featurizer_;
  std::vector<std::string> classes_;
  HostModel host_;
  double period_ms_ = 0;
  bool shares_rows_ = false;
};

/// The one that [cascade] of a project names, from its folder.
[[nodiscard]] Expected<std::shared_ptr<FirstNetwork>> load_first_network(
    const Project& second, const Featurizer& second_featurizer,
    double second_period_ms);

}  // namespace firefly
