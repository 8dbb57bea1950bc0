// SPDX-License-Identifier: Apache-2.0
#include "data/parameters.h"

namespace firefly {
namespace {

void declare(Keys& keys, TableParameters& table) {
  keys.texts({"columns", "",
              "that are the sensor's channels, by name or \"#3\"; none: all "
              "but the time"},
             table.columns);
  keys.text({"time", "",
             "column of time stamps; \"auto\": the first, if it is called like "
             "one; \"none\""},
            table.time);
  keys.text({"time_unit", "",
             "of the time stamps: \"s\", \"ms\", \"us\", \"ns\"; \"auto\": "
             "from the name (\"t_ms\"), else s"},
            table.time_unit);
  keys.text({"label", "",
             "column of words: what each row is; its runs become events"},
            table.label);
  keys.text({"take", "",
             "column that tells one take of a file from the next, or \"-\" "
             "where lines of dashes do: each take is a group of its own"},
            table.take);
  keys.text(
      {"rate", "", "column of sample rates in Hz, the same in all of a take"},
      table.rate);
  keys.number(
      {"rate_hz", "Hz",
       "of files without time stamps and rate, unless the list has it; 0: "
       "the sensor's"},
      table.rate_hz, 0, 1e9);
  keys.number({"scale", "", "physical value = scale * number + offset"},
              table.scale, -1e12, 1e12);
  keys.number({"offset", "", "see scale"}, table.offset, -1e12, 1e12);
}

void declare(Keys& keys, SplitParameters& split) {
  keys.one_of({"rule", "", "how recordings come to train, validation and test"},
              split.rule,
              {{"auto", SplitRule::kAuto},
               {"given", SplitRule::kGiven},
               {"hash", SplitRule::kHash},
               {"time", SplitRule::kTime},
               {"none", SplitRule::kNone}});
  keys.number({"validation_percent", "%", "of the groups, for choosing"},
              split.validation_percent, 0, 90);
  keys.number({"test_percent", "%", "of the groups, for the final figure"},
              split.test_percent, 0, 90);
  keys.texts({"hold_out", "", "groups that are test, whatever the rule says"},
             split.hold_out);
  keys.texts({"validation_groups", "", "groups that are validation, likewise"},
             split.validation_groups);
  keys.text({"salt", "", "another word, another split by hash"}, split.salt);
}

void declare_names(Keys& keys, DataParameters& data) {
  keys.text({"path", "", "folder or file, from the project's folder"},
            data.path);
  keys.one_of({"kind", "", "what the folder is"}, data.kind,
              {{"folder", DataKind::kFolder},
               {"speech-commands", DataKind::kSpeechCommands},
               {"cifar-10", DataKind::kCifar10}});
  keys.texts({"include", "",
              "files to take, as \"wav/*.wav\" (* also spans folders); none: "
              "all of known formats"},
             data.include);
  keys.texts({"exclude", "", "files to leave, likewise"}, data.exclude);
  keys.text({"list", "",
             "CSV with the columns file (or wav, png …), label, group (or "
             "speaker …), split, rate_hz (of tables); used where it is there"},
            data.list);
  keys.text({"label_pattern", "",
             "regular expression on the path; what is in its brackets is the "
             "label. Default: the first folder that is no split"},
            data.label_pattern);
  keys.text({"group_pattern", "",
             "likewise, the group that no split may cut: speaker, person, "
             "machine. Default: the file"},
            data.group_pattern);
  keys.text(
      {"split_pattern", "",
       "likewise, train, validation or test. Default: a folder of that name"},
      data.split_pattern);
}

void declare_classes(Keys& keys, DataParameters& data) {
  keys.texts({"rename", "", "labels that mean another: \"go=forward\""},
             data.rename);
  keys.texts({"classes", "", "in the model's order; none: all labels, sorted"},
             data.classes);
  keys.text(
      {"unknown", "",
       "class of the labels that are not in classes; empty: they are left out"},
      data.unknown);
  keys.number(
      {"unknown_percent", "%",
       "unknown recordings to keep, of the mean of the other classes; 0: all"},
      data.unknown_percent, 0, 1e6);
  keys.texts({"noise", "", "files that are background noise, as in include"},
             data.noise);
  keys.text({"silence", "", "class made of cuts of the noise; empty: none"},
            data.silence);
  keys.number({"silence_percent", "%",
               "recordings of silence, of the mean of the other classes"},
              data.silence_percent, 0, 1e6);
}

}  // namespace

void declare(Keys& keys, DataParameters& parameters) {
  DataParameters& data = parameters;
  declare_names(keys, data);
  declare_classes(keys, data);
  keys.text(
      {"events", "",
       "JSON file: for each file, pairs of begin and end (dates or seconds)"},
      data.events);
  keys.one_of({"segments", "",
               "what becomes a recording: the whole file, each event, or a "
               "stretch around each event"},
              data.segments,
              {{"whole", Segments::kWhole},
               {"intervals", Segments::kIntervals},
               {"around", Segments::kAround}});
  keys.number({"before_ms", "ms", "of segments = \"around\""}, data.before_ms,
              0, 1e6);
  keys.number({"after_ms", "ms", "likewise"}, data.after_ms, 0, 1e6);
  keys.flag({"resample", "",
             "bring recordings to the sensor's rate; if not, other rates are "
             "refused"},
            data.resample);
  keys.one_of({"fit", "", "images of another size than the sensor's"}, data.fit,
              {{"refuse", ImageFit::kRefuse},
               {"stretch", ImageFit::kStretch},
               {"crop", ImageFit::kCrop},
               {"pad", ImageFit::kPad}});
  keys.flag({"skip_bad", "", "go on without the files that can not be used"},
            data.skip_bad);
  keys.flag(
      {"skip_suspect", "", "leave out clipped, constant and misnamed ones too"},
      data.skip_suspect);
  keys.integer({"seed", "", "of what is drawn: unknown words, silence"},
               data.seed, 0, 1 << 30);
  keys.table({"table", "", "files of numbers: CSV, text, .npy, .ts"},
             [&](Keys& inside) { declare(inside, data.table); });
  keys.table({"split", "", "train, validation and test"},
             [&](Keys& inside) { declare(inside, data.split); });
}

}  // namespace firefly
