// SPDX-License-Identifier: Apache-2.0
#include "tuning/worker.h"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "formats/files.h"
#include "tuning/cost.h"
#include "tuning/worker_name.h"

namespace firefly {
namespace {

using namespace std::chrono_literals;

constexpr double kLeaseSeconds = 60;
constexpr std::chrono::seconds kRenewal = 15s;  // two may get lost
constexpr std::chrono::seconds kPause = 1s;     // between looks at what is new

/// Renews the lease of one trial as long as it lives. Has a connection of its
/// own, for the worker may be busy for longer than a lease.
class Renewal {
 public:
  Renewal(TuneJob& job, int trial, std::string worker)
      : thread_([this, &job, trial, name = std::move(worker)] {
          run(job, trial, name);
        }) {}
  Renewal(const Renewal&) = delete;
  Renewal& operator=(const Renewal&) = delete;
  ~Renewal() {
    {
      const std::lock_guard lock(mutex_);
      is_done_ = true;
    }
    done_.notify_one();
    thread_.join();
  }

  /// Whether another worker has the trial by now.
  [[nodiscard]] bool is_lost() const { return is_lost_; }

 private:
  void run(TuneJob& job, int trial, const std::string& worker) {
    std::unique_ptr<Study> study;
    std::unique_lock lock(mutex_);
    while (!done_.wait_for(lock, kRenewal, [this] { return is_done_; })) {
      lock.unlock();
      if (study == nullptr) {
        Expected<std::unique_ptr<Study>> joined = job.join();
        study = joined.ok() ? std::move(*joined) : nullptr;
      }
      // A failure may pass; if it stays, the worker meets it, too.
      if (study != nullptr) {
        study->set_lease_seconds(kLeaseSeconds);
        const Expected<bool> renewed = study->renew(trial, worker);
        is_lost_ = is_lost_ || (renewed.ok() && !*renewed);
        study = renewed.ok() ? std::move(study) : nullptr;
      }
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable done_;
  bool is_done_ = false;
  std::atomic<bool> is_lost_ = false;
  std::thread thread_;  // last: it uses the others
};

/// Errors of the machine or of all candidates alike; others are a candidate's
/// own.
bool is_everyones(const Error& error) {
  return error.code == ErrorCode::kNotFound || error.code == ErrorCode::kUsage;
}

class Worker {
 public:
  Worker(TuneJob& job, Study& study, std::string name)
      : job_(job), study_(study), name_(std::move(name)) {}

  /// All that the decision asks for; an error ends the search.
  Status run(Trial trial, int rung);

 private:
  Status settle(Trial& trial, TrialState state, const std::string& reason);
  Status train(Trial& trial, int rung, const Project& project,
               std::shared_ptr<const DataSet> data, const Renewal& renewal);
  Status fetch_checkpoint(const Trial& trial);
  [[nodiscard]] std::filesystem::path checkpoint_of(
      const RungResult& result) const {
    return job_.runs / result.run / "checkpoint";
  }
  void report(const Trial& trial) {
    if (job_.on_trial) {
      job_.on_trial(trial);
    }
  }

  TuneJob& job_;
  Study& study_;
  std::string name_;
};

Status Worker::settle(Trial& trial, TrialState state,
                      const std::string& reason) {
  const Expected<bool> ours =
      study_.give_up(trial.number, name_, state, reason);
  FIREFLY_RETURN_IF_ERROR(ours);
  trial.state = state;
  trial.reason = reason;
  if (*ours) {
    report(trial);
  }
  return {};
}

Status Worker::run(Trial trial, int rung) {
  const Renewal renewal(job_, trial.number, name_);
  const Expected<Project> project = job_.project.with(trial.keys);
  if (!project.ok()) {
    return settle(trial, TrialState::kRefused, project.error().message);
  }
  Expected<std::shared_ptr<const DataSet>> data = job_.data.load(*project);
  FIREFLY_RETURN_IF_ERROR(data);
  if (!trial.cost) {
    const std::string key = cost_key(*project, **data);
    Expected<std::optional<BoardCost>> known = study_.known_cost(key);
    FIREFLY_RETURN_IF_ERROR(known);
    if (!*known) {
      const Expected<BoardCost> measured = measure_cost(*project, **data);
      if (!measured.ok()) {
        return is_everyones(measured.error())
                   ? Status(measured.error())
                   : settle(trial, TrialState::kRefused,
                            measured.error().message);
      }
      FIREFLY_RETURN_IF_ERROR(study_.remember_cost(key, *measured));
      *known = *measured;
    }
    trial.cost = *known;
    FIREFLY_RETURN_IF_ERROR(study_.set_cost(trial.number, name_, *trial.cost));
  }
  const std::string over = over_limits(*trial.cost, job_.limits);
  if (!over.empty()) {
    return settle(trial, TrialState::kRefused, over);
  }
  return train(trial, rung, *project, std::move(*data), renewal);
}

/// Of a trial that another machine trained so far.
Status Worker::fetch_checkpoint(const Trial& trial) {
  if (trial.rung() < 0) {
    return {};
  }
  const std::filesystem::path path = checkpoint_of(trial.results.back());
  if (std::filesystem::exists(path)) {
    return {};
  }
  const auto stored = study_.checkpoint(trial.number);
  FIREFLY_RETURN_IF_ERROR(stored);
  return *stored ? write_file(path, **stored) : Status();
}

Status Worker::train(Trial& trial, int rung, const Project& project,
                     std::shared_ptr<const DataSet> data,
                     const Renewal& renewal) {
  TrialTraining training;
  training.runs = job_.runs;
  training.data = std::move(data);
  const bool is_last = rung + 1 == static_cast<int>(job_.rules.epochs.size());
  training.pause_after =
      is_last ? 0 : job_.rules.epochs[static_cast<size_t>(rung)];
  training.may_go_on = [&] { return job_.may_go_on() && !renewal.is_lost(); };
  FIREFLY_RETURN_IF_ERROR(fetch_checkpoint(trial));
  const Expected<RungResult> result =
      run_training(project, job_.project.objective, training);
  if (!training.may_go_on() && !result.ok()) {
    FIREFLY_RETURN_IF_ERROR(study_.give_back(trial.number, name_));
    return {};
  }
  if (!result.ok()) {
    return is_everyones(result.error())
               ? Status(result.error())
               : settle(trial, TrialState::kFailed, result.error().message);
  }
  const Expected<Blob> checkpoint =
      is_last ? Blob() : read_file(checkpoint_of(*result));
  FIREFLY_RETURN_IF_ERROR(checkpoint);
  const Expected<bool> ours =
      study_.finish(trial.number, name_, rung, *result, *checkpoint);
  FIREFLY_RETURN_IF_ERROR(ours);
  trial.state = TrialState::kOpen;
  trial.goal = rung;
  trial.results.push_back(*result);
  if (*ours) {
    report(trial);
  }
  return {};
}

}  // namespace

Expected<bool> work(TuneJob& job, Candidates candidates,
                    const std::string& name) {
  Expected<std::unique_ptr<Study>> study = job.join();
  FIREFLY_RETURN_IF_ERROR(study);
  (*study)->set_lease_seconds(kLeaseSeconds);
  Worker worker(job, **study, name);
  while (job.may_go_on()) {
    Expected<Study::Work> next = (*study)->take(
        name, job.rules, [&](int number) { return candidates.at(number); });
    FIREFLY_RETURN_IF_ERROR(next);
    switch (next->decision.kind) {
      case Decision::Kind::kDone:
        return true;
      case Decision::Kind::kWait:
        std::this_thread::sleep_for(kPause);
        break;
      default: {
        const int number = next->trial.number;
        const Status done =
            worker.run(std::move(next->trial), next->decision.rung);
        if (!done.ok()) {
          // Whoever goes on need not wait for the lease to end.
          static_cast<void>((*study)->give_back(number, name).ok());
          return done.error();
        }
      }
    }
  }
  return false;
}

}  // namespace firefly
