// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "trainer/engine.h"

namespace firefly::trainer {
namespace {

struct Library {
  EngineLibrary::MakeEngine* make_engine = nullptr;
  EngineLibrary::DeviceName* device_name = nullptr;
};

Expected<Library> load() {
  std::error_code unknown;
  const std::filesystem::path path =
      std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path() /
      "libfirefly_torch.so";
  // Never closed: libtorch's threads and registries live until the end.
  void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("training needs {} and libtorch: {}; `make setup` "
                             "installs it, `make build` builds the library",
                             path.string(), dlerror())};
  }
  Library library;
  library.make_engine = reinterpret_cast<EngineLibrary::MakeEngine*>(
      dlsym(handle, EngineLibrary::kMakeEngine));
  library.device_name = reinterpret_cast<EngineLibrary::DeviceName*>(
      dlsym(handle, EngineLibrary::kDeviceName));
  if (library.make_engine == nullptr || library.device_name == nullptr) {
    return Error{
        ErrorCode::kFailed,
        fmt::format("{} is of another version: build again", path.string())};
  }
  return library;
}

const Expected<Library>& library() {
  static const Expected<Library> loaded = load();
  return loaded;
}

}  // namespace

Expected<std::unique_ptr<Engine>> make_engine(const Network& network,
                                              int threads) {
  FIREFLY_RETURN_IF_ERROR(library());
  return std::unique_ptr<Engine>(library()->make_engine(network, threads));
}

Expected<std::string> device_name() {
  FIREFLY_RETURN_IF_ERROR(library());
  return std::string(library()->device_name());
}

}  // namespace firefly::trainer
