// SPDX-License-Identifier: Apache-2.0
//
// The same on both kinds of databases.
#include "tuning/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "data/testing/samples.h"
#include "tuning/testing/postgresql_server.h"
#include "tuning/worker_name.h"

namespace firefly {
namespace {

using ::testing::HasSubstr;

using Kind = Decision::Kind;

/// One server for all tests; the process's end is its own.
const Expected<std::unique_ptr<testing::PostgresqlServer>>& server() {
  static const auto started = testing::PostgresqlServer::start();
  return started;
}

class StudyTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "postgresql" && !server().ok() &&
        server().error().code == ErrorCode::kNotFound) {
      GTEST_SKIP() << server().error().message;
    }
    if (GetParam() == "postgresql") {
      ASSERT_TRUE(server().ok()) << server().error().message;
    }
  }

  [[nodiscard]] std::unique_ptr<Database> open() const {
    Expected<std::unique_ptr<Database>> database =
        GetParam() == "sqlite" ? open_sqlite(folder_.path() / "a/study.db")
                               : open_postgresql((*server())->url());
    EXPECT_TRUE(database.ok()) << database.error().message;
    return database.ok() ? std::move(*database) : nullptr;
  }

  /// Each test has a study of its own.
  [[nodiscard]] static std::string name() {
    return ::testing::UnitTest::GetInstance()->current_test_info()->name();
  }

  [[nodiscard]] std::unique_ptr<Study> join() const {
    Expected<std::unique_ptr<Study>> study =
        Study::join(open(), name(), "firefly = 1\nwidth = 8\n");
    EXPECT_TRUE(study.ok()) << study.error().message;
    return study.ok() ? std::move(*study) : nullptr;
  }

  static std::optional<std::vector<KeyValue>> candidate(int number) {
    if (number == 9) {
      return std::nullopt;
    }
    return std::vector<KeyValue>{{"model.width", std::to_string(8 + number)},
                                 {"name", "\"ä 'b' \\\\\""}};
  }

  static Study::Work take(Study& study, const std::string& worker) {
    Expected<Study::Work> work = study.take(worker, {{1, 3}, 3, 9}, candidate);
    EXPECT_TRUE(work.ok()) << work.error().message;
    return work.ok() ? *work : Study::Work();
  }

  testing::TemporaryFolder folder_;
};

template <class T>
T value_of(Expected<T> expected) {
  EXPECT_TRUE(expected.ok()) << expected.error().message;
  return expected.ok() ? *expected : T();
}

TEST_P(StudyTest, KeepsWhatItIsTold) {
  const std::unique_ptr<Study> study = join();
  ASSERT_NE(study, nullptr);
  const Study::Work work = take(*study, "anna");
  EXPECT_EQ(work.decision.kind, Kind::kNew);
  EXPECT_EQ(work.trial.keys, *candidate(0));
  BoardCost cost;
  cost.board = "nano33ble";
  cost.instructions = 123456789012;
  cost.cycles = 7;
  cost.latency_ms = 0.1 + 0.2;
  cost.ram_bytes = 1000;
  cost.flash_bytes = 2000;
  cost.exact = true;
  EXPECT_TRUE(value_of(study->set_cost(0, "anna", cost)));
  const Blob bytes = {0, 255, 10, 92, 39, 0};
  EXPECT_TRUE(value_of(
      study->finish(0, "anna", 0, {0.1 + 0.2, -1.5, 3, "abc"}, bytes)));

  // As another process sees it.
  const std::unique_ptr<Study> again = join();
  const std::vector<Trial> trials = value_of(again->trials());
  ASSERT_EQ(trials.size(), 1U);
  const Trial& trial = trials.front();
  EXPECT_EQ(trial.keys, *candidate(0));
  EXPECT_EQ(trial.state, TrialState::kOpen);
  EXPECT_EQ(trial.rung(), 0);
  EXPECT_EQ(trial.results[0].score, 0.1 + 0.2);
  EXPECT_EQ(trial.results[0].loss, -1.5);
  EXPECT_EQ(trial.results[0].run, "abc");
  ASSERT_TRUE(trial.cost);
  EXPECT_EQ(trial.cost->instructions, cost.instructions);
  EXPECT_EQ(trial.cost->latency_ms, cost.latency_ms);
  EXPECT_FALSE(trial.cost->energy_uj);
  EXPECT_TRUE(trial.cost->exact);
  EXPECT_EQ(value_of(again->checkpoint(0)), bytes);
  EXPECT_EQ(value_of(again->checkpoint(1)), std::nullopt);
}

TEST_P(StudyTest, RemembersCosts) {
  const std::unique_ptr<Study> study = join();
  EXPECT_EQ(value_of(study->known_cost("k")), std::nullopt);
  BoardCost cost;
  cost.ram_bytes = 5;
  EXPECT_TRUE(study->remember_cost("k", cost).ok());
  EXPECT_TRUE(study->remember_cost("k", cost).ok()) << "two may measure it";
  EXPECT_EQ(value_of(join()->known_cost("k"))->ram_bytes, 5U);
}

TEST_P(StudyTest, GivesNobodyTheSame) {
  constexpr int kWorkers = 4;
  std::vector<std::thread> workers;
  std::vector<int> taken(9, 0);
  std::mutex mutex;
  for (int i = 0; i < kWorkers; ++i) {
    workers.emplace_back([&, i] {
      const std::unique_ptr<Study> study = join();
      const std::string worker = "elsewhere/1/1/" + std::to_string(i);
      while (true) {
        const Study::Work work = take(*study, worker);
        if (work.decision.kind != Kind::kNew) {
          break;
        }
        const std::lock_guard lock(mutex);
        ++taken[static_cast<size_t>(work.trial.number)];
      }
    });
  }
  for (std::thread& worker : workers) {
    worker.join();
  }
  EXPECT_EQ(taken, std::vector<int>(9, 1));
}

TEST_P(StudyTest, TakesBackWhatALostWorkerHad) {
  const std::unique_ptr<Study> study = join();
  study->set_lease_seconds(0.05);
  EXPECT_EQ(take(*study, "elsewhere/1/1/0").trial.number, 0);
  const std::unique_ptr<Study> other = join();
  other->set_lease_seconds(60);
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  const Study::Work work = take(*other, "elsewhere/2/2/0");
  EXPECT_EQ(work.decision.kind, Kind::kTrain);
  EXPECT_EQ(work.trial.number, 0);
  // The first one comes back: it has nothing to say any more.
  EXPECT_FALSE(value_of(study->renew(0, "elsewhere/1/1/0")));
  EXPECT_FALSE(
      value_of(study->finish(0, "elsewhere/1/1/0", 0, {0.9, 0, 0, ""}, {})));
  EXPECT_TRUE(value_of(other->renew(0, "elsewhere/2/2/0")));
  EXPECT_TRUE(value_of(study->trials())[0].results.empty());
}

TEST_P(StudyTest, ARenewedLeaseHolds) {
  const std::unique_ptr<Study> study = join();
  study->set_lease_seconds(0.05);
  EXPECT_EQ(take(*study, "elsewhere/1/1/0").trial.number, 0);
  study->set_lease_seconds(60);
  EXPECT_TRUE(value_of(study->renew(0, "elsewhere/1/1/0")));
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  EXPECT_EQ(take(*study, "elsewhere/2/2/0").trial.number, 1);
}

TEST_P(StudyTest, NeedNotWaitForAWorkerThatIsGone) {
  const pid_t child = fork();
  if (child == 0) {
    pause();
    std::_Exit(0);
  }
  ASSERT_GT(child, 0);
  // The child's name, as it would give itself: all but the number is ours.
  const std::string ours = worker_name(0);
  std::string process = "/";
  process += std::to_string(child) + "/";
  const std::string machine = ours.substr(0, ours.find('/'));
  const std::string dead = machine + process + "not-its-start/0";
  const std::unique_ptr<Study> study = join();
  EXPECT_EQ(take(*study, ours).trial.number, 0);
  EXPECT_EQ(take(*study, "elsewhere/1/1/0").trial.number, 1)
      << "this process lives";
  EXPECT_TRUE(is_gone(dead)) << "another process has its number";
  kill(child, SIGKILL);
  EXPECT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(is_gone(machine + process + "1/0"));
  EXPECT_FALSE(is_gone("elsewhere" + process + "1/0")) << "who knows";
  EXPECT_FALSE(is_gone(ours));
}

TEST_P(StudyTest, RefusesAnotherProject) {
  ASSERT_NE(join(), nullptr);
  const auto other = Study::join(open(), name(), "firefly = 1\nwidth = 16\n");
  ASSERT_FALSE(other.ok());
  EXPECT_THAT(other.error().message,
              HasSubstr("there 'width = 8', here 'width = 16'"));
  EXPECT_THAT(other.error().message, HasSubstr("--study"));
}

TEST_P(StudyTest, TellsWhereThereIsNone) {
  const auto none = Study::look(open(), "nobody's");
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(none.error().message, HasSubstr("`firefly tune` begins one"));
  EXPECT_EQ(value_of(Study::first_keys(*open(), "nobody's")), std::nullopt);
}

TEST_P(StudyTest, UndoesWhatBrokeOff) {
  const std::unique_ptr<Study> study = join();
  const std::unique_ptr<Database> database = open();
  const Status broken = database->transaction([&]() -> Status {
    FIREFLY_RETURN_IF_ERROR(
        database->run("INSERT INTO firefly_costs (study, cost_key, cost) "
                      "VALUES ($1, 'k', '{}')",
                      {name()}));
    FIREFLY_RETURN_IF_ERROR(database->run("SELECT * FROM no_such_table"));
    return {};
  });
  ASSERT_FALSE(broken.ok());
  EXPECT_THAT(broken.error().message, HasSubstr("no_such_table"));
  EXPECT_EQ(value_of(study->known_cost("k")), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(, StudyTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& kind) { return kind.param; });

TEST(Sqlite, SaysWhatIsNoDatabase) {
  const testing::TemporaryFolder folder;
  folder.write("study.db",
               "this is a letter to a friend, and no database.....");
  const auto database = open_sqlite(folder.path() / "study.db");
  ASSERT_FALSE(database.ok());
  EXPECT_THAT(database.error().message,
              HasSubstr("study.db: expected a study's database"));
  EXPECT_THAT(database.error().message, HasSubstr("move the file away"));
}

TEST(Sqlite, SaysWhoIsInTheWay) {
  const testing::TemporaryFolder folder;
  const auto first = open_sqlite(folder.path() / "study.db");
  ASSERT_TRUE(first.ok()) << first.error().message;
  ASSERT_TRUE((*first)->run("BEGIN EXCLUSIVE").ok());
  const auto second =
      open_sqlite(folder.path() / "study.db", std::chrono::milliseconds(50));
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().message,
              HasSubstr("another program has kept it locked for 0.05 s"));
}

TEST(Sqlite, SaysWhatIsDamaged) {
  const testing::TemporaryFolder folder;
  auto opened = open_sqlite(folder.path() / "study.db");
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  const auto study = Study::join(std::move(*opened), "s", "h");
  ASSERT_TRUE(study.ok());
  const auto database = open_sqlite(folder.path() / "study.db");
  ASSERT_TRUE((*database)
                  ->run("INSERT INTO firefly_trials (study, number, state, "
                        "cost) VALUES ('s', 0, 0, 'no json')")
                  .ok());
  const auto trials = (*study)->trials();
  ASSERT_FALSE(trials.ok());
  EXPECT_THAT(trials.error().message, HasSubstr("the study is damaged"));
}

TEST(Postgresql, SaysThatNobodyIsThere) {
  const auto database = open_postgresql(
      "postgresql://me:secret@/db?host=/tmp/firefly-no-such-socket");
  ASSERT_FALSE(database.ok());
  EXPECT_THAT(database.error().message, HasSubstr("can not be reached"));
  EXPECT_THAT(database.error().message, HasSubstr("check that it runs"));
  EXPECT_EQ(database.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace firefly
