// SPDX-License-Identifier: Apache-2.0
//
// What the workers of a search share: candidates, costs, results, checkpoints,
// and who is at work on what.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tuning/database.h"
#include "tuning/halving.h"
#include "tuning/trial.h"

namespace firefly {

/// Gives the keys of candidate `number`; nothing if there are no more.
using CandidateSource =
    std::function<std::optional<std::vector<KeyValue>>(int number)>;

/// A study in a database, as one worker sees it. What it is given to do, it has
/// for the length of a lease, which it renews; a worker that is gone loses it.
class Study {
 public:
  /// Joins the study of this name, or begins it. `header` is what all results
  /// depend on, as lines "key = value": another one than the study's is
  /// refused, with the first line that differs.
  [[nodiscard]] static Expected<std::unique_ptr<Study>> join(
      std::unique_ptr<Database> database, const std::string& name,
      const std::string& header);

  /// The study of this name, whatever it is about; kNotFound if there is none.
  [[nodiscard]] static Expected<std::unique_ptr<Study>> look(
      std::unique_ptr<Database> database, const std::string& name);

  /// The keys of the first trial of a study; nothing before there is one.
  [[nodiscard]] static Expected<std::optional<std::vector<KeyValue>>>
  first_keys(Database& database, const std::string& name);

  void set_lease_seconds(double seconds) { lease_seconds_ = seconds; }

  /// All trials, by number.
  [[nodiscard]] Expected<std::vector<Trial>> trials();

  struct Work {
    Decision decision;
    Trial trial;  ///< Of kTrain and kNew.
  };
  /// What to do next; a trial is then this worker's.
  [[nodiscard]] Expected<Work> take(const std::string& worker,
                                    const HalvingRules& rules,
                                    const CandidateSource& candidates);

  /// Renews the lease; false if another worker has the trial by now.
  [[nodiscard]] Expected<bool> renew(int trial, const std::string& worker);

  /// These end or go on with what `worker` has; false, and nothing is written,
  /// if another one has the trial by now.
  [[nodiscard]] Expected<bool> set_cost(int trial, const std::string& worker,
                                        const BoardCost& cost);
  [[nodiscard]] Expected<bool> give_up(int trial, const std::string& worker,
                                       TrialState state,
                                       const std::string& reason);
  /// An empty checkpoint: nobody will go on from it.
  [[nodiscard]] Expected<bool> finish(int trial, const std::string& worker,
                                      int rung, const RungResult& result,
                                      const Blob& checkpoint);
  /// Gives the trial back as it is: someone goes on with it.
  [[nodiscard]] Expected<bool> give_back(int trial, const std::string& worker);

  /// As training left it at the end of the last rung.
  [[nodiscard]] Expected<std::optional<Blob>> checkpoint(int trial);

  /// Costs that some worker measured, by cost_key().
  [[nodiscard]] Expected<std::optional<BoardCost>> known_cost(
      const std::string& key);
  [[nodiscard]] Status remember_cost(const std::string& key,
                                     const BoardCost& cost);

  [[nodiscard]] const std::string& place() const { return database_->place(); }

 private:
  Study(std::unique_ptr<Database> database, std::string name)
      : database_(std::move(database)), name_(std::move(name)) {}

  Status lease(const Trial& trial, const std::string& worker, int goal);
  Status insert(const Trial& trial);
  /// Runs an UPDATE of a trial that `worker` has, its last two values.
  Expected<bool> update(const std::string& set, std::vector<SqlValue> values,
                        int trial, const std::string& worker);

  std::unique_ptr<Database> database_;
  std::string name_;
  double lease_seconds_ = 60;
};

}  // namespace firefly
