// SPDX-License-Identifier: Apache-2.0
#include "trainer/torch/threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "trainer/torch/precompiled.h"

// Of OpenBLAS, which Debian's libtorch multiplies matrices with; null where
// another BLAS is installed.
extern "C" void openblas_set_num_threads(int) __attribute__((weak));

namespace firefly::trainer {

void run_shards(size_t count, int threads,
                const std::function<void(size_t)>& work) {
  if (openblas_set_num_threads != nullptr) {
    openblas_set_num_threads(1);
  }
  std::atomic<size_t> next{0};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto take_all = [&] {
    // A setting of each thread.
    at::set_num_threads(1);
    try {
      for (size_t i = next++; i < count; i = next++) {
        work(i);
      }
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex);
      failure = std::current_exception();
    }
  };
  std::vector<std::thread> workers;
  const size_t wanted = std::min(count, static_cast<size_t>(threads));
  for (size_t i = 0; i < wanted; ++i) {
    workers.emplace_back(take_all);
  }
  for (std::thread& worker : workers) {
    worker.join();
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
}

}  // namespace firefly::trainer
