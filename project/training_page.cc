// SPDX-License-Identifier: Apache-2.0
#include "project/training_page.h"

#include <fmt/format.h>

#include "compiler/version.h"
#include "evaluation/page.h"
#include "evaluation/plot.h"

namespace firefly {
namespace {

struct Curves {
  Series training{"training", {}, {}};
  Series validation{"validation", {}, {}};
  Series accuracy{"float", {}, {}};
  Series quantized{"int8", {}, {}};
};

Curves curves_of(const TrainingResult& result) {
  Curves curves;
  double epoch = 0;
  for (const trainer::EpochProgress& one : result.epochs) {
    ++epoch;
    for (Series* series : {&curves.training, &curves.validation}) {
      series->x.push_back(epoch);
    }
    curves.training.y.push_back(one.training_loss);
    curves.validation.y.push_back(one.validation.loss);
    Series& score = one.phase == trainer::Phase::kFloat ? curves.accuracy
                                                        : curves.quantized;
    score.x.push_back(epoch);
    score.y.push_back(100 * one.validation.accuracy);
  }
  return curves;
}

std::string figure(const Axes& axes, const std::vector<Series>& series,
                   std::string_view caption) {
  return fmt::format("<figure>{}<figcaption>{}</figcaption></figure>\n",
                     line_plot(axes, series), caption);
}

}  // namespace

std::string training_page(const Project& project,
                          const TrainingResult& result) {
  const bool is_classifier = project.model.task == trainer::Task::kClassify;
  const Curves curves = curves_of(result);
  std::string body = fmt::format(
      "<h1>{}</h1>\n<p class=\"soft\">Run {}, {} parameters. Made by firefly "
      "{}.</p>\n<div class=\"cards\">\n",
      html_text(project.name), result.start.id, result.start.parameters,
      kVersion);
  const auto score = [&](const trainer::Score& one) {
    return is_classifier ? fmt::format("{:.2f} %", 100 * one.accuracy)
                         : fmt::format("{:.6f}", one.loss);
  };
  const std::string_view what =
      is_classifier ? "of the validation windows" : "mean squared error";
  body += html_card("float", score(result.float_score), what) +
          html_card("int8", score(result.quantized_score), what) + "</div>\n" +
          "<div class=\"plots\">\n" +
          figure({"epoch", "loss"}, {curves.training, curves.validation},
                 "Loss. Training examples are augmented, so theirs may lie "
                 "above.");
  if (is_classifier) {
    body +=
        figure({"epoch", "accuracy, %"}, {curves.accuracy, curves.quantized},
               "Validation accuracy, before and after rounding to int8.");
  }
  return html_page(project.name, body + "</div>\n");
}

}  // namespace firefly
