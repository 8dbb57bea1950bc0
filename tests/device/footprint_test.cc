// SPDX-License-Identifier: Apache-2.0
//
// What the code of a model pulls into a firmware: nothing that allocates,
// prints, throws or runs before main.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "compiler/schedule/testing/random_graph.h"
#include "emulator/elf.h"
#include "emulator/firmware.h"
#include "emulator/temporary_directory.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

/// A star at the end stands for anything.
constexpr std::array kForbidden = std::to_array<std::string_view>(
    {"malloc",       "_malloc_r",    "free",      "_free_r",   "realloc",
     "calloc",       "_Zn*",         "_Zd*",      "__cxa_*",   "_Unwind_*",
     "__gxx_*",      "printf",       "_printf_r", "fprintf",   "sprintf",
     "snprintf",     "puts",         "_sbrk",     "_sbrk_r",   "__aeabi_atexit",
     "atexit",       "abort",        "exit",      "__assert*", "_GLOBAL_*",
     "__dso_handle", "_impure_ptr",  "__errno",   "_ZGV*",     "_ZTV*",
     "_ZTI*",        "__stack_chk_*"});

bool is_forbidden(std::string_view symbol) {
  return std::ranges::any_of(kForbidden, [&](std::string_view word) {
    return word.ends_with('*')
               ? symbol.starts_with(word.substr(0, word.size() - 1))
               : symbol == word;
  });
}

void expect_frugal(const CompiledModel& model, const Board& board) {
  SCOPED_TRACE(model.emitted.name + " on " + board.name);
  const Expected<TemporaryDirectory> directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory.ok()) << directory.error().message;
  for (const EmittedFile& file : model.emitted.files) {
    const auto path = directory->path() / file.path;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << file.text;
  }
  FirmwareSources sources;
  sources.directory = directory->path();
  sources.name = model.emitted.name;
  sources.entry = model.emitted.entry;
  sources.sources = model.emitted.sources;
  sources.include_dirs = model.emitted.include_dirs;
  const Expected<Firmware> firmware =
      build_firmware(board, sources, directory->path() / "build");
  ASSERT_TRUE(firmware.ok()) << firmware.error().message;
  const Expected<Elf> elf = read_elf(firmware->footprint);
  ASSERT_TRUE(elf.ok()) << elf.error().message;
  EXPECT_TRUE(elf->address_of(model.emitted.name + "_invoke").has_value());
  for (const ElfSymbol& symbol : elf->symbols) {
    EXPECT_FALSE(is_forbidden(symbol.name)) << symbol.name;
  }
  for (const ElfSection& section : elf->sections) {
    const bool forbidden = section.name.starts_with(".init_array") ||
                           section.name.starts_with(".ctors") ||
                           section.writable;
    EXPECT_FALSE(forbidden && section.allocated && section.bytes > 0)
        << section.name << ": " << section.bytes << " B";
  }
}

class Footprint : public ::testing::TestWithParam<const char*> {};

TEST_P(Footprint, HoldsNothingOfALibraryThatAllocatesOrPrints) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  const Expected<CompiledModel> digits = compile_file(digits_model(), board);
  ASSERT_TRUE(digits.ok()) << digits.error().message;
  expect_frugal(*digits, board);
  for (const unsigned seed : {1U, 4U, 8U}) {
    expect_frugal(compile_for(testing::random_graph(seed), board), board);
  }
}

TEST_P(Footprint, OfSharedModelsHoldsNothingEither) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  const auto folder = shared_models();
  if (!folder) {
    GTEST_SKIP() << "there is no shared folder";
  }
  for (const char* file :
       {"mlperf_tiny/kws_ref_model.tflite", "tflm/hello_world_float.tflite",
        "tflm/trained_lstm_int8.tflite"}) {
    const Expected<CompiledModel> model = compile_file(*folder / file, board);
    ASSERT_TRUE(model.ok()) << model.error().message;
    expect_frugal(*model, board);
  }
}

INSTANTIATE_TEST_SUITE_P(Boards, Footprint,
                         ::testing::Values("cortex-m0", "cortex-m4",
                                           "cortex-m55", "rv32"),
                         test_name<const char*>);

}  // namespace
}  // namespace firefly
