// SPDX-License-Identifier: Apache-2.0
#include "trainer/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>
#include <type_traits>

namespace firefly::trainer {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kMagic = "FFCK";
constexpr uint32_t kVersion = 1;

// FNV-1a, 64 bits.
uint64_t hash_of(const uint8_t* bytes, size_t count) {
  uint64_t hash = 14695981039346656037U;
  for (size_t i = 0; i < count; ++i) {
    hash = (hash ^ bytes[i]) * 1099511628211U;
  }
  return hash;
}

uint64_t hash_of(const std::string& text) {
  return hash_of(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

class Writer {
 public:
  template <class T>
  void operator()(const T& value) {
    static_assert(std::is_arithmetic_v<T>);
    append(&value, sizeof(T));
  }
  template <class T>
  void operator()(const std::vector<T>& values) {
    (*this)(static_cast<uint64_t>(values.size()));
    append(values.data(), values.size() * sizeof(T));
  }

  std::vector<uint8_t> bytes;

 private:
  void append(const void* from, size_t count) {
    const auto* const first = static_cast<const uint8_t*>(from);
    bytes.insert(bytes.end(), first, first + count);
  }
};

class Reader {
 public:
  explicit Reader(std::span<const uint8_t> bytes) : left_(bytes) {}

  template <class T>
  void operator()(T& value) {
    static_assert(std::is_arithmetic_v<T>);
    take(&value, sizeof(T));
  }
  template <class T>
  void operator()(std::vector<T>& values) {
    uint64_t count = 0;
    (*this)(count);
    if (count > left_.size() / sizeof(T)) {
      complete_ = false;
      return;
    }
    values.resize(count);
    take(values.data(), count * sizeof(T));
  }

  /// Whether all was there, and nothing more.
  [[nodiscard]] bool complete() const { return complete_ && left_.empty(); }

 private:
  void take(void* to, size_t count) {
    complete_ = complete_ && count <= left_.size();
    if (complete_ && count > 0) {
      std::memcpy(to, left_.data(), count);
      left_ = left_.subspan(count);
    }
  }

  std::span<const uint8_t> left_;
  bool complete_ = true;
};

// The order of the file, for both directions.
template <class Visitor, class State>
void visit_phase(Visitor& visit, State& phase) {
  visit(phase.epoch);
  visit(phase.values.parameters);
  visit(phase.values.statistics);
  visit(phase.optimizer.step);
  visit(phase.optimizer.first);
  visit(phase.optimizer.second);
  visit(phase.ranges);
  visit(phase.best_epoch);
  visit(phase.best_values.parameters);
  visit(phase.best_values.statistics);
  visit(phase.best_ranges);
  visit(phase.best.accuracy);
  visit(phase.best.loss);
}

template <class Visitor, class State>
void visit_state(Visitor& visit, State& state) {
  visit_phase(visit, state.floating);
  visit_phase(visit, state.quantized);
}

Error invalid(std::string message) {
  return {ErrorCode::kInvalidData, std::move(message)};
}

Error failed(const std::filesystem::path& path, const char* what) {
  return {ErrorCode::kFailed, fmt::format("{}: {}", path.string(), what)};
}

}  // namespace

std::vector<uint8_t> seal_checkpoint(std::span<const uint8_t> body,
                                     const std::string& identity) {
  Writer writer;
  writer.bytes.assign(kMagic.begin(), kMagic.end());
  writer(kVersion);
  writer(hash_of(identity));
  writer.bytes.insert(writer.bytes.end(), body.begin(), body.end());
  writer(hash_of(writer.bytes.data(), writer.bytes.size()));
  return std::move(writer.bytes);
}

std::vector<uint8_t> encode_checkpoint(const TrainingState& state,
                                       const std::string& identity) {
  Writer writer;
  visit_state(writer, state);
  return seal_checkpoint(writer.bytes, identity);
}

Expected<TrainingState> decode_checkpoint(std::span<const uint8_t> bytes,
                                          const std::string& identity) {
  constexpr size_t kHashBytes = sizeof(uint64_t);
  if (bytes.size() < kMagic.size() ||
      !std::equal(kMagic.begin(), kMagic.end(), bytes.begin())) {
    return invalid("it is not a checkpoint of a training");
  }
  if (bytes.size() < kMagic.size() + kHashBytes) {
    return invalid("the checkpoint is cut short");
  }
  const size_t hashed = bytes.size() - kHashBytes;
  uint64_t stored = 0;
  std::memcpy(&stored, bytes.data() + hashed, kHashBytes);
  if (stored != hash_of(bytes.data(), hashed)) {
    return invalid("the checkpoint is damaged: its checksum is wrong");
  }
  Reader reader(bytes.subspan(kMagic.size(), hashed - kMagic.size()));
  uint32_t version = 0;
  uint64_t of = 0;
  reader(version);
  reader(of);
  if (version != kVersion) {
    return invalid(fmt::format("expected version {} of checkpoints, found {}",
                               kVersion, version));
  }
  if (of != hash_of(identity)) {
    return invalid("the checkpoint belongs to other settings or other data");
  }
  TrainingState state;
  visit_state(reader, state);
  if (!reader.complete()) {
    return invalid("the checkpoint is damaged: its lengths contradict");
  }
  return state;
}

Status save_checkpoint(const std::filesystem::path& path,
                       const TrainingState& state,
                       const std::string& identity) {
  const std::vector<uint8_t> bytes = encode_checkpoint(state, identity);
  std::filesystem::path unfinished = path;
  unfinished += ".part";
  std::ofstream file(unfinished, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) {
    return failed(unfinished, "can not be written");
  }
  std::error_code error;
  std::filesystem::rename(unfinished, path, error);
  if (error) {
    return failed(path, error.message().c_str());
  }
  return {};
}

Expected<TrainingState> load_checkpoint(const std::filesystem::path& path,
                                        const std::string& identity) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return failed(path, "can not be read");
  }
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  Expected<TrainingState> state = decode_checkpoint(
      {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, identity);
  if (!state) {
    return Error{state.error().code,
                 fmt::format("{}: {}; remove the file to train from the start",
                             path.string(), state.error().message)};
  }
  return state;
}

}  // namespace firefly::trainer
