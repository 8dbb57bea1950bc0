// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "config/keys.h"
#include "graph/status.h"
#include "trainer/network.h"

namespace firefly::trainer {

/// A family of networks with its parameters, before it meets an input.
class ArchitectureDesign {
 public:
  ArchitectureDesign() = default;
  ArchitectureDesign(const ArchitectureDesign&) = delete;
  ArchitectureDesign& operator=(const ArchitectureDesign&) = delete;
  virtual ~ArchitectureDesign() = default;

  virtual void declare(Keys& keys) = 0;
  /// The network for this input (rows of features: height is time, width and
  /// channels are a row's), with one output a class; networks that repeat
  /// their input do not use `classes`. Errors name the key to change.
  [[nodiscard]] virtual Expected<Network> make(const InputFormat& input,
                                               int classes) const = 0;
};

struct ArchitectureKind {
  std::string_view name;  ///< As in `architecture = "ds-cnn"`.
  Task task;
  std::string_view summary;
  std::unique_ptr<ArchitectureDesign> (*design)();
};

/// All of them, sorted by name.
[[nodiscard]] std::span<const ArchitectureKind> architecture_kinds();

/// Null if there is none of this name.
[[nodiscard]] const ArchitectureKind* find_architecture(std::string_view name);

}  // namespace firefly::trainer
