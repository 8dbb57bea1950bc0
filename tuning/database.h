// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/status.h"

namespace firefly {

using Blob = std::vector<uint8_t>;

/// What goes into a statement: nothing, a number, a text, bytes.
using SqlValue =
    std::variant<std::monostate, int64_t, double, std::string, Blob>;

/// A row of an answer: numbers as texts that read back as the same ones, blobs
/// as their bytes.
using SqlRow = std::vector<std::optional<std::string>>;

/// A connection to a database that several processes share. Statements are SQL
/// that SQLite and PostgreSQL understand alike, with $1, $2, … for values; of
/// types, BIGINT, DOUBLE PRECISION, TEXT and BYTEA. Of one thread at a time.
class Database {
 public:
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  virtual ~Database() = default;

  [[nodiscard]] virtual Expected<std::vector<SqlRow>> run(
      std::string_view statement, std::span<const SqlValue> values) = 0;
  [[nodiscard]] Expected<std::vector<SqlRow>> run(
      std::string_view statement, std::initializer_list<SqlValue> values = {}) {
    return run(statement, std::span(values.begin(), values.size()));
  }

  /// Seconds since 1970 by the database's clock, as an expression of SQL: the
  /// clocks of its users may differ.
  [[nodiscard]] virtual std::string_view now() const = 0;

  /// Where it is, for messages; without a password.
  [[nodiscard]] virtual const std::string& place() const = 0;

  /// Runs `work` as one change that others see as a whole or not at all, and
  /// that waits for theirs. An error of `work` undoes it.
  [[nodiscard]] Status transaction(const std::function<Status()>& work);

 protected:
  /// BEGIN, such that no other writer comes in between.
  [[nodiscard]] virtual Status begin() = 0;
};

/// How long to wait for others who write.
inline constexpr std::chrono::milliseconds kDatabasePatience{30000};

/// A file, which is made if it is not there.
[[nodiscard]] Expected<std::unique_ptr<Database>> open_sqlite(
    const std::filesystem::path& file,
    std::chrono::milliseconds patience = kDatabasePatience);

/// A server by its URL, postgresql://user@host/database. libpq is loaded when
/// it is needed: an error if it or the server is not there.
[[nodiscard]] Expected<std::unique_ptr<Database>> open_postgresql(
    const std::string& url);

}  // namespace firefly
