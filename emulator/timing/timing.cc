// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/timing.h"

#include "emulator/timing/cores.h"

namespace firefly::timing {
namespace {

/// "a, b, c", or "none".
template <class Range, class Name>
std::string list(const Range& range, const Name& name) {
  std::string text;
  for (const auto& element : range) {
    text += text.empty() ? "" : ", ";
    text += name(element);
  }
  return text.empty() ? "none" : text;
}

}  // namespace

const std::vector<NamedModel>& models() {
  static const std::vector<NamedModel> kAll = {
      cortex_m0plus(), cortex_m3(),  cortex_m4(), cortex_m7(),
      cortex_m33(),    cortex_m55(), rv32()};
  return kAll;
}

std::string_view confidence_of(std::string_view name) {
  for (const NamedModel& model : models()) {
    if (model.name == name) {
      return model.confidence;
    }
  }
  return {};
}

std::unique_ptr<TimingModel> make_model(std::string_view name,
                                        const Parameters& parameters,
                                        std::string& wrong) {
  for (const NamedModel& model : models()) {
    if (model.name != name) {
      continue;
    }
    Parameters all = model.defaults;
    for (const auto& [key, value] : parameters) {
      if (!all.contains(key)) {
        wrong = "parameters of " + std::string(name) + ": " +
                list(all, [](const auto& entry) { return entry.first; }) +
                "; found '" + key + "'";
        return nullptr;
      }
      all[key] = value;
    }
    return model.make(all);
  }
  wrong = "one of " +
          list(models(), [](const NamedModel& model) { return model.name; }) +
          "; found '" + std::string(name) + "'";
  return nullptr;
}

}  // namespace firefly::timing
