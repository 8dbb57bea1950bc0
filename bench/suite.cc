// SPDX-License-Identifier: Apache-2.0
#include "bench/suite.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "bench/kernel_models.h"

namespace firefly {
namespace {

std::filesystem::path shared_models() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* shared = std::getenv("FIREFLY_SHARED");
  return std::filesystem::path(shared != nullptr ? shared : "../shared") /
         "data" / "models";
}

std::vector<SuiteModel> mlperf_tiny(const std::filesystem::path& folder) {
  const auto tiny = folder / "mlperf_tiny";
  const auto file = [](const char* label, const std::filesystem::path& path) {
    return SuiteModel{label, path, std::nullopt};
  };
  return {
      file("KWS", tiny / "kws_ref_model.tflite"),
      file("VWW", tiny / "vww_96_int8.tflite"),
      file("IC", tiny / "pretrainedResnet_quant.tflite"),
      file("AD", tiny / "ad01_int8.tflite"),
      file("SWW", tiny / "str_ww_ref_model.tflite"),
      file("micro_speech", folder / "tflm" / "micro_speech_quantized.tflite")};
}

std::vector<SuiteModel> all_models(const std::filesystem::path& folder) {
  std::vector<SuiteModel> models;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder, error)) {
    const std::string label =
        std::filesystem::relative(entry.path(), folder).string();
    // What a project trained along the way is beside its model.
    if (entry.path().extension() == ".tflite" &&
        label.find("/runs/") == std::string::npos) {
      models.push_back({label, entry.path(), std::nullopt});
    }
  }
  std::ranges::sort(models, {}, &SuiteModel::label);
  return models;
}

}  // namespace

const std::vector<std::string>& suite_names() {
  static const std::vector<std::string> kNames = {"mlperf-tiny", "models",
                                                  "kernels", "examples"};
  return kNames;
}

Expected<Suite> find_suite(const std::string& name) {
  if (std::ranges::count(suite_names(), name) == 0) {
    return Error{ErrorCode::kUsage,
                 fmt::format("no suite is called {}: expected one of {}", name,
                             fmt::join(suite_names(), ", "))};
  }
  if (name == "kernels") {
    return Suite{name, name, kernel_models()};
  }
  const bool is_ours = name == "examples";
  const std::filesystem::path folder = is_ours ? "examples" : shared_models();
  if (!std::filesystem::is_directory(folder)) {
    return Error{
        ErrorCode::kNotFound,
        fmt::format("{}: the models of suite {} are not there; {}",
                    folder.string(), name,
                    is_ours ? "run in the root of the repository"
                            : "FIREFLY_SHARED names the folder that holds "
                              "them")};
  }
  if (name == "mlperf-tiny") {
    return Suite{name, "benchmarks", mlperf_tiny(folder)};
  }
  return Suite{name, name, all_models(folder)};
}

}  // namespace firefly
