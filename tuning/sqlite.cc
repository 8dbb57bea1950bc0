// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sqlite3.h>

#include "tuning/database.h"

namespace firefly {
namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
  }
};
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

class Sqlite final : public Database {
 public:
  Sqlite(std::unique_ptr<sqlite3, Close> database, std::string place,
         std::chrono::milliseconds patience)
      : database_(std::move(database)),
        place_(std::move(place)),
        patience_(patience) {
    sqlite3_busy_timeout(database_.get(), static_cast<int>(patience.count()));
  }

  using Database::run;
  Expected<std::vector<SqlRow>> run(std::string_view statement,
                                    std::span<const SqlValue> values) override {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(database_.get(), statement.data(),
                           static_cast<int>(statement.size()), &prepared,
                           nullptr) != SQLITE_OK) {
      return failure();
    }
    const Statement owner(prepared);
    for (size_t i = 0; i < values.size(); ++i) {
      const std::string name = fmt::format("${}", i + 1);
      const int index = sqlite3_bind_parameter_index(prepared, name.c_str());
      FIREFLY_CHECK(index > 0);
      if (bind(prepared, index, values[i]) != SQLITE_OK) {
        return failure();
      }
    }
    std::vector<SqlRow> rows;
    int result = sqlite3_step(prepared);
    for (; result == SQLITE_ROW; result = sqlite3_step(prepared)) {
      SqlRow& row = rows.emplace_back();
      for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
        row.push_back(column(prepared, i));
      }
    }
    if (result != SQLITE_DONE) {
      return failure();
    }
    return rows;
  }

  [[nodiscard]] std::string_view now() const override {
    return "((julianday('now') - 2440587.5) * 86400.0)";
  }
  [[nodiscard]] const std::string& place() const override { return place_; }

  [[nodiscard]] Error failure() const {
    const int code = sqlite3_errcode(database_.get());
    const char* const text = sqlite3_errmsg(database_.get());
    switch (code & 0xff) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
        return {ErrorCode::kFailed,
                fmt::format("{}: another program has kept it locked for {:.3g} "
                            "s; end that program, or wait for it",
                            place_,
                            static_cast<double>(patience_.count()) / 1000.0)};
      case SQLITE_CORRUPT:
      case SQLITE_NOTADB:
        return {ErrorCode::kInvalidData,
                fmt::format("{}: expected a study's database, found something "
                            "else or a damaged one ({}); move the file away to "
                            "start a new study",
                            place_, text)};
      case SQLITE_READONLY:
      case SQLITE_CANTOPEN:
      case SQLITE_PERM:
        return {ErrorCode::kFailed,
                fmt::format("{}: can not be written ({}); check its folder's "
                            "permissions, or choose another file",
                            place_, text)};
      case SQLITE_FULL:
        return {ErrorCode::kFailed,
                fmt::format("{}: the disk is full; make room and run the same "
                            "command again, which goes on",
                            place_)};
      default:
        return {ErrorCode::kFailed, fmt::format("{}: {}", place_, text)};
    }
  }

 protected:
  // A plain BEGIN would read first and might fail to write later.
  Status begin() override {
    FIREFLY_RETURN_IF_ERROR(run("BEGIN IMMEDIATE"));
    return {};
  }

 private:
  static int bind(sqlite3_stmt* statement, int index, const SqlValue& value) {
    if (const auto* whole = std::get_if<int64_t>(&value)) {
      return sqlite3_bind_int64(statement, index, *whole);
    }
    if (const auto* number = std::get_if<double>(&value)) {
      return sqlite3_bind_double(statement, index, *number);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
      return sqlite3_bind_text64(statement, index, text->data(), text->size(),
                                 SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    if (const auto* blob = std::get_if<Blob>(&value)) {
      return sqlite3_bind_blob64(statement, index, blob->data(), blob->size(),
                                 SQLITE_TRANSIENT);
    }
    return sqlite3_bind_null(statement, index);
  }

  static std::optional<std::string> column(sqlite3_stmt* statement, int index) {
    switch (sqlite3_column_type(statement, index)) {
      case SQLITE_NULL:
        return std::nullopt;
      case SQLITE_FLOAT:  // sqlite3_column_text() would round
        return fmt::format("{}", sqlite3_column_double(statement, index));
      default: {
        const void* const bytes = sqlite3_column_blob(statement, index);
        const auto size =
            static_cast<size_t>(sqlite3_column_bytes(statement, index));
        return bytes == nullptr
                   ? std::string()
                   : std::string(static_cast<const char*>(bytes), size);
      }
    }
  }

  std::unique_ptr<sqlite3, Close> database_;
  std::string place_;
  std::chrono::milliseconds patience_;
};

}  // namespace

Expected<std::unique_ptr<Database>> open_sqlite(
    const std::filesystem::path& file, std::chrono::milliseconds patience) {
  std::error_code error;
  if (file.has_parent_path()) {
    std::filesystem::create_directories(file.parent_path(), error);
  }
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(
      file.c_str(), &raw,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX,
      nullptr);
  std::unique_ptr<sqlite3, Close> owner(raw);
  if (raw == nullptr) {
    return Error{ErrorCode::kFailed,
                 fmt::format("{}: out of memory", file.string())};
  }
  auto database =
      std::make_unique<Sqlite>(std::move(owner), file.string(), patience);
  if (opened != SQLITE_OK) {
    return database->failure();
  }
  // Reads the file's head: whatever is no database is refused now.
  FIREFLY_RETURN_IF_ERROR(database->run("PRAGMA schema_version"));
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace firefly
