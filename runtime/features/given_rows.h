// SPDX-License-Identifier: Apache-2.0
//
// In the place of a front end where another one makes the rows.
#pragma once

#include <stdint.h>

namespace firefly::features {

/// A sample is a whole row: s8 [row_size].
class GivenRows {
 public:
  using Sample = int8_t;

  struct Config {
    int32_t row_size;
  };

  /// Needs no memory; keeps `config`.
  void init(const Config& config, void* /*memory*/) { config_ = &config; }
  void reset() {}

  /// Takes one row, if there is one.
  int32_t push(const int8_t* rows, int32_t count, int8_t* row,
               bool* row_is_ready) {
    *row_is_ready = count > 0;
    for (int32_t i = 0; i < config_->row_size && count > 0; ++i) {
      row[i] = rows[i];
    }
    return count > 0 ? 1 : 0;
  }

 private:
  const Config* config_;
};

}  // namespace firefly::features
