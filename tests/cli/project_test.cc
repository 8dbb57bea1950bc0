// SPDX-License-Identifier: Apache-2.0
//
// A project from recordings to events, as a user goes through it.
#include <gmock/gmock.h>

#include <cmath>

#include "tests/cli/command_line.h"

namespace firefly {
namespace {

using ::testing::HasSubstr;
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
validation_percent = 20
test_percent = 20
[model]
architecture = "mlp"
hidden = [12]
[events]
silent = ["slow"]
threshold = 0.5
[training]
epochs = 20
batch = 8
[training.quantization]
epochs = 3
[target]
board = "cortex-m4"
)";

class ProjectCommands : public CommandLine {
 protected:
  /// Slow and quick waves of forty samples, with a phase of their own each.
  void write_waves(int count, double shift = 0.02) {
    for (int i = 0; i < count; ++i) {
      for (const int speed : {1, 3}) {
        std::string csv = "x\n";
        for (int k = 0; k < 40; ++k) {
          csv +=
              std::to_string(std::sin(0.15 * speed * k + shift * i + speed)) +
              "\n";
        }
        write((speed == 1 ? "data/slow/" : "data/quick/") + std::to_string(i) +
                  ".csv",
              csv);
      }
    }
  }
};

TEST_F(ProjectCommands, GoFromRecordingsToEvents) {
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  write_waves(40);
  write("firefly.toml", std::string(kProject));
  const Json trained = json_of({"train", "--json"});
  EXPECT_GE(trained.at("int8").at("accuracy").get<double>(), 0.9);
  const std::string id = trained.at("id");
  for (const std::string& file :
       {std::string("model.tflite"), std::string("labels.txt"),
        std::string("model-card.md"), "runs/" + id + "/manifest.json",
        "runs/" + id + "/training.json", "runs/" + id + "/firefly.toml"}) {
    EXPECT_TRUE(exists(file)) << file;
  }
  EXPECT_EQ(read("labels.txt"), "quick\nslow\n");

  const Json scored = json_of({"eval", "--json"});
  EXPECT_GE(scored.at("accuracy").get<double>(), 0.9);
  EXPECT_EQ(scored.at("split"), "test");
  EXPECT_TRUE(scored.at("board").at("exact").get<bool>());
  EXPECT_GT(scored.at("board").at("instructions").get<int>(), 0);
  EXPECT_THAT(read("eval/eval.html"), HasSubstr("<h2>Confusion</h2>"));
  const Json& precision = scored.at("precision");
  EXPECT_EQ(precision.at("metric"), "accuracy");
  EXPECT_EQ(precision.at("int8"), scored.at("accuracy"));
  for (const char* const key : {"float", "simulated"}) {
    EXPECT_NEAR(precision.at(key).get<double>(),
                scored.at("accuracy").get<double>(), 0.15)
        << key;
  }
  EXPECT_THAT(read("eval/eval.html"), HasSubstr("int8 against float"));
  EXPECT_THAT(read("model-card.md"), HasSubstr("accuracy: float "));

  const Json streams = json_of({"eval", "--stream", "--no-board", "--json"});
  const Json& stream = streams.at("stream");
  const Json& confusion = streams.at("confusion");  // quick, slow
  EXPECT_EQ(stream.at("events"),
            confusion[0][0].get<int>() + confusion[0][1].get<int>());
  EXPECT_EQ(stream.at("current").at("missed"), confusion[0][1]);
  EXPECT_EQ(stream.at("current").at("false_accepts"), confusion[1][0]);
  EXPECT_EQ(stream.at("curve").size(), 99U);

  const Json run =
      json_of({"run", "--input", "data/quick/3.csv", "--json", "-o", "out"});
  EXPECT_TRUE(run.at("exact").get<bool>());
  EXPECT_EQ(run.at("files")[0].at("likeliest")[0], "quick");
  EXPECT_EQ(read("out/output_0.bin").size(), 2U);

  const Finished compiled = firefly({"compile", "-o", "sources"});
  EXPECT_EQ(compiled.exit_code, 0) << compiled.err;
  EXPECT_THAT(read("sources/waves_pipeline.h"),
              HasSubstr("using Pipeline = firefly::Pipeline<"));
  EXPECT_THAT(read("sources/CMakeLists.txt"), HasSubstr("waves_pipeline.cc"));
}

TEST_F(ProjectCommands, TrainToTheSameBytesAndGoOn) {
  write_waves(20);
  write("firefly.toml", std::string(kProject));
  const Json first = json_of({"train", "--json"});
  const std::string model = read("model.tflite");
  const std::string folder = "runs/" + first.at("id").get<std::string>();
  const Finished again = firefly({"train"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("goes on from its checkpoint"));
  EXPECT_EQ(read("model.tflite"), model);
}

TEST_F(ProjectCommands, LearnFromATeacher) {
  write_waves(20);
  std::string text(kProject);
  text.replace(text.find("[training.quantization]"), 0,
               "distillation = 0.9\n[training.teacher]\narchitecture = "
               "\"cnn-1d\"\n");
  write("firefly.toml", text);
  const Json taught = json_of({"train", "--json"});
  const std::string model = read("model.tflite");
  const std::string card = read("model-card.md");
  EXPECT_THAT(card, HasSubstr("| teacher (cnn-1d), float |"));
  const std::string folder = "runs/" + taught.at("id").get<std::string>();
  const Json history = Json::parse(read(folder + "/training.json"));
  EXPECT_GE(history.at("teacher").at("accuracy").get<double>(), 0.9);
  // The same again: the teacher's run is complete, the student goes on.
  const Finished again = firefly({"train"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(read("model.tflite"), model);
  // Without the teacher it is another model.
  write("firefly.toml", std::string(kProject));
  EXPECT_NE(json_of({"train", "--json"}).at("id"), taught.at("id"));
  EXPECT_NE(read("model.tflite"), model);
}

TEST_F(ProjectCommands, LearnWhatTheyTookForAnEvent) {
  write_waves(20, 0.3);
  // Streams of the silent class that wander to the other's frequency.
  for (int i = 0; i < 6; ++i) {
    std::string csv = "x\n";
    for (int k = 0; k < 800; ++k) {
      csv +=
          std::to_string(std::sin(0.3 * k + 6 * std::sin(0.02 * k + i))) + "\n";
    }
    write("data/slow/stream" + std::to_string(i) + ".csv", csv);
  }
  std::string text(kProject);
  const auto replace = [&](std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("length_ms = 0", "length_ms = 800\ninference_ms = 60");
  replace("[training.quantization]",
          "class_weights = [6, 1]\n[training.hard_negatives]\nrounds = "
          "2\n[training.quantization]");
  write("firefly.toml", text);
  const Json trained = json_of({"train", "--json"});
  const std::string folder = "runs/" + trained.at("id").get<std::string>();
  const Json rounds =
      Json::parse(read(folder + "/training.json")).at("hard_negatives");
  ASSERT_EQ(rounds.size(), 2U);
  EXPECT_GT(rounds[0].get<int>(), 5);
  EXPECT_LT(rounds[1].get<int>(), rounds[0].get<int>());
  EXPECT_TRUE(exists(folder + "/checkpoint-1"));
  const std::string model = read("model.tflite");
  // It goes on after its last round, to the same bytes.
  json_of({"train", "--json"});
  EXPECT_EQ(read("model.tflite"), model);
  const Json scored = json_of({"eval", "--no-board", "--json"});
  EXPECT_EQ(scored.at("precision").at("int8"), scored.at("accuracy"));
}

TEST_F(ProjectCommands, TrainWithoutAValidationSplit) {
  write_waves(20);
  std::string text(kProject);
  text.replace(text.find("[data.split]"), 12, "[data.split]\nrule = \"none\"");
  write("firefly.toml", text);
  const Finished trained = firefly({"train"});
  EXPECT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_THAT(trained.err,
              HasSubstr("no recording was left to validate on, so "));
}

TEST_F(ProjectCommands, TellAnomaliesFromWhatIsNormal) {
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  write_waves(40, 0.16);
  std::string text(kProject);
  const auto replace = [&](std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("length_ms = 0",
          "length_ms = 400\nstride_ms = 20\ninference_ms = 40");
  replace("\"mlp\"\nhidden = [12]",
          "\"autoencoder\"\nwidth = 16\ndepth = 1\nbottleneck = 2");
  replace("epochs = 20", "epochs = 60");
  replace("threshold = 0.5", "[events.anomaly]\nwarm_up_s = 2");
  write("firefly.toml", text);
  json_of({"train", "--json"});
  const Json scored = json_of({"eval", "--stream", "--json"});
  EXPECT_GT(scored.at("auc").get<double>(), 0.9);
  EXPECT_EQ(scored.at("precision").at("metric"), "AUC");
  EXPECT_NEAR(scored.at("precision").at("float").get<double>(),
              scored.at("auc").get<double>(), 0.05);
  EXPECT_TRUE(scored.at("board").at("exact").get<bool>());
  const Json& stream = scored.at("stream");
  EXPECT_EQ(stream.at("by"), "events.anomaly.deviations");
  EXPECT_GT(stream.at("hours").get<double>(), 0.0);
  EXPECT_GT(stream.at("events").get<int>(), 4);
  // As the threshold rises there are never more alarms, and never fewer misses.
  const Json& curve = stream.at("curve");
  for (size_t i = 1; i < curve.size(); ++i) {
    EXPECT_LE(curve[i].at("false_accepts"), curve[i - 1].at("false_accepts"));
  }
  EXPECT_EQ(stream.at("chosen").at("missed"), 0);

  // Long enough to learn, and then something else.
  std::string csv = "x\n";
  for (int k = 0; k < 400; ++k) {
    const double speed = k < 300 ? 1 : 3;
    csv += std::to_string(std::sin(0.15 * speed * k + 1)) + "\n";
  }
  write("long.csv", csv);
  const Json run = json_of({"run", "--input", "long.csv", "--json"});
  EXPECT_TRUE(run.at("exact").get<bool>());
  const Json& file = run.at("files")[0];
  EXPECT_EQ(file.at("scores_db").size(), file.at("inferences"));
  EXPECT_TRUE(file.at("thresholds_db")[0].is_null());
  ASSERT_EQ(file.at("events").size(), 1U);
  EXPECT_EQ(file.at("events")[0].at("class"), "anomaly");
  EXPECT_GT(file.at("events")[0].at("second").get<double>(), 6.0);

  const Finished compiled = firefly({"compile", "-o", "sources"});
  EXPECT_EQ(compiled.exit_code, 0) << compiled.err;
  EXPECT_THAT(read("sources/waves_pipeline.h"),
              HasSubstr("ReconstructionDetector<"));
  EXPECT_THAT(read("sources/waves_pipeline.h"),
              HasSubstr("pipeline.detector().threshold()"));
}

TEST_F(ProjectCommands, SleepWhileNothingGoesOn) {
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  write_waves(20);
  write("firefly.toml", std::string(kProject));
  json_of({"train", "--json"});
  std::string csv = "x\n";
  for (int k = 0; k < 400; ++k) {
    csv += std::to_string(k < 300 ? 0.5 : std::sin(0.45 * k)) + "\n";
  }
  write("long.csv", csv);
  const Json always = json_of({"run", "--input", "long.csv", "--json"});
  EXPECT_TRUE(always.at("cost").at("gate").is_null());
  std::string text(kProject);
  text += "[gate]\nkind = \"activity\"\nlevel_db = -30\nhold_ms = 0\n";
  write("firefly.toml", text);
  const Json run = json_of({"run", "--input", "long.csv", "--json"});
  EXPECT_TRUE(run.at("exact").get<bool>());
  const Json& gate = run.at("cost").at("gate");
  EXPECT_LT(gate.at("awake").get<double>(), 0.5);
  EXPECT_GT(gate.at("awake").get<double>(), 0.0);
  EXPECT_LT(gate.at("latency_ms").get<double>(),
            run.at("cost").at("latency_ms").get<double>());
  EXPECT_LT(run.at("cost").at("inferences"),
            always.at("cost").at("inferences"));
}

TEST_F(ProjectCommands, AreWokenByAnotherProject) {
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  write_waves(20);
  std::string text(kProject);
  write("firefly.toml", text);
  json_of({"train", "--json"});
  for (const char* const file : {"model.tflite", "labels.txt"}) {
    write(std::string("waker/") + file, read(file));
  }
  const auto replaced = [&](std::string_view from, std::string_view to) {
    std::string other = text;
    other.replace(other.find(from), from.size(), to);
    return other;
  };
  write("waker/firefly.toml",
        replaced("path = \"data\"", "path = \"../data\""));
  std::string csv = "x\n";
  for (int k = 0; k < 600; ++k) {
    csv += std::to_string(std::sin((k / 200 == 1 ? 0.45 : 0.15) * k)) + "\n";
  }
  write("long.csv", csv);
  const Json always = json_of({"run", "--input", "long.csv", "--json"});

  text += "[cascade]\nfirst = \"waker\"\nwindow = \"kept\"\nawake_ms = 0\n";
  write("firefly.toml", text);
  const Json run = json_of({"run", "--input", "long.csv", "--json"});
  EXPECT_TRUE(run.at("exact").get<bool>());
  const Json& gate = run.at("cost").at("gate");
  // The same network twice: it is asked again where it saw an event.
  EXPECT_EQ(gate.at("first").at("events").get<size_t>(),
            always.at("files")[0].at("events").size());
  EXPECT_EQ(gate.at("first").at("inferences"),
            always.at("cost").at("inferences"));
  EXPECT_EQ(run.at("cost").at("inferences"), gate.at("first").at("events"));
  EXPECT_EQ(run.at("files")[0].at("events").size(),
            always.at("files")[0].at("events").size());
  EXPECT_GT(gate.at("first").at("events").get<int>(), 0);
  EXPECT_TRUE(gate.at("first").at("shares_ram").get<bool>());
  EXPECT_TRUE(gate.at("first").at("shares_front_end").get<bool>());
  EXPECT_LT(gate.at("asleep_step").at("latency_ms").get<double>(),
            gate.at("awake_step").at("latency_ms").get<double>());

  const Json streams = json_of({"eval", "--stream", "--no-board", "--json"});
  const Json& stream = streams.at("stream");
  EXPECT_EQ(stream.at("wakes"), stream.at("events"));
  EXPECT_GT(stream.at("woken").get<int>(), 0);
  EXPECT_LT(stream.at("awake").get<double>(), 1.0);

  const Finished compiled = firefly({"compile", "-o", "sources"});
  EXPECT_EQ(compiled.exit_code, 0) << compiled.err;
  EXPECT_THAT(read("sources/waves_pipeline.h"),
              HasSubstr("firefly::NetworkGate<first::Pipeline, true, true>"));
  EXPECT_THAT(read("sources/CMakeLists.txt"), HasSubstr("_first.cc"));

  write("waker/firefly.toml", replaced("rate_hz = 50", "rate_hz = 100"));
  expect_error(1, {"cascade.first", "1 channels at 100 Hz", "one sensor"},
               {"run", "--input", "long.csv"});
  write("waker/firefly.toml",
        std::string(kProject) + "[gate]\nkind = \"activity\"\n");
  expect_error(1, {"cascade.first", "[gate] of its own", "remove the table"},
               {"run", "--input", "long.csv"});
  write("firefly.toml", replaced("first = \"waker\"", "first = \"nobody\""));
  expect_error(1, {"cascade.first", "folder of a trained project", "nobody"},
               {"run", "--input", "long.csv"});
}

TEST_F(ProjectCommands, SayWhatIsWrongWithTheData) {
  write_waves(20);
  write("firefly.toml", std::string(kProject));
  write("data/quick/nan.csv", "x\n1\nnan\n");
  expect_error(1, {"quick/nan.csv"}, {"train"});
  write("data/quick/nan.csv", "x\n1\n2\n");
  write("data/empty/note.txt", "");
  expect_error(1, {"empty"}, {"train"});
}

TEST_F(ProjectCommands, SayWhatIsWrongWithTheProject) {
  std::string text(kProject);
  text.replace(text.find("epochs = 20"), 6, "epoch");
  write("firefly.toml", text);
  expect_error(
      1, {"training.epoch", "there is no such key", "did you mean 'epochs'"},
      {"train"});
  expect_error(1, {"there is no firefly.toml"}, {"eval", "elsewhere"});
  write("firefly.toml", std::string(kProject));
  expect_error(1, {"model.tflite", "firefly train"}, {"eval"});
}

TEST_F(ProjectCommands, StartFromATemplate) {
  const Finished made = firefly({"new", "words", "--template", "wake-word"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(read("words/firefly.toml"), HasSubstr("name = \"words\""));
  expect_error(2, {"is there already"},
               {"new", "words", "--template", "wake-word"});
  expect_error(1, {"words", "data"}, {"train", "words"});
}

}  // namespace
}  // namespace firefly
