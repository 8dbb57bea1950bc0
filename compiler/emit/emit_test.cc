// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/emit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "compiler/compile.h"
#include "compiler/passes/testing/graph_builder.h"
#include "compiler/schedule/testing/random_graph.h"

namespace firefly {
namespace {

using ::testing::AllOf;
using testing::GraphBuilder;
using ::testing::HasSubstr;
using ::testing::Not;

EmitOptions options() {
  EmitOptions result;
  result.source = "net.tflite";
  result.board = "cortex-m4";
  result.isa = Isa::kArmv7em;
  return result;
}

std::string file(const EmittedModel& model, const std::string& path) {
  const auto found = std::ranges::find(model.files, path, &EmittedFile::path);
  return found == model.files.end() ? "no such file" : found->text;
}

EmittedModel residual(const std::string& name) {
  GraphBuilder builder;
  const TensorId x = builder.input({1, 16, 16, 4});
  Conv2d conv;
  conv.window = {3, 3, 1, 1, 1, 1, {1, 1, 1, 1}};
  const TensorId y = builder.conv2d(x, 16, 3, conv);
  const TensorId z = builder.conv2d(y, 4, 3, conv);
  Graph graph = builder.build({builder.add(Binary{}, {x, z})});
  graph.name = name;
  return compile_model(graph, options()).emitted;
}

TEST(EmitModel, GivesTheSameBytesEveryTime) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Graph graph = testing::random_graph(seed);
    const EmittedModel first = compile_model(graph, options()).emitted;
    const EmittedModel second = compile_model(graph, options()).emitted;
    ASSERT_EQ(first.files.size(), second.files.size());
    for (size_t i = 0; i < first.files.size(); ++i) {
      EXPECT_EQ(first.files[i].path, second.files[i].path);
      EXPECT_EQ(first.files[i].text, second.files[i].text);
    }
  }
}

TEST(EmitModel, NamesEverythingAfterTheModel) {
  const EmittedModel model = residual("my-net 1");
  EXPECT_EQ(model.name, "my_net_1");
  EXPECT_EQ(model.sources, std::vector<std::string>{"my_net_1.cc"});
  EXPECT_THAT(file(model, "my_net_1.h"), HasSubstr("namespace my_net_1 {"));
  EXPECT_THAT(file(model, "my_net_1_c.h"),
              AllOf(HasSubstr("#ifndef MY_NET_1_C_H"),
                    HasSubstr("void my_net_1_invoke(my_net_1_model* model);")));
  EXPECT_THAT(file(model, "CMakeLists.txt"),
              HasSubstr("add_library(my_net_1 STATIC"));
}

TEST(EmitModel, SaysWhereItCameFrom) {
  const EmittedModel model = residual("net");
  for (const char* path : {"net.h", "net.cc", "net_c.h"}) {
    EXPECT_THAT(file(model, path),
                HasSubstr("from net.tflite for cortex-m4, fit speed."));
  }
}

TEST(EmitModel, CarriesEveryHeaderThatItIncludes) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const EmittedModel model =
        compile_model(testing::random_graph(seed), options()).emitted;
    std::set<std::string> names;
    for (const EmittedFile& each : model.files) {
      EXPECT_TRUE(names.insert(each.path).second) << each.path << " twice";
    }
    for (const EmittedFile& each : model.files) {
      constexpr std::string_view kInclude = "#include \"";
      for (size_t at = each.text.find(kInclude); at != std::string::npos;
           at = each.text.find(kInclude, at)) {
        at += kInclude.size();
        const std::string path =
            each.text.substr(at, each.text.find('"', at) - at);
        EXPECT_TRUE(names.contains(path) || names.contains("runtime/" + path) ||
                    names.contains("runtime/include/" + path))
            << each.path << " includes " << path;
      }
    }
  }
}

// GCC 12 makes wrong code of windows of four rows otherwise.
TEST(EmitModel, KeepsTheCompilerFromVectorizingForMve) {
  EmitOptions mve = options();
  mve.isa = Isa::kMve;
  const Graph graph = testing::random_graph(1);
  const auto source = [&](const EmitOptions& target) {
    const EmittedModel model = compile_model(graph, target).emitted;
    std::string all;
    for (const EmittedFile& emitted : model.files) {
      all += emitted.path.ends_with(".cc") ? emitted.text : "";
    }
    return all;
  };
  EXPECT_THAT(source(mve), HasSubstr("no-tree-vectorize"));
  EXPECT_THAT(source(options()), Not(HasSubstr("no-tree-vectorize")));
}

TEST(EmitModel, PrintsAGroupAsOneLoopOverRows) {
  const std::string source = file(residual("net"), "net.cc");
  EXPECT_THAT(source, HasSubstr("// Depth first: "));
  EXPECT_THAT(source, HasSubstr("net_op_0(memory, y0++);"));
  EXPECT_THAT(source, HasSubstr("min_of(y1 + 1, 15) < y0"));
  EXPECT_THAT(source, HasSubstr("FIREFLY_INLINE Rows<int8_t, 16, 256, 3>"));
}

TEST(EmitModel, CountsItsMemory) {
  const EmittedModel model = residual("net");
  EXPECT_THAT(
      file(model, "net_c.h"),
      HasSubstr("#define NET_RAM_BYTES " + std::to_string(model.ram_bytes)));
  EXPECT_EQ(model.ram_bytes % 8, 0);
}

TEST(EmitModel, KeepsNamesFromTheFileInsideComments) {
  GraphBuilder builder;
  const TensorId x = builder.input({1, 4});
  const TensorId y = builder.add(Unary{UnaryKind::kRelu, 0.0F}, {x});
  Graph graph = builder.build({y});
  graph.tensor(x).name = "a\nint injected; // */ int injected2; /*";
  graph.tensor(y).name = "*/\r\n#error";
  const EmittedModel model = compile_model(graph, options()).emitted;
  EXPECT_THAT(file(model, "test_model.h"), Not(HasSubstr("\nint injected")));
  EXPECT_THAT(file(model, "test_model.h"), Not(HasSubstr("\n#error")));
  EXPECT_THAT(file(model, "test_model_c.h"),
              Not(HasSubstr("*/ int injected2")));
}

TEST(EmitModel, HasAResetOnlyWhereThereIsState) {
  GraphBuilder builder;
  const TensorId x = builder.input({1, 4});
  const TensorId state = builder.state({1, 4});
  const TensorId old = builder.add(ReadVariable{}, {state}, {}, {1, 4});
  const TensorId y = builder.add(Binary{}, {x, old});
  builder.assign(state, y);
  const EmittedModel model =
      compile_model(builder.build({y}), options()).emitted;
  EXPECT_THAT(file(model, "test_model.h"), HasSubstr("void reset();"));
  EXPECT_THAT(file(residual("net"), "net.h"), Not(HasSubstr("void reset();")));
}

}  // namespace
}  // namespace firefly
