// SPDX-License-Identifier: Apache-2.0
//
// How host code reports what the user's input can cause. Nothing here throws;
// a broken invariant of our own is FIREFLY_CHECK and aborts.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace firefly {

/// Picked by what the caller should do next.
enum class ErrorCode {
  kUsage,        ///< The command line is wrong: show the usage.
  kNotFound,     ///< A file, board or tool is missing.
  kInvalidData,  ///< The input file is damaged or contradicts itself.
  kUnsupported,  ///< The input is valid but asks for what we do not have.
  kDoesNotFit,   ///< The model exceeds the board's RAM or flash.
  kFailed,       ///< A tool that we ran failed, or the work itself did.
};

/// An error as a value. `message` names the file, operator or option, what was
/// expected and what was found.
struct Error {
  ErrorCode code = ErrorCode::kFailed;
  std::string message;
};

/// A `T` or an `Error`. (GCC 12 has no std::expected in C++20 mode.)
template <class T>
class [[nodiscard]] Expected {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): `return value;` must work.
  Expected(T value) : value_(std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor): `return error;` must work.
  Expected(Error error) : error_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const { return error_; }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

 private:
  std::optional<T> value_;
  Error error_;
};

/// Success or an `Error`.
class [[nodiscard]] Status {
 public:
  Status() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): `return error;` must work.
  Status(Error error) : error_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace firefly

/// Passes an error of a Status or Expected on to the caller.
#define FIREFLY_RETURN_IF_ERROR(expression)                  \
  do {                                                       \
    if (const auto& status_ = (expression); !status_.ok()) { \
      return status_.error();                                \
    }                                                        \
  } while (false)

/// Aborts on a broken invariant of ours. Never reachable from bad input.
#define FIREFLY_CHECK(condition)                                              \
  do {                                                                        \
    if (!(condition)) {                                                       \
      std::fprintf(stderr, "%s:%d: internal error: %s\n", __FILE__, __LINE__, \
                   #condition);                                               \
      std::abort();                                                           \
    }                                                                         \
  } while (false)
