// SPDX-License-Identifier: Apache-2.0
#include "emulator/elf.h"

#include <elf.h>
#include <fmt/format.h>

#include <cstring>
#include <fstream>
#include <iterator>

namespace firefly {
namespace {

Error damaged(std::string_view what) {
  return Error{ErrorCode::kInvalidData, fmt::format("ELF file: {}", what)};
}

/// A record of type T at an offset, or nothing if it does not lie in the file.
template <class T>
std::optional<T> record_at(std::string_view file, uint64_t offset) {
  if (offset > file.size() || file.size() - offset < sizeof(T)) {
    return std::nullopt;
  }
  T value = {};
  std::memcpy(&value, file.data() + offset, sizeof value);
  return value;
}

/// The contents of a section, or nothing if they do not lie in the file.
std::optional<std::string_view> contents(std::string_view file,
                                         const Elf32_Shdr& section) {
  if (section.sh_offset > file.size() ||
      file.size() - section.sh_offset < section.sh_size) {
    return std::nullopt;
  }
  return file.substr(section.sh_offset, section.sh_size);
}

/// A zero-terminated string of a string table.
std::optional<std::string> string_at(std::string_view table, uint32_t offset) {
  if (offset >= table.size()) {
    return std::nullopt;
  }
  const size_t end = table.find('\0', offset);
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  return std::string(table.substr(offset, end - offset));
}

Expected<std::vector<Elf32_Shdr>> section_headers(std::string_view file,
                                                  const Elf32_Ehdr& header) {
  if (header.e_shentsize != sizeof(Elf32_Shdr)) {
    return damaged("section headers of an unexpected size");
  }
  std::vector<Elf32_Shdr> headers;
  for (uint32_t i = 0; i < header.e_shnum; ++i) {
    const auto section = record_at<Elf32_Shdr>(
        file, uint64_t{header.e_shoff} + uint64_t{i} * sizeof(Elf32_Shdr));
    if (!section) {
      return damaged("a section header lies beyond the end of the file");
    }
    headers.push_back(*section);
  }
  return headers;
}

Expected<std::string_view> string_table(std::string_view file,
                                        const std::vector<Elf32_Shdr>& headers,
                                        uint32_t index) {
  if (index >= headers.size() || headers[index].sh_type != SHT_STRTAB) {
    return damaged("no string table where one is named");
  }
  const auto table = contents(file, headers[index]);
  if (!table) {
    return damaged("a string table lies beyond the end of the file");
  }
  return *table;
}

Status read_sections(std::string_view file,
                     const std::vector<Elf32_Shdr>& headers, uint32_t names_at,
                     Elf& elf) {
  auto names = string_table(file, headers, names_at);
  FIREFLY_RETURN_IF_ERROR(names);
  for (const Elf32_Shdr& header : headers) {
    auto name = string_at(*names, header.sh_name);
    if (!name) {
      return damaged("a section's name lies beyond the string table");
    }
    elf.sections.push_back(
        {std::move(*name), header.sh_addr, header.sh_size,
         (header.sh_flags & SHF_ALLOC) != 0, (header.sh_flags & SHF_WRITE) != 0,
         (header.sh_flags & SHF_EXECINSTR) != 0, header.sh_type != SHT_NOBITS});
  }
  return {};
}

Status read_symbols(std::string_view file,
                    const std::vector<Elf32_Shdr>& headers,
                    const Elf32_Shdr& section, bool thumb, Elf& elf) {
  auto names = string_table(file, headers, section.sh_link);
  FIREFLY_RETURN_IF_ERROR(names);
  const auto table = contents(file, section);
  if (!table) {
    return damaged("the symbol table lies beyond the end of the file");
  }
  for (size_t offset = 0; offset < table->size(); offset += sizeof(Elf32_Sym)) {
    const auto symbol = record_at<Elf32_Sym>(*table, offset);
    if (!symbol) {
      return damaged("the symbol table ends within a symbol");
    }
    auto name = string_at(*names, symbol->st_name);
    if (!name) {
      return damaged("a symbol's name lies beyond the string table");
    }
    if (symbol->st_shndx == SHN_UNDEF || name->empty()) {
      continue;
    }
    const bool is_function = ELF32_ST_TYPE(symbol->st_info) == STT_FUNC;
    const uint32_t thumb_bit = thumb && is_function ? 1 : 0;
    elf.symbols.push_back({std::move(*name), symbol->st_value & ~thumb_bit,
                           symbol->st_size, is_function});
  }
  return {};
}

}  // namespace

std::optional<uint32_t> Elf::address_of(std::string_view name) const {
  for (const ElfSymbol& symbol : symbols) {
    if (symbol.name == name) {
      return symbol.address;
    }
  }
  return std::nullopt;
}

std::optional<std::string> Elf::function_at(uint32_t address) const {
  for (const ElfSymbol& symbol : symbols) {
    if (symbol.is_function && address >= symbol.address &&
        address - symbol.address < symbol.bytes) {
      return symbol.name;
    }
  }
  return std::nullopt;
}

Expected<Elf> parse_elf(std::string_view file) {
  const auto header = record_at<Elf32_Ehdr>(file, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
    return damaged("expected the ELF header, found something else");
  }
  if (header->e_ident[EI_CLASS] != ELFCLASS32 ||
      header->e_ident[EI_DATA] != ELFDATA2LSB) {
    return damaged("expected a 32-bit little-endian file");
  }
  auto headers = section_headers(file, *header);
  FIREFLY_RETURN_IF_ERROR(headers);
  Elf elf;
  FIREFLY_RETURN_IF_ERROR(
      read_sections(file, *headers, header->e_shstrndx, elf));
  for (const Elf32_Shdr& section : *headers) {
    if (section.sh_type == SHT_SYMTAB) {
      FIREFLY_RETURN_IF_ERROR(read_symbols(file, *headers, section,
                                           header->e_machine == EM_ARM, elf));
    }
  }
  return elf;
}

Expected<Elf> read_elf(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: cannot be opened", path.string())};
  }
  const std::string file{std::istreambuf_iterator<char>(stream), {}};
  auto elf = parse_elf(file);
  if (!elf) {
    return Error{elf.error().code,
                 fmt::format("{}: {}", path.string(), elf.error().message)};
  }
  return elf;
}

}  // namespace firefly
