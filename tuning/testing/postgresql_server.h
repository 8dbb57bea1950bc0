// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "graph/status.h"

namespace firefly::testing {

/// A PostgreSQL server of our own on a socket in a temporary folder, which ends
/// with its owner.
class PostgresqlServer {
 public:
  /// kNotFound where the Debian package postgresql is not installed.
  [[nodiscard]] static Expected<std::unique_ptr<PostgresqlServer>> start();

  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;
  ~PostgresqlServer();

  [[nodiscard]] std::string url() const {
    return "postgresql://postgres@/postgres?host=" + folder_.string();
  }

 private:
  PostgresqlServer(std::filesystem::path programs, std::filesystem::path folder)
      : programs_(std::move(programs)), folder_(std::move(folder)) {}

  std::filesystem::path programs_;
  std::filesystem::path folder_;
};

}  // namespace firefly::testing
