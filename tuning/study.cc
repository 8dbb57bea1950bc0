// SPDX-License-Identifier: Apache-2.0
#include "tuning/study.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tuning/cost.h"
#include "tuning/worker_name.h"

namespace firefly {
namespace {

/// Of the tables below; another one is refused.
constexpr int64_t kFormat = 1;

constexpr std::array<std::string_view, 5> kTables = {
    "firefly_studies (name TEXT PRIMARY KEY, format BIGINT, header TEXT)",
    "firefly_trials (study TEXT, number BIGINT, keys TEXT, state BIGINT, "
    "goal BIGINT, reason TEXT, cost TEXT, owner TEXT, lease DOUBLE PRECISION, "
    "PRIMARY KEY (study, number))",
    "firefly_results (study TEXT, trial BIGINT, rung BIGINT, "
    "score DOUBLE PRECISION, loss DOUBLE PRECISION, seconds DOUBLE PRECISION, "
    "run TEXT, PRIMARY KEY (study, trial, rung))",
    "firefly_costs (study TEXT, cost_key TEXT, cost TEXT, "
    "PRIMARY KEY (study, cost_key))",
    "firefly_checkpoints (study TEXT, trial BIGINT, bytes BYTEA, "
    "PRIMARY KEY (study, trial))"};

const std::string& text_of(const std::optional<std::string>& cell) {
  static const std::string kNothing;
  return cell ? *cell : kNothing;
}

int whole_of(const std::optional<std::string>& cell) {
  return static_cast<int>(std::strtol(text_of(cell).c_str(), nullptr, 10));
}

double number_of(const std::optional<std::string>& cell) {
  return std::strtod(text_of(cell).c_str(), nullptr);
}

SqlValue value_of(int number) { return static_cast<int64_t>(number); }
SqlValue value_of(TrialState state) { return static_cast<int64_t>(state); }

Error damaged(const std::string& place, const std::string& what) {
  return {ErrorCode::kInvalidData,
          fmt::format("{}: the study is damaged: {}; start a new one with "
                      "--study, or move this one away",
                      place, what)};
}

/// The first line that two headers do not share.
std::string difference(const std::string& ours, const std::string& theirs) {
  std::istringstream our_lines(ours);
  std::istringstream their_lines(theirs);
  std::string our_line;
  std::string their_line;
  while (true) {
    const bool more = !std::getline(our_lines, our_line).fail();
    const bool they_more = !std::getline(their_lines, their_line).fail();
    if (!more && !they_more) {
      return "";
    }
    if (!more || !they_more || our_line != their_line) {
      return fmt::format("there '{}', here '{}'",
                         they_more ? their_line : "nothing",
                         more ? our_line : "nothing");
    }
  }
}

/// In a transaction: others may be about to make them, too.
Status make_tables(Database& database) {
  for (const std::string_view table : kTables) {
    FIREFLY_RETURN_IF_ERROR(
        database.run(fmt::format("CREATE TABLE IF NOT EXISTS {}", table)));
  }
  return {};
}

}  // namespace

Expected<std::unique_ptr<Study>> Study::join(std::unique_ptr<Database> database,
                                             const std::string& name,
                                             const std::string& header) {
  const Status joined = database->transaction([&]() -> Status {
    FIREFLY_RETURN_IF_ERROR(make_tables(*database));
    const auto rows = database->run(
        "SELECT format, header FROM firefly_studies WHERE name = $1", {name});
    FIREFLY_RETURN_IF_ERROR(rows);
    if (rows->empty()) {
      FIREFLY_RETURN_IF_ERROR(
          database->run("INSERT INTO firefly_studies (name, format, header) "
                        "VALUES ($1, $2, $3)",
                        {name, kFormat, header}));
      return {};
    }
    const SqlRow& row = rows->front();
    if (whole_of(row[0]) != kFormat) {
      return Error{ErrorCode::kUnsupported,
                   fmt::format("{}: expected a study of format {}, found {}: "
                               "another version of firefly began it; go on "
                               "with that one, or start a new study with "
                               "--study",
                               database->place(), kFormat, text_of(row[0]))};
    }
    if (text_of(row[1]) != header) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: the study '{}' is about another project, "
                               "data or [tune]: {}; change it back to go on, "
                               "or start a new study with --study",
                               database->place(), name,
                               difference(header, text_of(row[1])))};
    }
    return {};
  });
  FIREFLY_RETURN_IF_ERROR(joined);
  return std::unique_ptr<Study>(new Study(std::move(database), name));
}

Expected<std::unique_ptr<Study>> Study::look(std::unique_ptr<Database> database,
                                             const std::string& name) {
  const auto rows = database->run(
      "SELECT format FROM firefly_studies WHERE name = $1", {name});
  // Without a study there is no such table either.
  if (!rows.ok() || rows->empty()) {
    return Error{
        ErrorCode::kNotFound,
        fmt::format("{}: there is no study '{}'{}; `firefly tune` "
                    "begins one",
                    database->place(), name,
                    rows.ok() ? "" : " (" + rows.error().message + ")")};
  }
  return std::unique_ptr<Study>(new Study(std::move(database), name));
}

Expected<std::optional<std::vector<KeyValue>>> Study::first_keys(
    Database& database, const std::string& name) {
  std::optional<std::vector<KeyValue>> keys;
  const Status read = database.transaction([&]() -> Status {
    FIREFLY_RETURN_IF_ERROR(make_tables(database));
    const auto rows = database.run(
        "SELECT keys FROM firefly_trials WHERE study = $1 AND number = 0",
        {name});
    FIREFLY_RETURN_IF_ERROR(rows);
    if (!rows->empty()) {
      keys = from_toml(text_of(rows->front()[0]));
    }
    return {};
  });
  FIREFLY_RETURN_IF_ERROR(read);
  return keys;
}

Expected<std::vector<Trial>> Study::trials() {
  const auto rows = database_->run(
      fmt::format("SELECT number, keys, state, goal, reason, cost, owner, "
                  "CASE WHEN lease < {} THEN 1 ELSE 0 END "
                  "FROM firefly_trials WHERE study = $1 ORDER BY number",
                  database_->now()),
      {name_});
  FIREFLY_RETURN_IF_ERROR(rows);
  std::vector<Trial> trials;
  for (const SqlRow& row : *rows) {
    Trial& trial = trials.emplace_back();
    trial.number = whole_of(row[0]);
    if (trial.number != static_cast<int>(trials.size()) - 1 ||
        whole_of(row[2]) < 0 ||
        whole_of(row[2]) > static_cast<int>(TrialState::kFailed)) {
      return damaged(place(),
                     fmt::format("trial {} is missing", trials.size() - 1));
    }
    trial.keys = from_toml(text_of(row[1]));
    trial.state = static_cast<TrialState>(whole_of(row[2]));
    trial.goal = whole_of(row[3]);
    trial.reason = text_of(row[4]);
    if (row[5]) {
      const Expected<BoardCost> cost = read_cost(*row[5]);
      if (!cost.ok()) {
        return damaged(place(), cost.error().message);
      }
      trial.cost = *cost;
    }
    trial.owner = text_of(row[6]);
    trial.lease_is_over = whole_of(row[7]) != 0;
  }
  const auto results = database_->run(
      "SELECT trial, rung, score, loss, seconds, run FROM firefly_results "
      "WHERE study = $1 ORDER BY trial, rung",
      {name_});
  FIREFLY_RETURN_IF_ERROR(results);
  for (const SqlRow& row : *results) {
    const int number = whole_of(row[0]);
    if (number < 0 || number >= static_cast<int>(trials.size()) ||
        whole_of(row[1]) != trials[static_cast<size_t>(number)].rung() + 1) {
      return damaged(place(), fmt::format("a result of trial {} is out of "
                                          "order",
                                          number));
    }
    trials[static_cast<size_t>(number)].results.push_back(
        {number_of(row[2]), number_of(row[3]), number_of(row[4]),
         text_of(row[5])});
  }
  return trials;
}

Status Study::insert(const Trial& trial) {
  FIREFLY_RETURN_IF_ERROR(database_->run(
      "INSERT INTO firefly_trials (study, number, keys, state, goal) "
      "VALUES ($1, $2, $3, $4, $5)",
      {name_, value_of(trial.number), to_toml(trial.keys),
       value_of(trial.state), value_of(trial.goal)}));
  return {};
}

Status Study::lease(const Trial& trial, const std::string& worker, int goal) {
  FIREFLY_RETURN_IF_ERROR(database_->run(
      fmt::format(
          "UPDATE firefly_trials SET state = $1, goal = $2, owner = $3, "
          "lease = {} + $4 WHERE study = $5 AND number = $6",
          database_->now()),
      {value_of(TrialState::kRunning), value_of(goal), worker, lease_seconds_,
       name_, value_of(trial.number)}));
  return {};
}

Expected<Study::Work> Study::take(const std::string& worker,
                                  const HalvingRules& rules,
                                  const CandidateSource& candidates) {
  Work work;
  const Status taken = database_->transaction([&]() -> Status {
    const Expected<std::vector<Trial>> all = trials();
    FIREFLY_RETURN_IF_ERROR(all);
    const auto keys = candidates(static_cast<int>(all->size()));
    work.decision = decide(
        *all, rules,
        [](const Trial& trial) {
          return trial.lease_is_over || is_gone(trial.owner);
        },
        keys.has_value());
    if (work.decision.kind == Decision::Kind::kNew) {
      work.trial.number = work.decision.trial;
      work.trial.keys = *keys;
      FIREFLY_RETURN_IF_ERROR(insert(work.trial));
    } else if (work.decision.kind == Decision::Kind::kTrain) {
      work.trial = (*all)[static_cast<size_t>(work.decision.trial)];
    } else {
      return {};
    }
    return lease(work.trial, worker, work.decision.rung);
  });
  FIREFLY_RETURN_IF_ERROR(taken);
  return work;
}

Expected<bool> Study::update(const std::string& set,
                             std::vector<SqlValue> values, int trial,
                             const std::string& worker) {
  const size_t count = values.size();
  values.insert(values.end(), {name_, value_of(trial), worker});
  const auto rows = database_->run(
      fmt::format("UPDATE firefly_trials SET {} WHERE study = ${} AND number = "
                  "${} AND owner = ${} RETURNING number",
                  set, count + 1, count + 2, count + 3),
      std::span<const SqlValue>(values));
  FIREFLY_RETURN_IF_ERROR(rows);
  return !rows->empty();
}

Expected<bool> Study::renew(int trial, const std::string& worker) {
  return update(fmt::format("lease = {} + $1", database_->now()),
                {lease_seconds_}, trial, worker);
}

Expected<bool> Study::set_cost(int trial, const std::string& worker,
                               const BoardCost& cost) {
  return update("cost = $1", {cost_json(cost).dump()}, trial, worker);
}

Expected<bool> Study::give_up(int trial, const std::string& worker,
                              TrialState state, const std::string& reason) {
  return update("state = $1, reason = $2, owner = NULL, lease = NULL",
                {value_of(state), reason}, trial, worker);
}

Expected<bool> Study::give_back(int trial, const std::string& worker) {
  return update("state = $1, owner = NULL, lease = NULL",
                {value_of(TrialState::kOpen)}, trial, worker);
}

Expected<bool> Study::finish(int trial, const std::string& worker, int rung,
                             const RungResult& result, const Blob& checkpoint) {
  bool is_ours = false;
  const Status done = database_->transaction([&]() -> Status {
    const Expected<bool> updated =
        update("state = $1, owner = NULL, lease = NULL",
               {value_of(TrialState::kOpen)}, trial, worker);
    FIREFLY_RETURN_IF_ERROR(updated);
    is_ours = *updated;
    if (!is_ours) {
      return {};
    }
    FIREFLY_RETURN_IF_ERROR(database_->run(
        "INSERT INTO firefly_results (study, trial, rung, score, loss, "
        "seconds, run) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {name_, value_of(trial), value_of(rung), result.score, result.loss,
         result.seconds, result.run}));
    FIREFLY_RETURN_IF_ERROR(database_->run(
        "DELETE FROM firefly_checkpoints WHERE study = $1 AND trial = $2",
        {name_, value_of(trial)}));
    if (checkpoint.empty()) {
      return {};
    }
    FIREFLY_RETURN_IF_ERROR(
        database_->run("INSERT INTO firefly_checkpoints (study, trial, bytes) "
                       "VALUES ($1, $2, $3)",
                       {name_, value_of(trial), checkpoint}));
    return {};
  });
  FIREFLY_RETURN_IF_ERROR(done);
  return is_ours;
}

Expected<std::optional<Blob>> Study::checkpoint(int trial) {
  const auto rows = database_->run(
      "SELECT bytes FROM firefly_checkpoints WHERE study = $1 AND trial = $2",
      {name_, value_of(trial)});
  FIREFLY_RETURN_IF_ERROR(rows);
  std::optional<Blob> stored;
  if (!rows->empty()) {
    const std::string& bytes = text_of(rows->front()[0]);
    stored = Blob(bytes.begin(), bytes.end());
  }
  return stored;
}

Expected<std::optional<BoardCost>> Study::known_cost(const std::string& key) {
  const auto rows = database_->run(
      "SELECT cost FROM firefly_costs WHERE study = $1 AND cost_key = $2",
      {name_, key});
  FIREFLY_RETURN_IF_ERROR(rows);
  if (rows->empty()) {
    return std::optional<BoardCost>();
  }
  const Expected<BoardCost> cost = read_cost(text_of(rows->front()[0]));
  FIREFLY_RETURN_IF_ERROR(cost);
  return std::optional(*cost);
}

Status Study::remember_cost(const std::string& key, const BoardCost& cost) {
  FIREFLY_RETURN_IF_ERROR(database_->run(
      "INSERT INTO firefly_costs (study, cost_key, cost) VALUES ($1, $2, $3) "
      "ON CONFLICT (study, cost_key) DO NOTHING",
      {name_, key, cost_json(cost).dump()}));
  return {};
}

}  // namespace firefly
