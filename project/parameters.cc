// SPDX-License-Identifier: Apache-2.0
#include "project/parameters.h"

#include <array>

namespace firefly {
namespace {

constexpr double kDayMs = 24 * 3600 * 1000.0;

}  // namespace

void declare(Keys& keys, SensorParameters& parameters) {
  keys.one_of({"kind", "", "what delivers the samples"}, parameters.kind,
              {{"microphone", SensorKind::kMicrophone},
               {"motion", SensorKind::kMotion},
               {"camera", SensorKind::kCamera},
               {"other", SensorKind::kOther}});
  keys.integer({"channels", "",
                "values of a sample: microphones, axes, or 3 "
                "for RGB"},
               parameters.channels, 1, 64);
  if (parameters.kind == SensorKind::kCamera) {
    keys.integer({"width", "pixels", "of a line of the camera's picture"},
                 parameters.width, 1, 4096);
    keys.integer({"height", "lines", "of the camera's picture"},
                 parameters.height, 1, 4096);
    return;
  }
  keys.number({"rate_hz", "Hz",
               "samples a second; recordings of another rate "
               "are resampled"},
              parameters.rate_hz, 1e-3, 1e6);
  keys.number({"full_scale", "",
               "physical value of int16's full scale, such "
               "as 4 for an accelerometer of ±4 g; sound: 1"},
              parameters.full_scale, 1e-9, 1e9);
  keys.text({"units", "", "of a value, for people"}, parameters.units);
}

void declare(Keys& keys, WindowParameters& parameters) {
  keys.number({"length_ms", "ms",
               "what the network sees at once; 0: a whole "
               "recording"},
              parameters.length_ms, 0, kDayMs);
  keys.number({"stride_ms", "ms",
               "from window to window of one recording; 0: "
               "as long as a window"},
              parameters.stride_ms, 0, kDayMs);
  keys.one_of({"choice", "",
               "which windows of a longer recording to learn "
               "from: all, the one in the centre, the loudest"},
              parameters.choice,
              {{"all", WindowChoice::kAll},
               {"centre", WindowChoice::kCentre},
               {"loudest", WindowChoice::kLoudest}});
  keys.number({"inference_ms", "ms",
               "from inference to inference on the "
               "device; 0: as stride_ms"},
              parameters.inference_ms, 0, kDayMs);
}

void declare(Keys& keys, EventParameters& parameters) {
  keys.number({"average_ms", "ms", "scores are averaged over this time"},
              parameters.average_ms, 0, kDayMs);
  keys.number({"threshold", "",
               "an average score from which on a class is an "
               "event"},
              parameters.threshold, 0, 1);
  keys.number({"release", "",
               "an average score below which the class may "
               "come again; 0: the threshold"},
              parameters.release, 0, 1);
  keys.numbers({"thresholds", "",
                "one for each class, in their order, instead of "
                "`threshold`; empty: none"},
               parameters.thresholds, 0, 1);
  keys.integer({"least_count", "",
                "inferences in a row in which a class has to "
                "reach its threshold"},
               parameters.least_count, 1, 10000);
  keys.number({"suppression_ms", "ms", "no event after an event"},
              parameters.suppression_ms, 0, kDayMs);
  keys.number({"false_accepts_per_hour", "1/h",
               "for which `eval --stream` "
               "chooses a threshold"},
              parameters.false_accepts_per_hour, 0, 1e6);
  keys.texts({"silent", "",
              "classes that are never an event; an autoencoder learns "
              "these alone"},
             parameters.silent);
  keys.table({"anomaly", "",
              "what is normal, learnt on the device; of networks that "
              "reconstruct their input"},
             [&anomaly = parameters.anomaly](Keys& inside) {
               declare(inside, anomaly);
             });
}

void declare(Keys& keys, TargetParameters& parameters) {
  keys.text({"board", "", "as `firefly boards` lists them"}, parameters.board);
  constexpr std::array<std::string_view, 3> kFits = {"speed", "ram", "flash"};
  size_t fit = 0;
  for (size_t i = 0; i < kFits.size(); ++i) {
    fit = kFits[i] == parameters.fit ? i : fit;
  }
  keys.choice({"fit", "", "what is scarce"}, fit, kFits);
  parameters.fit = kFits[fit];
}

}  // namespace firefly
