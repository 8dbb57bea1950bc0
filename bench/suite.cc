// SPDX-License-Identifier: Apache-2.0
#include "bench/suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace firefly {
namespace {

std::filesystem::path models_folder() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* shared = std::getenv("FIREFLY_SHARED");
  return std::filesystem::path(shared != nullptr ? shared : "../shared") /
         "data" / "models";
}

std::vector<SuiteModel> mlperf_tiny(const std::filesystem::path& folder) {
  return {{"KWS", folder / "mlperf_tiny" / "kws_ref_model.tflite"},
          {"VWW", folder / "mlperf_tiny" / "vww_96_int8.tflite"},
          {"IC", folder / "mlperf_tiny" / "pretrainedResnet_quant.tflite"},
          {"AD", folder / "mlperf_tiny" / "ad01_int8.tflite"},
          {"SWW", folder / "mlperf_tiny" / "str_ww_ref_model.tflite"}};
}

std::vector<SuiteModel> all_models(const std::filesystem::path& folder) {
  std::vector<SuiteModel> models;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder, error)) {
    if (entry.path().extension() == ".tflite") {
      models.push_back(
          {std::filesystem::relative(entry.path(), folder).string(),
           entry.path()});
    }
  }
  std::ranges::sort(models, {}, &SuiteModel::label);
  return models;
}

}  // namespace

Expected<std::vector<SuiteModel>> find_suite(const std::string& name) {
  const std::filesystem::path folder = models_folder();
  if (!std::filesystem::is_directory(folder)) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: the models of suite {} are not there; "
                             "FIREFLY_SHARED names the folder that holds them",
                             folder.string(), name)};
  }
  if (name == "mlperf-tiny") {
    return mlperf_tiny(folder);
  }
  if (name == "models") {
    return all_models(folder);
  }
  return Error{ErrorCode::kUsage,
               fmt::format("no suite is called {}: mlperf-tiny, models", name)};
}

}  // namespace firefly
