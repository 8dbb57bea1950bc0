// SPDX-License-Identifier: Apache-2.0
#include "formats/sound.h"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace firefly {
namespace {

// libsndfile allocates by what a header claims; a day of stereo at 48 kHz is
// beyond any recording that a microcontroller is trained on.
constexpr int64_t kMaxValues = int64_t{2} * 48000 * 86400;

struct Bytes {
  std::span<const uint8_t> all;
  size_t at = 0;
};

sf_count_t length_of(void* user) {
  return static_cast<sf_count_t>(static_cast<Bytes*>(user)->all.size());
}

sf_count_t seek(sf_count_t offset, int whence, void* user) {
  Bytes& bytes = *static_cast<Bytes*>(user);
  const auto size = static_cast<sf_count_t>(bytes.all.size());
  sf_count_t from = 0;
  if (whence == SEEK_CUR) {
    from = static_cast<sf_count_t>(bytes.at);
  } else if (whence == SEEK_END) {
    from = size;
  }
  // Hostile offsets reach here as the file has them.
  const sf_count_t to = std::clamp<sf_count_t>(offset, -from, size - from);
  bytes.at = static_cast<size_t>(from + to);
  return from + to;
}

sf_count_t read(void* target, sf_count_t count, void* user) {
  Bytes& bytes = *static_cast<Bytes*>(user);
  const size_t left = bytes.all.size() - bytes.at;
  const size_t taken =
      std::min(left, static_cast<size_t>(std::max<sf_count_t>(count, 0)));
  if (taken > 0) {
    std::memcpy(target, bytes.all.data() + bytes.at, taken);
  }
  bytes.at += taken;
  return static_cast<sf_count_t>(taken);
}

sf_count_t tell(void* user) {
  return static_cast<sf_count_t>(static_cast<Bytes*>(user)->at);
}

// libsndfile reads what is there and keeps silent about the rest.
bool riff_is_cut_short(std::span<const uint8_t> bytes) {
  if (bytes.size() < 8 || std::memcmp(bytes.data(), "RIFF", 4) != 0) {
    return false;
  }
  const uint64_t size = bytes[4] | (uint64_t{bytes[5]} << 8) |
                        (uint64_t{bytes[6]} << 16) | (uint64_t{bytes[7]} << 24);
  // Programs that write to a pipe can not know the size: 0 or all ones.
  const bool is_known = size != 0 && size < 0x7fffffff;
  return is_known && size + 8 > bytes.size();
}

}  // namespace

Expected<Sound> read_sound(std::span<const uint8_t> bytes,
                           const std::string& name) {
  Bytes source{bytes};
  SF_VIRTUAL_IO io{length_of, seek, read, nullptr, tell};
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(
      sf_open_virtual(&io, SFM_READ, &info, &source), sf_close);
  if (file == nullptr) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: is not a sound that can be read: {}", name,
                             sf_strerror(nullptr))};
  }
  Sound sound{info.samplerate, info.channels, {}, riff_is_cut_short(bytes)};
  if (info.channels < 1 || info.samplerate < 1 ||
      info.frames > kMaxValues / info.channels) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("{}: the header claims {} samples in {} channels "
                    "at {} Hz",
                    name, info.frames, info.channels, info.samplerate)};
  }
  // In blocks, because the header's count is a claim.
  constexpr sf_count_t kBlock = 1 << 16;
  sf_count_t got = 0;
  do {
    const size_t size = sound.values.size();
    const auto channels = static_cast<size_t>(info.channels);
    const sf_count_t wanted =
        std::clamp<sf_count_t>(info.frames, 1, kBlock / info.channels + 1);
    sound.values.resize(size + static_cast<size_t>(wanted) * channels);
    got = sf_readf_float(file.get(), sound.values.data() + size, wanted);
    sound.values.resize(
        size + static_cast<size_t>(std::max<sf_count_t>(got, 0)) * channels);
  } while (got > 0);
  return sound;
}

}  // namespace firefly
