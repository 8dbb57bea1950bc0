// SPDX-License-Identifier: Apache-2.0
//
// Cascades of two projects on emulated boards: the second network says at the
// steps that the first one opens what it would say alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <utility>

#include "compiler/passes/testing/graph_builder.h"
#include "data/testing/samples.h"
#include "formats/tflite/writer.h"
#include "project/board_run.h"
#include "project/windows.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

using MakeGraph = std::function<Graph(const FeatureFormat&, int rows)>;

/// A project as it stands in a folder.
struct Stage {
  std::string text;  ///< Of firefly.toml.
  std::vector<std::string> classes;
  MakeGraph graph;
};

struct Cascade {
  Stage first;
  Stage second;
  size_t samples = 0;
  bool is_guest = false;
  bool shares_rows = false;
};

Graph dense(const FeatureFormat& format, int rows, int outputs, unsigned seed) {
  testing::GraphBuilder builder(seed);
  const TensorId x = builder.input({1, rows, format.width, format.channels},
                                   {format.scale, format.zero_point});
  return builder.build({builder.fully_connected(x, outputs)});
}

/// Slides over rows, as it has no margins.
Graph temporal(const FeatureFormat& format, int rows, unsigned seed) {
  testing::GraphBuilder builder(seed);
  const TensorId x = builder.input({1, rows, format.width, format.channels},
                                   {format.scale, format.zero_point});
  const TensorId a = builder.conv2d(x, 6, 3, {});
  return builder.build({builder.fully_connected(a, 3)});
}

MakeGraph dense_of(int outputs, unsigned seed) {
  return [=](const FeatureFormat& format, int rows) {
    return dense(format, rows, outputs, seed);
  };
}

constexpr std::string_view kMotion =
    "[sensor]\nkind = \"motion\"\nrate_hz = 50\nchannels = 3\n";
constexpr std::string_view kSound =
    "[sensor]\nkind = \"microphone\"\nrate_hz = 16000\n";

Stage stage(std::string_view sensor, const std::string& rest,
            std::vector<std::string> classes, MakeGraph graph) {
  return {"[project]\nname = \"of " + classes.front() + "\"\n" +
              std::string(sensor) + rest,
          std::move(classes), std::move(graph)};
}

Stage second_motion(const std::string& window) {
  return stage(kMotion,
               "[window]\nlength_ms = 500\ninference_ms = 200\n[front_end]\n"
               "kind = \"raw\"\n[events]\nthreshold = 0.1\nsuppression_ms = 0\n"
               "[cascade]\nfirst = \"first\"\nawake_ms = 300\nwindow = \"" +
                   window + "\"\n",
               {"a", "b", "c", "d", "e"}, dense_of(5, 8));
}

/// Both whole windows of the same rows: one memory, one front end.
Cascade motion() {
  return {stage(kMotion,
                "[window]\nlength_ms = 300\ninference_ms = 80\n[front_end]\n"
                "kind = \"raw\"\n[events]\nthreshold = 0.5\nsuppression_ms = "
                "600\nsilent = [\"rest\"]\n",
                {"wave", "rest", "tap"}, dense_of(3, 9)),
          second_motion("kept"), 1500, true, true};
}

/// The first one hears other features.
Cascade two_front_ends() {
  return {stage(kMotion,
                "[window]\nlength_ms = 400\ninference_ms = 120\n[front_end]\n"
                "kind = \"statistics\"\nframe_ms = 200\nhop_ms = 60\n[events]\n"
                "threshold = 0.5\nsuppression_ms = 600\nsilent = [\"rest\"]\n",
                {"wave", "rest", "tap"}, dense_of(3, 3)),
          second_motion("new"), 1500, true, false};
}

/// An anomaly wakes what tells which.
Cascade anomaly() {
  return {stage(kMotion,
                "[window]\nlength_ms = 400\ninference_ms = 100\n[front_end]\n"
                "kind = \"raw\"\n[model]\narchitecture = \"autoencoder\"\n"
                "[events.anomaly]\nwarm_up_s = 2\ndeviations = 0.5\n"
                "least_margin_db = 0\nhysteresis_db = 0\nleast_count = 1\n"
                "suppression_ms = 600\n",
                {"normal"}, dense_of(60, 4)),
          second_motion("new"), 1500, true, true};
}

/// The first one slides row by row, and keeps its own memory.
Cascade sound() {
  const std::string front_end =
      "[front_end]\nkind = \"log-mel\"\nframe_ms = 30\nhop_ms = 20\nfilters = "
      "16\n";
  return {stage(kSound,
                "[window]\nlength_ms = 190\ninference_ms = 20\n" + front_end +
                    "[events]\naverage_ms = 60\nthreshold = 0.55\n"
                    "suppression_ms = 300\nsilent = [\"other\"]\n",
                {"word", "other", "name"},
                [](const FeatureFormat& format, int rows) {
                  return temporal(format, rows, 12);
                }),
          stage(kSound,
                "[window]\nlength_ms = 250\ninference_ms = 60\n" + front_end +
                    "[events]\naverage_ms = 100\nthreshold = 0.1\n"
                    "suppression_ms = 0\n[cascade]\nfirst = \"first\"\n"
                    "awake_ms = 100\n",
                {"on", "off", "up", "down"}, dense_of(4, 6)),
          16000 * 3, false, true};
}

/// Pictures come whole, so both look at each.
Cascade pictures() {
  const std::string sensor =
      "[sensor]\nkind = \"camera\"\nwidth = 24\nheight = 20\n";
  const std::string rest =
      "[window]\ninference_ms = 500\n[front_end]\nkind = \"image\"\nwidth = "
      "8\nheight = 8\n[events]\nthreshold = 0.5\nsuppression_ms = 0\n";
  return {stage(sensor, rest + "silent = [\"nobody\"]\n", {"person", "nobody"},
                dense_of(2, 3)),
          stage(sensor, rest + "[cascade]\nfirst = \"first\"\nawake_ms = 0\n",
                {"ann", "bob", "cy"}, dense_of(3, 6)),
          20 * 24 * 24, true, true};
}

/// Loud and faint in turn.
std::vector<int16_t> noise(size_t values, bool is_picture) {
  std::mt19937 random(5);
  std::vector<int16_t> signal(values);
  int level = 0;
  for (int16_t& value : signal) {
    level += static_cast<int>(random() % 4001) - 2000 - level / 16;
    const auto part = (&value - signal.data()) * 20 / std::ssize(signal);
    const int loudness = part % 2 == 0 ? level : level / 16;
    value = is_picture
                ? static_cast<int16_t>(std::clamp(128 + loudness / 32, 0, 255))
                : static_cast<int16_t>(std::clamp(loudness, -32768, 32767));
  }
  return signal;
}

/// What a project is once it has its features and its network.
struct Ready {
  Project project;
  std::unique_ptr<Featurizer> featurizer;
  Graph graph;
};

Ready make_ready(const Stage& stage, const std::filesystem::path& folder,
                 const Board& board) {
  Expected<Project> project = parse_project(stage.text, "firefly.toml");
  EXPECT_TRUE(project.ok()) << project.error().message;
  project->folder = folder;
  project->target.board = board.name;
  Expected<std::unique_ptr<Featurizer>> featurizer =
      Featurizer::create(*project, 0);
  EXPECT_TRUE(featurizer.ok()) << featurizer.error().message;
  Graph graph =
      stage.graph((*featurizer)->format(), (*featurizer)->layout().rows);
  graph.name = "model";
  return {std::move(*project), std::move(*featurizer), std::move(graph)};
}

BoardRun run(Ready& ready, const Stage& stage,
             const std::vector<int16_t>& samples) {
  Expected<BoardRun> run = run_on_board(
      ready.project, ready.graph, *ready.featurizer, stage.classes, samples);
  EXPECT_TRUE(run.ok()) << run.error().message;
  return run.ok() ? std::move(*run) : BoardRun{};
}

/// The steps of the second network that events of the first one open, told
/// from what it says alone.
std::vector<size_t> open_steps(const Ready& first, const BoardRun& heard,
                               const Ready& second,
                               const CascadeParameters& cascade, size_t steps) {
  const FeatureFormat& format = second.featurizer->format();
  const WindowLayout& layout = second.featurizer->layout();
  const int64_t window = window_end(format, layout, 0);
  const int64_t step = window_end(format, layout, 1) - window;
  const double period =
      second.project.sensor.kind == SensorKind::kCamera
          ? second.project.window.inference_ms
          : 1000.0 * static_cast<double>(step) / second.project.sensor.rate_hz;
  const auto delay = cascade.window == CascadeWindow::kKept
                         ? int64_t{0}
                         : (window + step - 1) / step;
  const auto hold = static_cast<int64_t>(std::ceil(cascade.awake_ms / period));
  std::vector<size_t> open;
  int64_t since = 1'000'000;
  size_t next = 0;
  for (size_t k = 0; k < steps; ++k, ++since) {
    const int64_t end = window_end(format, layout, static_cast<int64_t>(k));
    for (; next < heard.inferences.size() &&
           window_end(first.featurizer->format(), first.featurizer->layout(),
                      static_cast<int64_t>(next)) <= end;
         ++next) {
      since = heard.inferences[next].event_class >= 0 ? 0 : since;
    }
    if (since >= delay && since <= delay + hold) {
      open.push_back(k);
    }
  }
  return open;
}

class Cascades : public ::testing::TestWithParam<std::string> {
 protected:
  void expect_exact(const Cascade& cascade, bool alone_too) {
    const Board board = board_named(GetParam());
    const testing::TemporaryFolder folder;
    Ready first = make_ready(cascade.first, folder.path() / "first", board);
    const Expected<std::vector<uint8_t>> model = write_tflite(first.graph);
    ASSERT_TRUE(model.ok()) << model.error().message;
    folder.write("first/firefly.toml", cascade.first.text);
    folder.write("first/model.tflite",
                 {reinterpret_cast<const char*>(model->data()), model->size()});
    std::string labels;
    for (const std::string& name : cascade.first.classes) {
      labels += name + "\n";
    }
    folder.write("first/labels.txt", labels);
    Ready second = make_ready(cascade.second, folder.path(), board);
    const std::vector<int16_t> samples = noise(
        cascade.samples * static_cast<size_t>(second.project.sensor.channels),
        second.project.sensor.kind == SensorKind::kCamera);

    const BoardRun both = run(second, cascade.second, samples);
    EXPECT_TRUE(both.cost.exact);
    ASSERT_TRUE(both.cost.gated && both.cost.gated->first);
    const BoardCost::First& cost = *both.cost.gated->first;
    EXPECT_EQ(cost.is_guest, cascade.is_guest);
    EXPECT_EQ(cost.shares_rows, cascade.shares_rows);
    EXPECT_GT(cost.events, 1);
    EXPECT_GT(cost.inferences, cost.events);
    EXPECT_GT(both.cost.gated->awake, 0.05);
    EXPECT_LT(both.cost.gated->awake, 0.8);
    EXPECT_TRUE(std::any_of(
        both.inferences.begin(), both.inferences.end(),
        [](const BoardInference& one) { return one.event_class >= 0; }));
    if (alone_too) {
      const BoardRun heard = run(first, cascade.first, samples);
      EXPECT_TRUE(heard.cost.exact);
      EXPECT_EQ(std::count_if(heard.inferences.begin(), heard.inferences.end(),
                              [](const BoardInference& one) {
                                return one.event_class >= 0;
                              }),
                cost.events);
      const CascadeParameters parameters =
          std::exchange(second.project.cascade, {});
      const BoardRun all = run(second, cascade.second, samples);
      EXPECT_LE(both.cost.ram_bytes, heard.cost.ram_bytes + all.cost.ram_bytes);
      const std::vector<size_t> open =
          open_steps(first, heard, second, parameters, all.inferences.size());
      ASSERT_EQ(both.inferences.size(), open.size());
      for (size_t i = 0; i < open.size(); ++i) {
        EXPECT_EQ(both.inferences[i].scores, all.inferences[open[i]].scores);
        EXPECT_EQ(both.inferences[i].second, all.inferences[open[i]].second);
      }
    }
  }
};

TEST_P(Cascades, WakeTheSecondNetwork) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  const bool alone_too = GetParam() == "cortex-m4";
  {
    SCOPED_TRACE("motion");
    expect_exact(motion(), alone_too);
  }
  {
    SCOPED_TRACE("two front ends");
    expect_exact(two_front_ends(), alone_too);
  }
  {
    SCOPED_TRACE("anomaly");
    expect_exact(anomaly(), alone_too);
  }
  {
    SCOPED_TRACE("sound");
    expect_exact(sound(), alone_too);
  }
  SCOPED_TRACE("pictures");
  expect_exact(pictures(), alone_too);
}

INSTANTIATE_TEST_SUITE_P(OnBoards, Cascades,
                         ::testing::Values("cortex-m0", "cortex-m4",
                                           "cortex-m55", "rv32"),
                         test_name<std::string>);

}  // namespace
}  // namespace firefly
