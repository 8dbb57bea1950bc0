// SPDX-License-Identifier: Apache-2.0
#include "emulator/runner.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "emulator/elf.h"
#include "emulator/function_symbols.h"
#include "emulator/operator_symbols.h"
#include "emulator/process.h"
#include "emulator/run_files.h"
#include "emulator/temporary_directory.h"
#include "port/exit_code.h"

namespace firefly {
namespace {

using port::ExitCode;

constexpr const char* kPluginFile = "firefly_count.so";

/// Beside the build's programs, or where the environment says.
Expected<std::filesystem::path> find_plugin() {
  std::filesystem::path directory;
  if (const char* override_directory = std::getenv("FIREFLY_PLUGIN_DIR")) {
    directory = override_directory;
  } else {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    directory = program.parent_path().parent_path() / "lib" / "firefly";
  }
  auto plugin = directory / kPluginFile;
  std::error_code ignored;
  if (!std::filesystem::exists(plugin, ignored)) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("QEMU plugin {} not found; FIREFLY_PLUGIN_DIR can "
                             "name its folder",
                             plugin.string())};
  }
  return std::filesystem::absolute(plugin);
}

/// QEMU splits -plugin at commas and takes a doubled one as itself.
std::string escape_commas(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    escaped.append(c == ',' ? 2 : 1, c);
  }
  return escaped;
}

Expected<std::string> plugin_argument(const Board& board,
                                      const Firmware& firmware,
                                      const Elf& image, bool profile) {
  auto plugin = find_plugin();
  FIREFLY_RETURN_IF_ERROR(plugin);
  const auto begin = image.address_of(firmware.name + "_invoke");
  const auto end = image.address_of("firefly_invoke_returned");
  if (!begin || !end) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: expected functions {}_invoke and "
                             "firefly_invoke_returned",
                             firmware.image.string(), firmware.name)};
  }
  // A label in inline assembly may carry Arm's Thumb bit.
  std::string argument =
      fmt::format("file={},begin={:#x},end={:#x},out=costs.txt",
                  escape_commas(plugin->string()), *begin, *end & ~1U);
  for (const auto& [key, value] : board.timing) {
    argument += fmt::format(",set={}:{}", key, value);
  }
  if (board.timing_model) {
    argument += ",cycles=" + *board.timing_model;
  }
  if (board.flash) {
    const MemoryRegion& flash = board.emulator->flash;
    argument += fmt::format(",flash={} {} {}", flash.origin, flash.bytes,
                            timing::to_argument(board.flash->timing));
  }
  if (profile) {
    argument += ",operators=operators.txt,functions=functions.txt";
  }
  return argument;
}

std::vector<std::string> qemu_command(const EmulatedMachine& machine,
                                      const Firmware& firmware,
                                      const std::string& plugin) {
  std::vector<std::string> command = {machine.program, "-machine",
                                      machine.machine};
  command.insert(command.end(), machine.arguments.begin(),
                 machine.arguments.end());
  command.insert(
      command.end(),
      {"-display", "none", "-monitor", "none", "-serial", "none",
       "-semihosting-config", "enable=on,target=native", "-kernel",
       std::filesystem::absolute(firmware.image).string(), "-plugin", plugin});
  return command;
}

/// Adds the function's name to the fault handler's "… at 0x…".
std::string describe_fault(const Elf& image, const std::string& output) {
  const size_t at = output.find(" at 0x");
  uint32_t address = 0;
  if (at != std::string::npos) {
    const char* digits = output.data() + at + 6;
    std::from_chars(digits, output.data() + output.size(), address, 16);
  }
  const auto function = image.function_at(address);
  return fmt::format("{}{}", output,
                     function ? "in function " + *function : std::string());
}

Status explain(const Board& board, const Firmware& firmware, const Elf& image,
               const ProcessResult& result) {
  const std::string where = fmt::format("{} on {}", firmware.name, board.name);
  const auto error = [&](ErrorCode code, const std::string& what) {
    return Error{code, fmt::format("{}: {}", where, what)};
  };
  switch (static_cast<ExitCode>(result.exit_code)) {
    case ExitCode::kDone:
      return {};
    case ExitCode::kNoRequest:
      return error(ErrorCode::kFailed, "the firmware could not read its input");
    case ExitCode::kInputSize:
      return error(ErrorCode::kInvalidData,
                   "the input has another size than the model's input tensors");
    case ExitCode::kNoResults:
      return error(ErrorCode::kFailed,
                   "the firmware could not write its results");
    case ExitCode::kStackOverflow:
      return error(ErrorCode::kDoesNotFit,
                   "the stack overflowed during invoke");
    case ExitCode::kFault:
      return error(ErrorCode::kFailed, describe_fault(image, result.output));
  }
  // A fault whose frame cannot be pushed: the stack pointer has left the RAM.
  if (result.output.find("Lockup") != std::string::npos) {
    return error(ErrorCode::kDoesNotFit,
                 "the stack grew out of RAM during invoke");
  }
  return error(
      ErrorCode::kFailed,
      fmt::format("{} ended with status {}:\n{}", board.emulator->program,
                  result.exit_code, result.output));
}

Status run_qemu(const Board& board, const Firmware& firmware, const Elf& image,
                const std::string& plugin,
                const std::filesystem::path& directory,
                std::chrono::milliseconds timeout) {
  const EmulatedMachine& machine = *board.emulator;
  auto result =
      run_process(qemu_command(machine, firmware, plugin), directory, timeout);
  if (!result && result.error().code == ErrorCode::kNotFound) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{} is not installed; it comes with the Debian "
                             "package {}",
                             machine.program, machine.package)};
  }
  FIREFLY_RETURN_IF_ERROR(result);
  if (result->timed_out) {
    return Error{ErrorCode::kFailed,
                 fmt::format("{} on {}: not done after {} ms", firmware.name,
                             board.name, timeout.count())};
  }
  return explain(board, firmware, image, *result);
}

/// Writes the plugin's list of operators; returns how many there are.
Expected<size_t> write_operators(const Elf& image, const std::string& model,
                                 const std::filesystem::path& directory) {
  auto addresses = operator_addresses(image, model);
  FIREFLY_RETURN_IF_ERROR(addresses);
  std::string text;
  for (const uint32_t address : *addresses) {
    text += fmt::format("{:#x}\n", address);
  }
  FIREFLY_RETURN_IF_ERROR(write_file(directory / "operators.txt", text));
  return addresses->size();
}

/// Writes the plugin's list of functions; returns their names.
Expected<std::vector<std::string>> write_functions(
    const Elf& image, const std::filesystem::path& directory) {
  std::string text;
  std::vector<std::string> names;
  for (const FunctionSymbol& function : function_symbols(image)) {
    text += fmt::format("{:#x} {:#x}\n", function.begin, function.end);
    names.push_back(function.name);
  }
  FIREFLY_RETURN_IF_ERROR(write_file(directory / "functions.txt", text));
  return names;
}

/// Runs in `here`, where all files of the run live.
Expected<RunResult> run_in(const std::filesystem::path& here,
                           const Board& board, const Firmware& firmware,
                           const Elf& image, size_t runs,
                           const RunOptions& options) {
  size_t operators = 0;
  std::vector<std::string> functions;
  if (options.profile) {
    auto count = write_operators(image, firmware.name, here);
    FIREFLY_RETURN_IF_ERROR(count);
    operators = *count;
    auto names = write_functions(image, here);
    FIREFLY_RETURN_IF_ERROR(names);
    functions = std::move(*names);
  }
  auto plugin = plugin_argument(board, firmware, image, options.profile);
  FIREFLY_RETURN_IF_ERROR(plugin);
  FIREFLY_RETURN_IF_ERROR(
      run_qemu(board, firmware, image, *plugin, here, options.timeout));
  RunResult result;
  result.invokes.resize(runs);
  FIREFLY_RETURN_IF_ERROR(read_results(here / "results.bin", result.invokes));
  FIREFLY_RETURN_IF_ERROR(read_costs(here / "costs.txt",
                                     board.timing_model.has_value(), operators,
                                     functions, result.invokes));
  return result;
}

}  // namespace

Expected<RunResult> run_firmware(const Board& board, const Firmware& firmware,
                                 const std::vector<Bytes>& inputs,
                                 const RunOptions& options) {
  FIREFLY_CHECK(board.emulator.has_value());
  auto image = read_elf(firmware.image);
  FIREFLY_RETURN_IF_ERROR(image);
  auto request = encode_request(inputs, options.restart);
  FIREFLY_RETURN_IF_ERROR(request);
  auto directory = TemporaryDirectory::create();
  FIREFLY_RETURN_IF_ERROR(directory);
  FIREFLY_RETURN_IF_ERROR(
      write_file(directory->path() / "request.bin", *request));
  return run_in(directory->path(), board, firmware, *image, inputs.size(),
                options);
}

}  // namespace firefly
