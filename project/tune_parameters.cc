// SPDX-License-Identifier: Apache-2.0
#include "project/tune_parameters.h"

namespace firefly {

void declare(Keys& keys, TuneParameters& parameters) {
  constexpr int kMostBytes = 1 << 30;
  keys.integer({"trials", "", "candidates that are trained"}, parameters.trials,
               1, 100000);
  keys.integer({"epochs", "",
                "that the best candidates are trained for, before rounding; 0: "
                "training.epochs"},
               parameters.epochs, 0, 100000);
  keys.integer({"min_epochs", "",
                "after which the first candidates are given up; 0: epochs / "
                "eta^2"},
               parameters.min_epochs, 0, 100000);
  keys.integer({"eta", "",
                "one in so many candidates goes on, for so many times the "
                "epochs"},
               parameters.eta, 2, 100);
  keys.integer({"seed", "", "another number, other candidates"},
               parameters.seed, 0, kMostBytes);
  keys.one_of({"objective", "",
               "of the int8 network on the validation windows: accuracy; auc, "
               "normal against the rest; loss; auto: auc for networks that "
               "repeat their input, else accuracy"},
              parameters.objective,
              {{"auto", Objective::kAuto},
               {"accuracy", Objective::kAccuracy},
               {"auc", Objective::kAuc},
               {"loss", Objective::kLoss}});
  keys.integer({"ram", "B",
                "limit of samples, features, network and stack; 0: the "
                "board's"},
               parameters.ram, 0, kMostBytes);
  keys.integer({"flash", "B", "limit of the whole pipeline; 0: the board's"},
               parameters.flash, 0, kMostBytes);
  keys.number(
      {"latency_ms", "ms", "limit from the last sample to the scores; 0: none"},
      parameters.latency_ms, 0, 1e9);
  keys.number({"energy_uj", "uJ", "limit of an inference; 0: none"},
              parameters.energy_uj, 0, 1e12);
}

}  // namespace firefly
