// SPDX-License-Identifier: Apache-2.0
#include "emulator/elf.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <string>

namespace firefly {
namespace {

constexpr size_t kNamesAt = sizeof(Elf32_Ehdr);
constexpr char kNames[] = "\0.text\0.bss\0main\0unused\0\0\0";
constexpr size_t kSymbolsAt = kNamesAt + sizeof kNames;
constexpr size_t kHeadersAt = kSymbolsAt + 3 * sizeof(Elf32_Sym);

template <class T>
void put(std::string& file, size_t offset, const T& value) {
  std::memcpy(file.data() + offset, &value, sizeof value);
}

Elf32_Shdr section(uint32_t name, uint32_t type, uint32_t flags,
                   uint32_t offset, uint32_t bytes, uint32_t link) {
  return {name, type, flags, 0x8000, offset, bytes, link, 0, 4, 0};
}

/// Two sections, a function in the first, and the tables that say so.
std::string small_file() {
  std::string file(kHeadersAt + 5 * sizeof(Elf32_Shdr), '\0');
  Elf32_Ehdr header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS32;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_machine = EM_ARM;
  header.e_shoff = kHeadersAt;
  header.e_shentsize = sizeof(Elf32_Shdr);
  header.e_shnum = 5;
  header.e_shstrndx = 3;
  put(file, 0, header);
  std::memcpy(file.data() + kNamesAt, kNames, sizeof kNames);
  const Elf32_Sym function = {12, 0x8001, 6, STT_FUNC, 0, 1};
  const Elf32_Sym undefined = {17, 0, 0, STT_FUNC, 0, SHN_UNDEF};
  put(file, kSymbolsAt + sizeof(Elf32_Sym), function);
  put(file, kSymbolsAt + 2 * sizeof(Elf32_Sym), undefined);
  const Elf32_Shdr headers[] = {
      {},
      section(1, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0, 6, 0),
      section(7, SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 0, 100, 0),
      section(0, SHT_STRTAB, 0, kNamesAt, sizeof kNames, 0),
      section(0, SHT_SYMTAB, 0, kSymbolsAt, 3 * sizeof(Elf32_Sym), 3)};
  put(file, kHeadersAt, headers);
  return file;
}

TEST(Elf, ReadsSectionsAndSymbols) {
  auto elf = parse_elf(small_file());
  ASSERT_TRUE(elf.ok()) << elf.error().message;
  ASSERT_EQ(elf->sections.size(), 5U);
  EXPECT_EQ(elf->sections[1].name, ".text");
  EXPECT_TRUE(elf->sections[1].executable);
  EXPECT_TRUE(elf->sections[1].has_contents);
  EXPECT_EQ(elf->sections[2].name, ".bss");
  EXPECT_EQ(elf->sections[2].bytes, 100U);
  EXPECT_TRUE(elf->sections[2].writable);
  EXPECT_FALSE(elf->sections[2].has_contents);
  ASSERT_EQ(elf->symbols.size(), 1U);
  EXPECT_EQ(elf->symbols[0].name, "main");
}

TEST(Elf, DropsTheThumbBit) {
  auto elf = parse_elf(small_file());
  ASSERT_TRUE(elf.ok());
  EXPECT_EQ(elf->address_of("main"), 0x8000U);
  EXPECT_EQ(elf->function_at(0x8005), "main");
  EXPECT_FALSE(elf->function_at(0x8006).has_value());
  EXPECT_FALSE(elf->address_of("unused").has_value());
}

TEST(Elf, RefusesWhatIsNoElf32) {
  EXPECT_FALSE(parse_elf("").ok());
  EXPECT_FALSE(parse_elf("#!/bin/sh").ok());
  std::string wide = small_file();
  wide[EI_CLASS] = ELFCLASS64;
  EXPECT_FALSE(parse_elf(wide).ok());
}

TEST(Elf, RefusesEveryTruncation) {
  const std::string file = small_file();
  for (size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(parse_elf(file.substr(0, size)).ok()) << size;
  }
}

// Run under ASan, this shows that no byte of the file can lead outside it.
TEST(Elf, SurvivesEveryChangedByte) {
  const std::string file = small_file();
  size_t accepted = 0;
  for (size_t at = 0; at < file.size(); ++at) {
    for (const int value : {0x00, 0x7f, 0x80, 0xff}) {
      std::string changed = file;
      changed[at] = static_cast<char>(value);
      accepted += parse_elf(changed).ok() ? 1 : 0;
    }
  }
  EXPECT_GT(accepted, 0U);
  EXPECT_LT(accepted, 4 * file.size());
}

TEST(Elf, NamesTheFileThatIsMissing) {
  auto elf = read_elf("/nonexistent.elf");
  ASSERT_FALSE(elf.ok());
  EXPECT_EQ(elf.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace firefly
