// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/kernel_costs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "compiler/lower/lower_operators.h"
#include "compiler/passes/testing/graph_builder.h"

namespace firefly {
namespace {

double term(const Work& work, WorkTerm which) {
  return work[static_cast<size_t>(which)];
}

/// 3x3 with margins all around an image of 6x5, from 6 channels to 7.
Graph convolution() {
  testing::GraphBuilder builder;
  Conv2d conv;
  conv.window.height = conv.window.width = 3;
  conv.window.margins = {1, 1, 1, 1};
  conv.activation = Activation::kRelu;
  return builder.build(
      {builder.conv2d(builder.input({1, 6, 5, 6}), 7, 3, conv, {4.0F, -128})});
}

TEST(KernelCosts, CountsTheWorkOfAConvolution) {
  const Graph graph = convolution();
  const KernelCall call = lower({.graph = graph,
                                 .op = graph.ops[0],
                                 .isa = Isa::kArmv7em,
                                 .kernel = "paired"});
  ASSERT_EQ(call.function, "paired_conv2d_s8_row");
  const Work work = work_of(graph, graph.ops[0], call);
  // Rows of five pixels are two pairs and a rest; 7 channels become 8, windows
  // of 54 elements 56.
  EXPECT_EQ(term(work, WorkTerm::kCalls), 6);
  EXPECT_EQ(term(work, WorkTerm::kPixels), 6 * 4);
  EXPECT_EQ(term(work, WorkTerm::kRests), 6);
  EXPECT_EQ(term(work, WorkTerm::kOutputs), 6 * 4 * 8);
  EXPECT_EQ(term(work, WorkTerm::kRestOutputs), 6 * 8);
  EXPECT_EQ(term(work, WorkTerm::kProducts), 6 * 4 * 8 * 56);
  EXPECT_EQ(term(work, WorkTerm::kRestProducts), 6 * 8 * 56);
  EXPECT_EQ(term(work, WorkTerm::kGathered), 30 * 54);
  EXPECT_EQ(term(work, WorkTerm::kRagged), 30 * 54);
  EXPECT_EQ(term(work, WorkTerm::kMargins), (30 - 4 * 3) * 54);
  // Two of three rows at the top and the bottom, all in between.
  EXPECT_NEAR(term(work, WorkTerm::kRowElements), (2 * 2 + 4 * 3) * 30, 1e-9);
}

TEST(KernelCosts, NamesWhatACallHasCompiledIn) {
  KernelCall call;
  call.function = "paired_conv2d_s8_row";
  call.template_args = {"armv7em::Isa", "true"};
  EXPECT_EQ(cost_name(call), "paired_conv2d_s8_row true");
  call.plane_row_bytes = 20;
  EXPECT_EQ(cost_name(call), "paired_conv2d_s8_row true to planes");
}

TEST(KernelCosts, EstimatesAreFactorsTimesWork) {
  const Graph graph = convolution();
  const Op& op = graph.ops[0];
  const KernelCall call = lower(
      {.graph = graph, .op = op, .isa = Isa::kArmv7em, .kernel = "paired"});
  const auto row =
      std::ranges::find_if(kernel_costs(), [&](const KernelCost& cost) {
        return cost.isa == Isa::kArmv7em && cost.kernel == cost_name(call);
      });
  ASSERT_NE(row, kernel_costs().end());
  const Work work = work_of(graph, op, call);
  double cycles = 0;
  for (size_t i = 0; i < kWorkTerms; ++i) {
    cycles += work[i] * row->cycles[i];
  }
  const auto cost = estimate_cost(Isa::kArmv7em, graph, op, call);
  ASSERT_TRUE(cost.has_value());
  EXPECT_DOUBLE_EQ(cost->cycles, cycles);
  EXPECT_EQ(estimate_time(Isa::kArmv7em, graph, op, call), cost->cycles);
  EXPECT_FALSE(estimate_cost(Isa::kPortable, graph, op, call).has_value());
}

TEST(KernelCosts, TableIsWhole) {
  std::set<std::pair<Isa, std::string>> seen;
  for (const KernelCost& cost : kernel_costs()) {
    EXPECT_TRUE(seen.emplace(cost.isa, cost.kernel).second) << cost.kernel;
    EXPECT_GE(cost.samples, 4) << cost.kernel;
    for (const Work& factors : {cost.instructions, cost.cycles}) {
      EXPECT_TRUE(std::ranges::all_of(factors, [](double f) { return f >= 0; }))
          << cost.kernel;
      EXPECT_TRUE(std::ranges::any_of(factors, [](double f) { return f > 0; }))
          << cost.kernel;
    }
  }
  for (const Isa isa :
       {Isa::kArmv6m, Isa::kArmv7m, Isa::kArmv7em, Isa::kMve, Isa::kRv32}) {
    EXPECT_TRUE(seen.contains({isa, "conv2d_s8_row"}));
  }
}

TEST(Alternatives, AreAllThatAnOperatorCanHave) {
  const Graph graph = convolution();
  const auto kernels = [&](Isa isa) {
    std::vector<std::string_view> names;
    for (const Alternative& one :
         alternatives({.graph = graph, .op = graph.ops[0], .isa = isa})) {
      names.push_back(one.kernel);
    }
    return names;
  };
  using Names = std::vector<std::string_view>;
  EXPECT_EQ(kernels(Isa::kArmv7em), (Names{"winograd", "paired", "dot"}));
  EXPECT_EQ(kernels(Isa::kRv32), (Names{"winograd", "dot"}));
  EXPECT_EQ(kernels(Isa::kMve), Names{"dot"});
}

TEST(Alternatives, TheCheapestIsTaken) {
  const Graph graph = convolution();
  const Op& op = graph.ops[0];
  const LowerContext context{.graph = graph, .op = op, .isa = Isa::kArmv7em};
  const KernelCall usual = lower(context);
  for (const Alternative& one : alternatives(context)) {
    if (!one.grows) {
      EXPECT_LE(estimate_time(context.isa, graph, op, usual),
                estimate_time(context.isa, graph, op, one.call))
          << one.kernel;
    }
  }
}

TEST(Alternatives, WhoMeasuresGetsWhatItAsksFor) {
  const Graph graph = convolution();
  LowerOptions options;
  options.kernel = "dot";
  EXPECT_EQ(lower_operators(graph, Isa::kArmv7em, options)[0].function,
            "conv2d_s8_row");
}

}  // namespace
}  // namespace firefly
