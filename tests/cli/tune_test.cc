// SPDX-License-Identifier: Apache-2.0
//
// A search as its users meet it: from a project to another one, killed and
// shared on the way.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <thread>

#include "tests/cli/command_line.h"

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

constexpr std::string_view kProject = R"([project]
name = "waves"
[sensor]
kind = "other"
rate_hz = 50
full_scale = 2
[window]
length_ms = 0
[front_end]
kind = "raw"
[data]
path = "data"
[data.split]
validation_percent = 30
test_percent = 10
[model]
architecture = "mlp"
hidden = [12]   # units
[training]
epochs = 2
batch = 8
[training.quantization]
epochs = 1
[target]
board = "cortex-m4"
)";

constexpr std::string_view kTune = R"([tune]
trials = 4
eta = 2
[tune.space]
model.hidden = [[4], [8], [16], [900]]
training.learning_rate = [0.001, 0.01]
)";

class Tune : public CommandLine {
 protected:
  void write_project(const std::string& tune = std::string(kTune)) {
    for (int i = 0; i < 20; ++i) {
      for (const int speed : {1, 3}) {
        std::string csv = "x\n";
        for (int k = 0; k < 40; ++k) {
          csv += std::to_string(std::sin(0.15 * speed * k + 0.02 * i + speed)) +
                 "\n";
        }
        write((speed == 1 ? "data/slow/" : "data/quick/") + std::to_string(i) +
                  ".csv",
              csv);
      }
    }
    write("firefly.toml", std::string(kProject) + tune);
  }

  /// What must not depend on how often the search was stopped.
  static Json outcome(const Json& report) {
    Json trials = Json::array();
    for (const Json& trial : report.at("trials")) {
      Json scores = Json::array();
      for (const Json& rung : trial.at("rungs")) {
        scores.push_back({rung.at("epochs"), rung.at("score")});
      }
      trials.push_back({trial.at("trial"), trial.at("state"), trial.at("keys"),
                        trial.at("cost"), std::move(scores)});
    }
    return {trials, report.at("pareto"), report.at("best")};
  }
};

TEST_F(Tune, SearchesAndAppliesATrial) {
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  write_project(std::string(kTune).replace(0, 6, "[tune]\nram = 1500"));
  const Json report = json_of({"tune", "--json"});
  EXPECT_TRUE(report.at("done").get<bool>());
  EXPECT_EQ(report.at("trained"), 4);
  EXPECT_THAT(report.at("epochs"), ElementsAre(1, 2));
  int refused = 0;
  for (const Json& trial : report.at("trials")) {
    const Json& cost = trial.at("cost");
    const bool is_refused = trial.at("state") == "refused";
    refused += is_refused ? 1 : 0;
    // Measured before training, of the whole pipeline.
    EXPECT_TRUE(cost.at("exact").get<bool>());
    EXPECT_GT(cost.at("instructions").get<int>(), 1000);
    EXPECT_EQ(cost.at("ram_bytes").get<int>() > 1500, is_refused);
    EXPECT_EQ(trial.at("rungs").empty(), is_refused);
    if (is_refused) {
      EXPECT_THAT(trial.at("reason").get<std::string>(),
                  HasSubstr("over tune.ram = 1500"));
    }
  }
  EXPECT_EQ(report.at("refused"), refused);
  const std::string page = read("tune/study.html");
  EXPECT_THAT(page, HasSubstr("<svg"));
  EXPECT_THAT(page, HasSubstr("<h2>Pareto front</h2>"));
  EXPECT_THAT(page, Not(HasSubstr("http")));

  // The costs were the untrained network's: the trained one has the same.
  const std::string before = read("firefly.toml");
  const Finished applied = firefly({"tune", "--apply", "best"});
  EXPECT_EQ(applied.exit_code, 0) << applied.err;
  EXPECT_EQ(read("firefly.before-tune.toml"), before);
  EXPECT_THAT(read("firefly.toml"), HasSubstr("   # units\n"));
  const Finished trained = firefly({"train"});
  EXPECT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("goes on from its checkpoint"));
  EXPECT_THAT(trained.err, Not(HasSubstr("epoch ")));
  const Json board = json_of({"eval", "--json"}).at("board");
  const Json best =
      report.at("trials")[report.at("best").get<size_t>()].at("cost");
  EXPECT_EQ(board.at("ram_bytes"), best.at("ram_bytes"));
  EXPECT_NEAR(board.at("flash_bytes").get<double>(),
              best.at("flash_bytes").get<double>(), 64);
  EXPECT_NEAR(board.at("cycles").get<double>(), best.at("cycles").get<double>(),
              0.02 * best.at("cycles").get<double>());

  // The applied project is still the study's.
  EXPECT_EQ(outcome(json_of({"tune", "--json"})), outcome(report));
}

TEST_F(Tune, IsTheSameHoweverOftenItIsKilled) {
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  write_project();
  const Json whole = json_of({"tune", "--study", "whole.db", "--json"});
  bool is_done = false;
  int kills = 0;
  for (int i = 0; i < 16 && !is_done; ++i) {
    // Longer each time, so that it ends somewhere else and at last gets done.
    const std::string seconds = std::to_string(0.7 * std::pow(1.4, i));
    const Finished part =
        firefly_for(seconds, {"tune", "--study", "killed.db"});
    is_done = part.exit_code == 0;
    EXPECT_TRUE(is_done || part.exit_code == 137) << part.err;
    kills += is_done ? 0 : 1;
  }
  EXPECT_TRUE(is_done);
  EXPECT_GT(kills, 0);
  const Json killed = json_of({"tune", "--study", "killed.db", "--json"});
  EXPECT_EQ(outcome(killed), outcome(whole));
}

TEST_F(Tune, TwoProcessesShareAStudy) {
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  write_project(std::string(kTune).replace(7, 10, "trials = 6"));
  std::vector<Finished> results(2);
  std::thread other([&] {
    results[0] = firefly_for("60", {"tune", "--json"}, "other");
  });
  results[1] = firefly_for("60", {"tune", "--json"}, "this");
  other.join();
  for (const Finished& result : results) {
    EXPECT_EQ(result.exit_code, 0) << result.err;
  }
  const Json report = json_of({"tune", "--json"});
  EXPECT_EQ(report.at("trained"), 6);
  EXPECT_FALSE(report.at("pareto").empty());
  // Nobody did what another one did: one line for each result.
  size_t lines = 0;
  size_t rungs = 0;
  for (const Json& trial : report.at("trials")) {
    rungs += trial.at("rungs").size();
    rungs += trial.at("state") == "refused" ? 1 : 0;
  }
  for (const Finished& result : results) {
    EXPECT_THAT(result.err, HasSubstr("study tune/study.db"));
    const size_t head = result.err.find("keys\n") + 5;
    lines += static_cast<size_t>(
        std::count(result.err.begin() + static_cast<std::ptrdiff_t>(head),
                   result.err.end(), '\n'));
  }
  EXPECT_EQ(lines, rungs);
}

TEST_F(Tune, SaysWhatIsWrong) {
  write_project("[tune]\nmin_epochs = 9\n");
  expect_error(1, {"tune.min_epochs: expected at most the 2", "found 9"},
               {"tune"});
  write_project("[tune.space]\nmodel.hiden = [[4]]\n");
  expect_error(1, {"tune.space.model.hiden", "did you mean 'hidden'"},
               {"tune"});
  write_project("[tune]\nobjective = \"auc\"\n");
  expect_error(1, {"tune.objective: auc is of networks that repeat"}, {"tune"});
  write_project();
  expect_error(2, {"expected a file or postgresql://"},
               {"tune", "--study", "mysql://host/db"});
  expect_error(1, {"the PostgreSQL server can not be reached"},
               {"tune", "--study", "postgresql:///db?host=/tmp/no-such"});
  expect_error(1, {"there is no study", "`firefly tune` begins one"},
               {"tune", "--apply", "best"});
  write("damaged.db", "this is a letter and no database, and it is long");
  expect_error(1, {"damaged.db: expected a study's database", "move the file"},
               {"tune", "--study", "damaged.db"});
  expect_error(2, {"--jobs"}, {"tune", "--jobs", "0"});
}

TEST_F(Tune, SaysThatNothingFits) {
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  write_project(
      "[tune]\nram = 100\ntrials = 1\n[tune.space]\nmodel.hidden = [[4], "
      "[8]]\n");
  const Finished result = firefly({"tune"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("none of 3 candidates could be trained"));
  EXPECT_THAT(result.err, HasSubstr("over tune.ram = 100"));
  EXPECT_THAT(result.err, HasSubstr("Raise the limits of [tune]"));
  // Another limit is another study.
  write_project("[tune]\nram = 200\n[tune.space]\nmodel.hidden = [[4], [8]]\n");
  expect_error(1, {"there 'tune.ram = 100', here 'tune.ram = 200'", "--study"},
               {"tune"});
}

}  // namespace
}  // namespace firefly
