// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace firefly::trainer {

/// Calls work(0) … work(count − 1) on up to `threads` threads, in which torch
/// starts none of its own: small networks spend more on meeting than on
/// computing. An exception of one is thrown here.
void run_shards(size_t count, int threads,
                const std::function<void(size_t)>& work);

}  // namespace firefly::trainer
