// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/plan.h"

namespace firefly {

std::string_view name_of(Fit fit) {
  switch (fit) {
    case Fit::kSpeed:
      return "speed";
    case Fit::kRam:
      return "ram";
    case Fit::kFlash:
      return "flash";
  }
  return {};
}

std::string_view name_of(Streaming streaming) {
  switch (streaming) {
    case Streaming::kNone:
      return "none";
    case Streaming::kLines:
      return "lines";
    case Streaming::kSliding:
    case Streaming::kMoving:
      return "sliding";
    case Streaming::kAuto:
      return "auto";
  }
  return {};
}

std::optional<Fit> find_fit(std::string_view name) {
  for (const Fit fit : {Fit::kSpeed, Fit::kRam, Fit::kFlash}) {
    if (name_of(fit) == name) {
      return fit;
    }
  }
  return std::nullopt;
}

}  // namespace firefly
