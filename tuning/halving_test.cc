// SPDX-License-Identifier: Apache-2.0
#include "tuning/halving.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace firefly {
namespace {

using ::testing::ElementsAre;

using Kind = Decision::Kind;

constexpr auto kNobody = [](const Trial& /*trial*/) { return false; };

Trial trial(int number, std::vector<double> scores, uint64_t ram = 1000) {
  Trial one;
  one.number = number;
  one.cost = BoardCost();
  one.cost->ram_bytes = ram;
  for (const double score : scores) {
    one.results.push_back({score, 0, 0, ""});
  }
  one.goal = one.rung();
  return one;
}

HalvingRules rules(int trials) { return {{1, 3, 9}, 3, trials}; }

TEST(Rungs, AreSharesOfTheLast) {
  EXPECT_THAT(rung_epochs(0, 36, 3), ElementsAre(4, 12, 36));
  EXPECT_THAT(rung_epochs(1, 36, 3), ElementsAre(1, 4, 12, 36));
  EXPECT_THAT(rung_epochs(10, 36, 3), ElementsAre(12, 36));
  EXPECT_THAT(rung_epochs(36, 36, 3), ElementsAre(36));
  EXPECT_THAT(rung_epochs(0, 2, 3), ElementsAre(1, 2));
  EXPECT_THAT(rung_epochs(0, 1, 2), ElementsAre(1));
}

TEST(Halving, BeginsWithNewTrials) {
  const Decision first = decide({}, rules(3), kNobody, true);
  EXPECT_EQ(first.kind, Kind::kNew);
  EXPECT_EQ(first.trial, 0);
  // Two are not three: nobody goes on yet.
  const std::vector<Trial> two = {trial(0, {0.5}), trial(1, {0.6})};
  const Decision third = decide(two, rules(9), kNobody, true);
  EXPECT_EQ(third.kind, Kind::kNew);
  EXPECT_EQ(third.trial, 2);
}

TEST(Halving, OneInThreeGoesOn) {
  const std::vector<Trial> three = {trial(0, {0.5}), trial(1, {0.7}),
                                    trial(2, {0.6})};
  const Decision next = decide(three, rules(9), kNobody, true);
  EXPECT_EQ(next.kind, Kind::kTrain);
  EXPECT_EQ(next.trial, 1);
  EXPECT_EQ(next.rung, 1);
  std::vector<Trial> later = {trial(0, {0.5}), trial(1, {0.7, 0.8}),
                              trial(2, {0.6})};
  EXPECT_EQ(decide(later, rules(9), kNobody, true).kind, Kind::kNew);
}

TEST(Halving, WhatIsDominatedStaysBehind) {
  // The second is a little better than the third, but twice as large as one
  // that is better still.
  const std::vector<Trial> trials = {
      trial(0, {0.70}, 1000), trial(1, {0.69}, 2000), trial(2, {0.60}, 900),
      trial(3, {0.10}, 5000), trial(4, {0.1}, 5000),  trial(5, {0.1}, 5000)};
  EXPECT_THAT(ranking(trials, 0), ElementsAre(0, 2, 1, 3, 4, 5));
  EXPECT_THAT(pareto_front(trials, 0), ElementsAre(0, 2));
}

TEST(Halving, TakesUpWhatWasLeft) {
  std::vector<Trial> trials = {trial(0, {0.5}), trial(1, {})};
  trials[1].goal = 0;  // given back before its first rung
  const Decision next = decide(trials, rules(9), kNobody, true);
  EXPECT_EQ(next.kind, Kind::kTrain);
  EXPECT_EQ(next.trial, 1);
  EXPECT_EQ(next.rung, 0);

  trials[1].state = TrialState::kRunning;
  EXPECT_EQ(decide(trials, rules(9), kNobody, true).trial, 2);
  const auto everybody = [](const Trial& /*trial*/) { return true; };
  EXPECT_EQ(decide(trials, rules(9), everybody, true).trial, 1);
}

TEST(Halving, RefusedTrialsDoNotCountUntilThereAreTooMany) {
  std::vector<Trial> trials = {trial(0, {}), trial(1, {0.5})};
  trials[0].state = TrialState::kRefused;
  EXPECT_EQ(decide(trials, rules(2), kNobody, true).kind, Kind::kNew);
  trials.push_back(trial(2, {0.5}));
  EXPECT_NE(decide(trials, rules(2), kNobody, true).kind, Kind::kNew);
  std::vector<Trial> refused(20, trials[0]);
  EXPECT_EQ(decide(refused, rules(2), kNobody, true).kind, Kind::kDone);
}

TEST(Halving, WaitsForOthersWhoseResultsMatter) {
  std::vector<Trial> trials = {trial(0, {0.5}), trial(1, {})};
  trials[1].state = TrialState::kRunning;
  trials[1].goal = 0;
  EXPECT_EQ(decide(trials, rules(2), kNobody, true).kind, Kind::kWait);
}

/// One worker alone, with scores that are given: what is trained, in order.
std::vector<std::pair<int, int>> play(const std::vector<double>& scores,
                                      const HalvingRules& how) {
  std::vector<Trial> trials;
  std::vector<std::pair<int, int>> done;
  while (true) {
    const Decision next =
        decide(trials, how, kNobody, trials.size() < scores.size());
    if (next.kind == Kind::kDone) {
      return done;
    }
    EXPECT_NE(next.kind, Kind::kWait);
    const auto index = static_cast<size_t>(next.trial);
    if (next.kind == Kind::kNew) {
      trials.push_back(trial(next.trial, {}));
    }
    EXPECT_EQ(next.rung, trials[index].rung() + 1);
    trials[index].results.push_back({scores[index], 0, 0, ""});
    trials[index].goal = next.rung;
    done.emplace_back(next.trial, next.rung);
  }
}

TEST(Halving, AloneItSpendsAsMuchOnEveryRung) {
  std::vector<double> scores(27);
  for (size_t i = 0; i < scores.size(); ++i) {
    scores[i] = static_cast<double>((i * 7) % 27);
  }
  std::map<int, int> by_rung;
  bool best_is_complete = false;
  for (const auto& [number, rung] : play(scores, rules(27))) {
    ++by_rung[rung];
    best_is_complete = best_is_complete ||
                       (rung == 2 && scores[static_cast<size_t>(number)] == 26);
  }
  EXPECT_EQ(by_rung[0], 27);
  // The first come by chance, so a few more go on than one in three.
  EXPECT_GE(by_rung[1], 9);
  EXPECT_LE(by_rung[1], 13);
  EXPECT_GE(by_rung[2], 3);
  EXPECT_TRUE(best_is_complete);
}

TEST(Halving, FewTrialsHaveABestOneToo) {
  EXPECT_THAT(play({0.5, 0.6}, rules(2)),
              ElementsAre(std::pair(0, 0), std::pair(1, 0), std::pair(1, 1),
                          std::pair(1, 2)));
}

TEST(Halving, TheFrontGoesToTheEnd) {
  // At the rung before the last: better and larger, worse and smaller, and one
  // that is both worse and larger.
  std::vector<Trial> trials = {trial(0, {0.5, 0.9, 0.9}, 2000),
                               trial(1, {0.5, 0.8}, 1000),
                               trial(2, {0.5, 0.7}, 3000)};
  const Decision next = decide(trials, rules(3), kNobody, false);
  EXPECT_EQ(next.kind, Kind::kTrain);
  EXPECT_EQ(next.trial, 1);
  EXPECT_EQ(next.rung, 2);
  trials[1] = trial(1, {0.5, 0.8, 0.8}, 1000);
  EXPECT_EQ(decide(trials, rules(3), kNobody, false).kind, Kind::kDone);
}

}  // namespace
}  // namespace firefly
