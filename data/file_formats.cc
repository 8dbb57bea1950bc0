// SPDX-License-Identifier: Apache-2.0
#include "data/file_formats.h"

#include <algorithm>
#include <array>

#include "data/hash.h"
#include "data/names.h"
#include "formats/files.h"
#include "formats/image.h"
#include "formats/sound.h"

namespace firefly {
namespace {

Recording recording_of(const FileToRead& file, Signal signal) {
  Recording recording;
  recording.source = file.name;
  recording.signal = std::move(signal);
  return recording;
}

Expected<std::vector<Recording>> read_sound_file(
    const FileToRead& file, std::vector<Problem>& problems) {
  auto sound = read_sound(file.bytes, file.name);
  FIREFLY_RETURN_IF_ERROR(sound);
  if (sound->is_cut_short) {
    problems.push_back({file.name, "is cut short: its header promises more",
                        "copy it again from where it came from", false});
  }
  Signal signal;
  signal.rate_hz = sound->rate_hz;
  signal.channels = sound->channels;
  signal.values = std::move(sound->values);
  return std::vector{recording_of(file, std::move(signal))};
}

Expected<std::vector<Recording>> read_image_file(
    const FileToRead& file, std::vector<Problem>& /*problems*/) {
  const auto image = read_image(file.bytes, file.name);
  FIREFLY_RETURN_IF_ERROR(image);
  Signal signal;
  signal.channels = image->channels;
  signal.width = image->width;
  signal.height = image->height;
  signal.values.assign(image->pixels.begin(), image->pixels.end());
  return std::vector{recording_of(file, std::move(signal))};
}

constexpr std::array kFormats = {
    FileFormat{"WAV", " wav ", "RIFF", read_sound_file, true},
    FileFormat{"FLAC", " flac ", "fLaC", read_sound_file, true},
    FileFormat{"Ogg", " ogg oga ", "OggS", read_sound_file, true},
    FileFormat{"AIFF", " aiff aif ", "FORM", read_sound_file, true},
    FileFormat{"AU", " au ", ".snd", read_sound_file, true},
    FileFormat{"PNG", " png ", "\x89PNG", read_image_file},
    FileFormat{"JPEG", " jpg jpeg ", "\xff\xd8\xff", read_image_file},
    FileFormat{"BMP", " bmp ", "BM", read_image_file},
    FileFormat{"NumPy", " npy ", "\x93NUMPY", read_npy_file},
    FileFormat{"CSV", " csv tsv txt ", "", read_table_file},
    FileFormat{"UCR/UEA series", " ts ", "", read_series_file},
    FileFormat{"Edge Impulse", " json cbor ", "", read_acquisition_file},
    FileFormat{"WFDB", " hea ", "", read_wfdb_file},
    FileFormat{"CIFAR-10", " bin ", "", read_cifar_file},
};

}  // namespace

double rate_of(const FileToRead& file) {
  if (file.rate_hz > 0) {
    return file.rate_hz;
  }
  const double rate_hz = file.parameters.table.rate_hz;
  return rate_hz > 0 ? rate_hz : file.sensor.rate_hz;
}

std::string group_by_content(const Signal& signal) {
  return sha256({reinterpret_cast<const uint8_t*>(signal.values.data()),
                 signal.values.size() * sizeof(float)});
}

const FileFormat* format_by_name(const FileToRead& file) {
  const std::string word = " " + extension_of(file.name) + " ";
  const auto* const found =
      std::find_if(kFormats.begin(), kFormats.end(), [&](const auto& format) {
        return format.extensions.find(word) != std::string_view::npos;
      });
  return found == kFormats.end() ? nullptr : found;
}

const FileFormat* format_by_content(const FileToRead& file) {
  const std::string_view text = text_of(file.bytes);
  const auto* const found =
      std::find_if(kFormats.begin(), kFormats.end(), [&](const auto& format) {
        return !format.magic.empty() && text.starts_with(format.magic);
      });
  return found == kFormats.end() ? nullptr : found;
}

}  // namespace firefly
