// SPDX-License-Identifier: Apache-2.0
//
// libpq through dlopen: most users share no study, and linking it would have
// every command load it with the libraries of Kerberos, LDAP and TLS.
#include <dlfcn.h>
#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <cctype>

#include "tuning/database.h"

namespace firefly {
namespace {

constexpr Oid kByteaOid = 17;  // pg_type.dat: fixed for all versions

/// The functions of libpq that we call, with the types of its header.
struct Libpq {
  decltype(&PQconnectdbParams) connect = nullptr;
  decltype(&PQstatus) status = nullptr;
  decltype(&PQerrorMessage) error_message = nullptr;
  decltype(&PQfinish) finish = nullptr;
  decltype(&PQexecParams) execute = nullptr;
  decltype(&PQresultStatus) result_status = nullptr;
  decltype(&PQntuples) row_count = nullptr;
  decltype(&PQnfields) column_count = nullptr;
  decltype(&PQftype) column_type = nullptr;
  decltype(&PQgetisnull) is_null = nullptr;
  decltype(&PQgetvalue) value = nullptr;
  decltype(&PQgetlength) length = nullptr;
  decltype(&PQclear) clear = nullptr;
  decltype(&PQsetNoticeProcessor) set_notice_processor = nullptr;
};

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

Expected<Libpq> load_libpq() {
  void* const library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("a study on PostgreSQL needs its library: {}; "
                             "install the Debian package libpq5, or let the "
                             "study be a file",
                             dlerror())};
  }
  Libpq pq;
  if (!find(library, "PQconnectdbParams", pq.connect) ||
      !find(library, "PQstatus", pq.status) ||
      !find(library, "PQerrorMessage", pq.error_message) ||
      !find(library, "PQfinish", pq.finish) ||
      !find(library, "PQexecParams", pq.execute) ||
      !find(library, "PQresultStatus", pq.result_status) ||
      !find(library, "PQntuples", pq.row_count) ||
      !find(library, "PQnfields", pq.column_count) ||
      !find(library, "PQftype", pq.column_type) ||
      !find(library, "PQgetisnull", pq.is_null) ||
      !find(library, "PQgetvalue", pq.value) ||
      !find(library, "PQgetlength", pq.length) ||
      !find(library, "PQclear", pq.clear) ||
      !find(library, "PQsetNoticeProcessor", pq.set_notice_processor)) {
    return Error{ErrorCode::kFailed,
                 fmt::format("libpq.so.5 is not PostgreSQL's: {}", dlerror())};
  }
  return pq;
}

const Expected<Libpq>& libpq() {
  static const Expected<Libpq> loaded = load_libpq();
  return loaded;
}

/// One line, as libpq ends its messages with a line break.
std::string tidy(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  std::erase(text, '\t');
  while (!text.empty() && text.back() == ' ') {
    text.pop_back();
  }
  return text;
}

/// postgresql://user:secret@host -> postgresql://user@host
std::string without_password(std::string url) {
  const size_t scheme = url.find("://");
  const size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  const size_t host = url.find('@', begin);
  const size_t colon = url.find(':', begin);
  if (host < url.find('/', begin) && colon < host) {
    url.erase(colon, host - colon);
  }
  const size_t parameter = url.find("password=");
  if (parameter != std::string::npos) {
    url.erase(parameter, url.find('&', parameter) - parameter);
  }
  return url;
}

int digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0 ? c - '0'
                                                          : c - 'a' + 10;
}

/// "\x0aff" -> the bytes.
std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (size_t i = 2; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(16 * digit(hex[i]) + digit(hex[i + 1]));
  }
  return bytes;
}

/// What PQexecParams takes, and what it points to.
struct Parameters {
  explicit Parameters(std::span<const SqlValue> values) {
    texts.reserve(values.size());
    for (const SqlValue& value : values) {
      add(value);
    }
  }

  void add(const SqlValue& value) {
    const auto* const blob = std::get_if<Blob>(&value);
    types.push_back(blob != nullptr ? kByteaOid : 0);
    formats.push_back(blob != nullptr ? 1 : 0);
    if (blob != nullptr) {
      // A pointer to nothing would be NULL.
      static constexpr char kNothing = 0;
      pointers.push_back(blob->empty()
                             ? &kNothing
                             : reinterpret_cast<const char*>(blob->data()));
      lengths.push_back(static_cast<int>(blob->size()));
      return;
    }
    lengths.push_back(0);
    if (std::holds_alternative<std::monostate>(value)) {
      pointers.push_back(nullptr);
    } else if (const auto* whole = std::get_if<int64_t>(&value)) {
      pointers.push_back(texts.emplace_back(fmt::format("{}", *whole)).c_str());
    } else if (const auto* number = std::get_if<double>(&value)) {
      pointers.push_back(
          texts.emplace_back(fmt::format("{}", *number)).c_str());
    } else {
      pointers.push_back(std::get<std::string>(value).c_str());
    }
  }

  std::vector<std::string> texts;
  std::vector<Oid> types;
  std::vector<const char*> pointers;
  std::vector<int> lengths;
  std::vector<int> formats;
};

class Postgresql final : public Database {
 public:
  Postgresql(const Libpq& pq, PGconn* connection, std::string place)
      : pq_(pq), connection_(connection, pq.finish), place_(std::move(place)) {
    // "relation exists already, skipping" is for nobody.
    pq.set_notice_processor(
        connection, [](void* /*unused*/, const char* /*unused*/) {}, nullptr);
  }

  using Database::run;
  Expected<std::vector<SqlRow>> run(std::string_view statement,
                                    std::span<const SqlValue> values) override {
    const Parameters parameters(values);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        pq_.execute(connection_.get(), std::string(statement).c_str(),
                    static_cast<int>(values.size()), parameters.types.data(),
                    parameters.pointers.data(), parameters.lengths.data(),
                    parameters.formats.data(), 0),
        pq_.clear);
    const ExecStatusType status = pq_.result_status(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
      return failure();
    }
    std::vector<SqlRow> rows(static_cast<size_t>(pq_.row_count(result.get())));
    for (size_t r = 0; r < rows.size(); ++r) {
      for (int c = 0; c < pq_.column_count(result.get()); ++c) {
        rows[r].push_back(cell(result.get(), static_cast<int>(r), c));
      }
    }
    return rows;
  }

  [[nodiscard]] std::string_view now() const override {
    return "CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION)";
  }
  [[nodiscard]] const std::string& place() const override { return place_; }

 protected:
  // One writer at a time, as with SQLite: studies change a few times a minute.
  // The number is any that nobody else is likely to lock.
  Status begin() override {
    FIREFLY_RETURN_IF_ERROR(run("BEGIN"));
    FIREFLY_RETURN_IF_ERROR(run("SELECT pg_advisory_xact_lock(741582903)"));
    return {};
  }

 private:
  [[nodiscard]] Error failure() const {
    const std::string text = tidy(pq_.error_message(connection_.get()));
    if (pq_.status(connection_.get()) != CONNECTION_OK) {
      return {ErrorCode::kFailed,
              fmt::format("{}: the connection was lost ({}); run the same "
                          "command again, which goes on",
                          place_, text)};
    }
    return {ErrorCode::kFailed, fmt::format("{}: {}", place_, text)};
  }

  std::optional<std::string> cell(PGresult* result, int row, int column) const {
    if (pq_.is_null(result, row, column) != 0) {
      return std::nullopt;
    }
    std::string text(pq_.value(result, row, column),
                     static_cast<size_t>(pq_.length(result, row, column)));
    return pq_.column_type(result, column) == kByteaOid ? bytes_of(text) : text;
  }

  const Libpq& pq_;
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
  std::string place_;
};

}  // namespace

Expected<std::unique_ptr<Database>> open_postgresql(const std::string& url) {
  FIREFLY_RETURN_IF_ERROR(libpq());
  const Libpq& pq = *libpq();
  // What the URL says wins over these, which stand before it.
  const char* const keys[] = {"connect_timeout", "application_name",
                              "client_encoding", "dbname", nullptr};
  const char* const values[] = {"10", "firefly", "UTF8", url.c_str(), nullptr};
  PGconn* const connection = pq.connect(keys, values, 1);
  const std::string place = without_password(url);
  if (connection == nullptr || pq.status(connection) != CONNECTION_OK) {
    const std::string why = connection == nullptr
                                ? "out of memory"
                                : tidy(pq.error_message(connection));
    pq.finish(connection);
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: the PostgreSQL server can not be reached "
                             "({}); check that it runs, the URL "
                             "(postgresql://USER@HOST/DATABASE) and the "
                             "password (PGPASSWORD or ~/.pgpass), or let the "
                             "study be a file",
                             place, why)};
  }
  return std::unique_ptr<Database>(
      std::make_unique<Postgresql>(pq, connection, place));
}

}  // namespace firefly
