// SPDX-License-Identifier: Apache-2.0
#include "emulator/firmware.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <chrono>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>

#include "emulator/embedded.h"
#include "emulator/process.h"

namespace firefly {
namespace {

constexpr std::chrono::minutes kCompileTimeout{10};

// No contraction: a fused multiply-add rounds once where the reference rounds
// twice. Sections by function and object let the linker drop what is unused.
constexpr std::array<std::string_view, 11> kCompileFlags = {
    "-std=c++17",
    "-ffreestanding",
    "-fno-exceptions",
    "-fno-rtti",
    "-fno-unwind-tables",
    "-fno-asynchronous-unwind-tables",
    "-ffp-contract=off",
    "-fno-threadsafe-statics",
    "-ffunction-sections",
    "-fdata-sections",
    "-g0",
};

struct CompileJob {
  std::filesystem::path source;
  std::filesystem::path object;
};

std::string replace_all(std::string text, std::string_view from,
                        std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// Writes the port's files, and main.cc from its template, into `directory`.
Status write_port(const std::string& model,
                  const std::filesystem::path& directory) {
  std::string upper = model;
  std::transform(
      upper.begin(), upper.end(), upper.begin(),
      [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  for (const EmbeddedFile& file : port_files()) {
    std::filesystem::path path = directory / file.path;
    std::string text(file.text);
    if (path.extension() == ".in") {
      path.replace_extension();
      text = replace_all(replace_all(text, "@model@", model), "@MODEL@", upper);
    }
    std::error_code ignored;  // Opening the file tells.
    std::filesystem::create_directories(path.parent_path(), ignored);
    std::ofstream stream(path, std::ios::binary);
    stream << text;
    if (!stream.flush()) {
      return Error{ErrorCode::kFailed,
                   fmt::format("{}: cannot be written", path.string())};
    }
  }
  return {};
}

std::vector<CompileJob> port_jobs(const Toolchain& toolchain,
                                  const std::filesystem::path& directory) {
  const std::string start =
      toolchain.triple.starts_with("riscv") ? "riscv/start" : "arm/start";
  std::vector<CompileJob> jobs;
  for (const std::string& stem :
       {start, std::string("harness"), std::string("semihost"),
        std::string("main")}) {
    jobs.push_back({directory / (stem + ".cc"), directory / (stem + ".o")});
  }
  return jobs;
}

std::vector<CompileJob> model_jobs(const FirmwareSources& sources,
                                   const std::filesystem::path& directory) {
  std::vector<CompileJob> jobs;
  for (size_t i = 0; i < sources.sources.size(); ++i) {
    const std::filesystem::path source = sources.directory / sources.sources[i];
    // Numbered: two folders may hold files of one name.
    jobs.push_back({source, directory / fmt::format("{}_{}.o", i,
                                                    source.stem().string())});
  }
  return jobs;
}

Status run_tool(const Toolchain& toolchain,
                const std::vector<std::string>& command,
                std::string_view what) {
  auto result = run_process(command, "/", kCompileTimeout);
  if (!result && result.error().code == ErrorCode::kNotFound) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{} is not installed; it comes with the Debian "
                             "packages {}",
                             command[0], toolchain.packages)};
  }
  FIREFLY_RETURN_IF_ERROR(result);
  if (result->timed_out) {
    return Error{ErrorCode::kFailed,
                 fmt::format("{}: {} did not end within {} minutes", what,
                             command[0], kCompileTimeout.count())};
  }
  if (result->exit_code != 0) {
    // What ld prints when an image is too large for its MEMORY.
    const bool too_large =
        result->output.find("will not fit in region") != std::string::npos ||
        result->output.find("less than 1 kB for the stack") !=
            std::string::npos;
    return Error{
        too_large ? ErrorCode::kDoesNotFit : ErrorCode::kFailed,
        fmt::format("{}: {} failed:\n{}", what, command[0], result->output)};
  }
  return {};
}

/// Compiles on as many threads as there are cores; the first error counts.
Status compile_all(const Toolchain& toolchain,
                   const std::vector<std::string>& command,
                   const std::vector<CompileJob>& jobs) {
  std::vector<Status> results(jobs.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < jobs.size(); i = next++) {
      std::vector<std::string> full = command;
      full.insert(full.end(), {"-c", jobs[i].source.string(), "-o",
                               jobs[i].object.string()});
      results[i] = run_tool(toolchain, full, jobs[i].source.string());
    }
  };
  const size_t threads = std::clamp<size_t>(
      std::thread::hardware_concurrency(), 1, std::max<size_t>(jobs.size(), 1));
  {
    std::vector<std::jthread> pool;
    for (size_t i = 0; i < threads; ++i) {
      pool.emplace_back(work);
    }
  }
  for (const Status& result : results) {
    FIREFLY_RETURN_IF_ERROR(result);
  }
  return {};
}

std::vector<std::string> compile_command(const Toolchain& toolchain,
                                         const FirmwareSources& sources,
                                         const std::filesystem::path& port) {
  std::vector<std::string> command = {toolchain.triple + "-g++"};
  command.insert(command.end(), toolchain.flags.begin(), toolchain.flags.end());
  command.push_back(toolchain.optimize);
  command.insert(command.end(), kCompileFlags.begin(), kCompileFlags.end());
  command.push_back("-I" + sources.directory.string());
  for (const std::string& directory : sources.include_dirs) {
    command.push_back("-I" + (sources.directory / directory).string());
  }
  command.push_back("-I" + port.string());
  for (const std::string& define : sources.defines) {
    command.push_back("-D" + define);
  }
  return command;
}

/// Links with gcc rather than g++: there is no C++ library on a device.
Status link_image(const Toolchain& toolchain,
                  const std::vector<CompileJob>& objects,
                  const std::vector<std::string>& options,
                  const std::filesystem::path& image) {
  std::vector<std::string> command = {toolchain.triple + "-gcc"};
  command.insert(command.end(), toolchain.flags.begin(), toolchain.flags.end());
  command.insert(command.end(), {"-nostartfiles", "-Wl,--gc-sections",
                                 "-Wl,--no-warn-rwx-segments"});
  command.insert(command.end(), options.begin(), options.end());
  for (const CompileJob& job : objects) {
    command.push_back(job.object.string());
  }
  command.insert(command.end(), {"-o", image.string()});
  return run_tool(toolchain, command, image.string());
}

std::vector<std::string> memory_options(const EmulatedMachine& machine,
                                        const std::filesystem::path& port) {
  const auto define = [](std::string_view name, uint32_t value) {
    return fmt::format("-Wl,--defsym=firefly_{}={:#x}", name, value);
  };
  return {define("vectors", machine.vectors),
          define("flash", machine.flash.origin),
          define("flash_bytes", machine.flash.bytes),
          define("ram", machine.ram.origin),
          define("ram_bytes", machine.ram.bytes),
          "-T" + (port / "firmware.ld").string()};
}

}  // namespace

Expected<Firmware> build_firmware(
    const Board& board, const FirmwareSources& sources,
    const std::filesystem::path& build_directory) {
  if (!board.toolchain || !board.emulator) {
    return Error{ErrorCode::kUnsupported,
                 fmt::format("board {} has no emulator: firefly compiles for "
                             "it, but cannot run",
                             board.name)};
  }
  const auto directory = std::filesystem::absolute(build_directory);
  const auto port = directory / "port";
  FirmwareSources located = sources;
  located.directory = std::filesystem::absolute(sources.directory);
  FIREFLY_RETURN_IF_ERROR(write_port(sources.name, port));

  const Toolchain& toolchain = *board.toolchain;
  const auto model = model_jobs(located, directory);
  auto all = model;
  const auto around = port_jobs(toolchain, port);
  all.insert(all.end(), around.begin(), around.end());
  FIREFLY_RETURN_IF_ERROR(
      compile_all(toolchain, compile_command(toolchain, located, port), all));

  Firmware firmware{sources.name, directory / "firmware.elf",
                    directory / "footprint.elf"};
  FIREFLY_RETURN_IF_ERROR(link_image(
      toolchain, all, memory_options(*board.emulator, port), firmware.image));
  FIREFLY_RETURN_IF_ERROR(link_image(
      toolchain, model,
      {"-Wl,-e," + sources.entry, "-T" + (port / "footprint.ld").string()},
      firmware.footprint));
  return firmware;
}

}  // namespace firefly
