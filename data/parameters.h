// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "config/keys.h"

namespace firefly {

/// How files are found and what their names mean.
enum class DataKind {
  kFolder,          ///< Files of any known format, classes by folder or rule.
  kSpeechCommands,  ///< Also its lists, hash rule and background noise.
  kCifar10,         ///< The binary batches.
};

/// From a recording with events to recordings that are trained on.
enum class Segments {
  kWhole,      ///< The recording as it is, its events beside it.
  kIntervals,  ///< One recording an event, from its begin to its end.
  kAround,     ///< One recording an event, as long as before_ms + after_ms.
};

/// An image of another size than the sensor's.
enum class ImageFit {
  kRefuse,
  kStretch,
  kCrop,  ///< Scale until the frame is full, cut what is beyond.
  kPad,   ///< Scale until all is in the frame, repeat the borders.
};

/// Tables of numbers, and files without a rate of their own.
struct TableParameters {
  std::vector<std::string> columns;
  std::string time = "auto";
  std::string time_unit = "auto";
  std::string label;
  std::string take;
  std::string rate;
  double rate_hz = 0;
  double scale = 1;
  double offset = 0;
};

enum class SplitRule {
  kAuto,   ///< As given, else by group; the rest of this list in words.
  kGiven,  ///< As the files, lists or split_pattern say; the rest is train.
  kHash,   ///< Each group by a hash of its name.
  kTime,   ///< Each recording by time: first train, then validation, test.
  kNone,   ///< All to train.
};

struct SplitParameters {
  SplitRule rule = SplitRule::kAuto;
  double validation_percent = 10;
  double test_percent = 10;
  std::vector<std::string> hold_out;
  std::vector<std::string> validation_groups;
  std::string salt;
};

/// The table [data] of a project.
struct DataParameters {
  std::string path = "data";
  DataKind kind = DataKind::kFolder;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::string list = "labels.csv";
  std::string label_pattern;
  std::string group_pattern;
  std::string split_pattern;
  std::vector<std::string> rename;
  std::vector<std::string> classes;
  std::string unknown;
  double unknown_percent = 0;
  std::vector<std::string> noise;
  std::string silence;
  double silence_percent = 10;
  std::string events;
  Segments segments = Segments::kWhole;
  double before_ms = 250;
  double after_ms = 250;
  bool resample = true;
  ImageFit fit = ImageFit::kRefuse;
  bool skip_bad = false;
  bool skip_suspect = false;
  int seed = 0;
  TableParameters table;
  SplitParameters split;
};

void declare(Keys& keys, DataParameters& parameters);

}  // namespace firefly
