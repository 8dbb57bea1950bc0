// SPDX-License-Identifier: Apache-2.0
#include "emulator/board.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/did_you_mean.h"
#include "emulator/board_reader.h"
#include "emulator/embedded.h"

namespace firefly {
namespace {

constexpr std::array<std::string_view, 6> kIsas = {
    "portable", "armv6m", "armv7m", "armv7em", "mve", "rv32"};

/// Larger ones than any that is possible.
constexpr uint64_t kMaxFlashFigure = uint64_t{1} << 31;

Expected<Power> read_power(std::string_view file, const toml::table& table) {
  BoardReader reader(file, "power", table);
  Power power;
  power.active_ua_per_mhz = reader.positive_real("active_ua_per_mhz");
  power.voltage_v = reader.positive_real("voltage_v");
  power.source = reader.string("source");
  power.verified = reader.boolean("verified");
  FIREFLY_RETURN_IF_ERROR(reader.finish());
  return power;
}

Expected<timing::Parameters> read_timing(std::string_view file,
                                         const toml::table& table) {
  BoardReader reader(file, "timing", table);
  timing::Parameters parameters;
  for (const auto& [key, value] : table) {
    const uint64_t cycles = reader.positive(key.str());
    if (cycles > 1000) {
      reader.fail(key.str(), "at most 1000 cycles");
    }
    parameters.emplace(key.str(), static_cast<uint32_t>(cycles));
  }
  FIREFLY_RETURN_IF_ERROR(reader.finish());
  return parameters;
}

Expected<FlashWaits> read_flash(std::string_view file,
                                const toml::table& table) {
  BoardReader reader(file, "flash", table);
  FlashWaits flash;
  timing::FlashTiming& timing = flash.timing;
  const auto number = [&](std::string_view key) {
    return static_cast<uint32_t>(
        std::min(reader.positive(key), kMaxFlashFigure));
  };
  const auto optional_number = [&](std::string_view key) {
    return table.contains(key) ? number(key) : uint32_t{0};
  };
  const auto flag = [&](std::string_view key) {
    return table.contains(key) && reader.boolean(key);
  };
  timing.wait_cycles = number("wait_cycles");
  timing.line_bytes = number("line_bytes");
  timing.instruction_cache_bytes = optional_number("instruction_cache_bytes");
  timing.data_cache_bytes = optional_number("data_cache_bytes");
  timing.unified = flag("unified");
  timing.ways = optional_number("ways");
  timing.prefetch = flag("prefetch");
  flash.source = reader.string("source");
  flash.verified = reader.boolean("verified");
  FIREFLY_RETURN_IF_ERROR(reader.finish());
  const std::string wrong = timing::why_impossible(timing);
  if (!wrong.empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: key 'flash': expected {}", file, wrong)};
  }
  return flash;
}

/// The board's own figures, and whether the named model takes them.
Status read_timing_section(std::string_view file, BoardReader& reader,
                           Board& board) {
  if (const toml::table* table = reader.table("timing")) {
    auto timing = read_timing(file, *table);
    FIREFLY_RETURN_IF_ERROR(timing);
    board.timing = *timing;
  }
  if (const toml::table* table = reader.table("flash")) {
    auto flash = read_flash(file, *table);
    FIREFLY_RETURN_IF_ERROR(flash);
    board.flash = *flash;
  }
  std::string wrong;
  if (!board.timing_model) {
    if (!board.timing.empty() || board.flash) {
      reader.fail(board.flash ? "flash" : "timing",
                  "a timing_model for its parameters");
    }
  } else if (!timing::make_model(*board.timing_model, board.timing, wrong)) {
    reader.fail("timing_model", wrong);
  }
  return {};
}

Expected<Toolchain> read_toolchain(std::string_view file,
                                   const toml::table& table) {
  BoardReader reader(file, "toolchain", table);
  Toolchain toolchain;
  toolchain.triple = reader.string("triple");
  toolchain.packages = reader.string("packages");
  toolchain.flags = reader.strings("flags");
  toolchain.optimize = reader.optional_string("optimize").value_or("-O2");
  FIREFLY_RETURN_IF_ERROR(reader.finish());
  return toolchain;
}

Expected<MemoryRegion> read_region(std::string_view file,
                                   std::string_view section,
                                   const toml::table* table) {
  if (table == nullptr) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: key '{}': expected {{ origin, bytes }}, "
                             "found none",
                             file, section)};
  }
  BoardReader reader(file, section, *table);
  MemoryRegion region;
  region.origin = reader.address("origin");
  const uint64_t bytes = reader.positive("bytes");
  if (bytes > (uint64_t{1} << 32) - 1 - region.origin) {
    reader.fail("bytes", "a region inside the 32-bit address space");
  }
  region.bytes = static_cast<uint32_t>(bytes);
  FIREFLY_RETURN_IF_ERROR(reader.finish());
  return region;
}

Expected<EmulatedMachine> read_emulator(std::string_view file,
                                        const toml::table& table) {
  BoardReader reader(file, "emulator", table);
  EmulatedMachine emulator;
  emulator.program = reader.string("program");
  emulator.package = reader.string("package");
  emulator.machine = reader.string("machine");
  emulator.arguments = reader.optional_strings("arguments");
  emulator.vectors = reader.address("vectors");
  auto flash = read_region(file, "emulator.flash", reader.table("flash"));
  auto ram = read_region(file, "emulator.ram", reader.table("ram"));
  FIREFLY_RETURN_IF_ERROR(reader.finish());
  FIREFLY_RETURN_IF_ERROR(flash);
  FIREFLY_RETURN_IF_ERROR(ram);
  emulator.flash = *flash;
  emulator.ram = *ram;
  return emulator;
}

Status read_sections(std::string_view file, BoardReader& reader, Board& board) {
  if (const toml::table* table = reader.table("power")) {
    auto power = read_power(file, *table);
    FIREFLY_RETURN_IF_ERROR(power);
    board.power = *power;
  }
  if (const toml::table* table = reader.table("toolchain")) {
    auto toolchain = read_toolchain(file, *table);
    FIREFLY_RETURN_IF_ERROR(toolchain);
    board.toolchain = *toolchain;
  }
  if (const toml::table* table = reader.table("emulator")) {
    auto emulator = read_emulator(file, *table);
    FIREFLY_RETURN_IF_ERROR(emulator);
    board.emulator = *emulator;
  }
  if (board.emulator && !board.toolchain) {
    reader.fail("toolchain", "a toolchain, since there is an emulator");
  }
  return {};
}

}  // namespace

Expected<Board> parse_board(std::string_view file, std::string_view text) {
  const toml::parse_result parsed = toml::parse(text, file);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}:{}: {}", file, error.source().begin.line,
                             error.description())};
  }
  BoardReader reader(file, "", parsed.table());
  Board board;
  board.name = reader.string("name");
  board.description = reader.string("description");
  board.core = reader.string("core");
  board.isa = reader.string("isa");
  if (std::find(kIsas.begin(), kIsas.end(), board.isa) == kIsas.end()) {
    reader.fail("isa", fmt::format("one of {}, found '{}'",
                                   fmt::join(kIsas, ", "), board.isa));
  }
  board.clock_hz = reader.positive("clock_hz");
  board.flash_bytes = reader.positive("flash_bytes");
  board.ram_bytes = reader.positive("ram_bytes");
  board.timing_model = reader.optional_string("timing_model");
  FIREFLY_RETURN_IF_ERROR(read_timing_section(file, reader, board));
  FIREFLY_RETURN_IF_ERROR(read_sections(file, reader, board));
  FIREFLY_RETURN_IF_ERROR(reader.finish());
  return board;
}

std::vector<Board> built_in_boards() {
  std::vector<Board> boards;
  for (const EmbeddedFile& file : board_files()) {
    auto board = parse_board(file.path, file.text);
    FIREFLY_CHECK(board.ok());
    boards.push_back(std::move(*board));
  }
  std::sort(boards.begin(), boards.end(),
            [](const Board& a, const Board& b) { return a.name < b.name; });
  return boards;
}

Expected<Board> find_board(const std::string& name_or_path) {
  const std::vector<Board> boards = built_in_boards();
  for (const Board& board : boards) {
    if (board.name == name_or_path) {
      return board;
    }
  }
  const std::filesystem::path path = name_or_path;
  if (path.extension() != ".toml") {
    std::vector<std::string> names;
    names.reserve(boards.size());
    for (const Board& board : boards) {
      names.push_back(board.name);
    }
    return Error{
        ErrorCode::kUsage,
        fmt::format("board '{}' is not known{}\nExpected one of {}, or "
                    "the path of a .toml file",
                    name_or_path, did_you_mean(name_or_path, names),
                    fmt::join(names, ", "))};
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: cannot be opened", name_or_path)};
  }
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return parse_board(name_or_path, text);
}

std::string cycles_model(const Board& board) {
  return board.timing_model.value_or("") + (board.flash ? "+flash" : "");
}

std::string cycles_confidence(const Board& board) {
  const std::string_view core =
      timing::confidence_of(board.timing_model.value_or(""));
  if (!board.flash || core == "low") {
    return std::string(core);
  }
  return board.flash->verified ? "fair" : "low";
}

double latency_ms(const Board& board, uint64_t cycles) {
  return static_cast<double>(cycles) * 1e3 /
         static_cast<double>(board.clock_hz);
}

std::optional<double> energy_uj(const Board& board, uint64_t cycles) {
  if (!board.power) {
    return std::nullopt;
  }
  // µA/MHz is pC a cycle; times V it is pJ.
  const double pj_per_cycle =
      board.power->active_ua_per_mhz * board.power->voltage_v;
  return static_cast<double>(cycles) * pj_per_cycle * 1e-6;
}

}  // namespace firefly
