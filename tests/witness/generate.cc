// SPDX-License-Identifier: Apache-2.0
//
// witness_generate: writes single-operator models, inputs for them, and what
// Firefly computes. compare.py then asks the witnesses.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "formats/tflite/writer.h"
#include "tests/witness/archive.h"
#include "tests/witness/families.h"

int main(int argc, char** argv) {
  using namespace firefly;
  using namespace firefly::witness;

  std::string directory;
  std::string only;
  uint64_t seed = 0;
  int width = 1;
  CLI::App app{"Writes models of one operator and what Firefly computes."};
  app.add_option("-o,--output", directory, "directory for the archive")
      ->required();
  app.add_option("--seed", seed, "another seed gives other cases");
  app.add_option("--width", width, "times as many cases")
      ->check(CLI::Range(1, 1000));
  app.add_option("--only", only, "one family: convolution, matrix, ...");
  CLI11_PARSE(app, argc, argv);

  Archive archive(directory);
  int count = 0;
  for (size_t i = 0; i < std::size(kFamilies); ++i) {
    const Family& family = kFamilies[i];
    if (!only.empty() && only != family.name) {
      continue;
    }
    // Of its own, so that a case does not depend on the other families.
    Random random(seed * std::size(kFamilies) + i);
    Sweep sweep{random, width, [&](Case item) {
                  const auto model = write_tflite(item.graph);
                  if (!model.ok()) {  // a case that the format can not say
                    fmt::print(stderr, "{}\n", model.error().message);
                  }
                  FIREFLY_CHECK(model.ok());
                  archive.add(
                      item.family, *model, item.invocations,
                      run_firefly(*model, item.family, item.invocations));
                  ++count;
                }};
    family.sweep(sweep);
  }
  if (!archive.finish()) {
    fmt::print(stderr, "{}: could not be written\n", directory);
    return 1;
  }
  fmt::print(stderr, "{} cases in {}\n", count, directory);
  return 0;
}
