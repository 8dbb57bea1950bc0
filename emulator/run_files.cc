// SPDX-License-Identifier: Apache-2.0
#include "emulator/run_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>

namespace firefly {
namespace {

void append_u32(std::string& text, size_t value) {
  for (int shift = 0; shift < 32; shift += 8) {
    text.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

/// Takes bytes off the front of a file's contents.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  std::optional<Bytes> take(size_t count) {
    if (count > bytes_.size()) {
      return std::nullopt;
    }
    const Bytes taken(bytes_.begin(),
                      bytes_.begin() + static_cast<ptrdiff_t>(count));
    bytes_.remove_prefix(count);
    return taken;
  }

  std::optional<uint32_t> take_u32() {
    const auto bytes = take(4);
    if (!bytes) {
      return std::nullopt;
    }
    uint32_t value = 0;
    for (size_t i = 4; i-- > 0;) {
      value = value << 8 | (*bytes)[i];
    }
    return value;
  }

 private:
  std::string_view bytes_;
};

Error incomplete(const std::filesystem::path& path) {
  return Error{ErrorCode::kFailed,
               fmt::format("{}: expected the results of every invoke, found "
                           "fewer",
                           path.filename().string())};
}

/// Instructions and the three cycle figures, as the plugin prints them.
std::optional<std::array<uint64_t, 4>> read_totals(std::istream& line) {
  std::array<uint64_t, 4> totals = {};
  for (uint64_t& value : totals) {
    if (!(line >> value)) {
      return std::nullopt;
    }
  }
  return totals;
}

std::optional<Cost> read_cost(std::istream& line, bool has_cycles) {
  const auto totals = read_totals(line);
  if (!totals) {
    return std::nullopt;
  }
  return Cost{(*totals)[0],
              has_cycles ? std::optional((*totals)[1]) : std::nullopt};
}

bool read_line(std::istream& line, bool has_cycles, size_t operators,
               const std::vector<std::string>& functions,
               InvokeResult& invoke) {
  const auto whole = read_totals(line);
  if (!whole) {
    return false;
  }
  invoke.cost.instructions = (*whole)[0];
  if (has_cycles) {
    invoke.cost.cycles = (*whole)[1];
    invoke.bounds = CycleBounds{(*whole)[2], (*whole)[3]};
  }
  for (size_t i = 0; i < operators; ++i) {
    const auto cost = read_cost(line, has_cycles);
    if (!cost) {
      return false;
    }
    invoke.operators.push_back(*cost);
  }
  for (const std::string& name : functions) {
    const auto cost = read_cost(line, has_cycles);
    if (!cost) {
      return false;
    }
    if (cost->instructions > 0) {
      invoke.functions.push_back({name, *cost});
    }
  }
  if (!(line >> invoke.flash_wait_cycles)) {
    return false;
  }
  std::ranges::stable_sort(
      invoke.functions, std::ranges::greater(),
      [](const FunctionCost& function) { return function.cost.instructions; });
  return true;
}

}  // namespace

Status write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  if (!stream.flush()) {
    return Error{ErrorCode::kFailed,
                 fmt::format("{}: cannot be written", path.string())};
  }
  return {};
}

Expected<std::string> encode_request(const std::vector<Bytes>& inputs,
                                     bool restart) {
  const size_t bytes = inputs.empty() ? 0 : inputs.front().size();
  std::string request;
  append_u32(request, inputs.size());
  append_u32(request, restart ? 1 : 0);
  append_u32(request, bytes);
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].size() != bytes) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("input {}: expected {} bytes as in input 0, "
                               "found {}",
                               i, bytes, inputs[i].size())};
    }
    request.append(inputs[i].begin(), inputs[i].end());
  }
  return request;
}

Status read_results(const std::filesystem::path& path,
                    std::vector<InvokeResult>& invokes) {
  std::ifstream stream(path, std::ios::binary);
  const std::string contents{std::istreambuf_iterator<char>(stream), {}};
  ByteReader reader(contents);
  const auto outputs = reader.take_u32();
  if (!outputs) {
    return incomplete(path);
  }
  std::vector<size_t> sizes;
  for (uint32_t i = 0; i < *outputs; ++i) {
    const auto bytes = reader.take_u32();
    if (!bytes) {
      return incomplete(path);
    }
    sizes.push_back(*bytes);
  }
  for (InvokeResult& invoke : invokes) {
    const auto stack_bytes = reader.take_u32();
    if (!stack_bytes) {
      return incomplete(path);
    }
    invoke.stack_bytes = *stack_bytes;
    for (const size_t size : sizes) {
      auto output = reader.take(size);
      if (!output) {
        return incomplete(path);
      }
      invoke.outputs.push_back(std::move(*output));
    }
  }
  return {};
}

Status read_costs(const std::filesystem::path& path, bool has_cycles,
                  size_t operators, const std::vector<std::string>& functions,
                  std::vector<InvokeResult>& invokes) {
  std::ifstream stream(path);
  for (InvokeResult& invoke : invokes) {
    std::string text;
    std::getline(stream, text);
    std::istringstream line(text);
    if (!read_line(line, has_cycles, operators, functions, invoke)) {
      return incomplete(path);
    }
  }
  return {};
}

}  // namespace firefly
