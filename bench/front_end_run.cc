// SPDX-License-Identifier: Apache-2.0
#include "bench/front_end_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "compiler/emit/runtime_files.h"
#include "emulator/firmware.h"
#include "emulator/temporary_directory.h"
#include "frontends/device_tables.h"

namespace firefly {
namespace {

/// How samples go into the firmware and rows come out.
struct Portion {
  int samples = 1;  ///< Of one run of the firmware.
  int values = 1;   ///< samples · channels
  int rows = 1;     ///< At most.
};

Portion portion_of(const FeatureFormat& format, const SensorFormat& sensor) {
  Portion portion;
  if (format.height > 0) {
    portion.samples = sensor.width;
    // The line may be one of a crop with the aspect of the rows.
    const int lines =
        std::min(sensor.height,
                 std::max(sensor.width * format.height / format.width, 1));
    portion.rows = format.height / lines + 2;
  } else {
    portion.samples = format.hop_samples;
  }
  portion.values = portion.samples * sensor.channels;
  return portion;
}

// The C API that the harness of runtime/port takes for a model's.
constexpr std::string_view kHeader = R"(#pragma once
#include <stddef.h>
#include <stdint.h>
#define FRONT_END_INPUTS 1
#define FRONT_END_OUTPUTS 2
extern "C" {{
struct front_end_model {{
  alignas(4) {sample} samples[{values}];
  int8_t rows[{row_bytes}];
  uint32_t row_count;
  uint32_t is_ready;
}};
void front_end_invoke(front_end_model* model);
inline void* front_end_input(front_end_model* model, int) {{
  return model->samples;
}}
inline size_t front_end_input_bytes(int) {{
  return sizeof(front_end_model::samples);
}}
inline const void* front_end_output(front_end_model* model, int index) {{
  return index == 0 ? static_cast<const void*>(model->rows) : &model->row_count;
}}
inline size_t front_end_output_bytes(int index) {{
  return index == 0 ? sizeof(front_end_model::rows) : sizeof(uint32_t);
}}
}}
)";

// The object and its memory stand apart from the model, so that the footprint
// tells their size.
constexpr std::string_view kSource = R"(#include "front_end_c.h"
#include "{header}"
namespace {{
{tables}
const {type}::Config kConfig = {config};
{type} front_end;
alignas(8) uint8_t memory[{memory_bytes}];
}}
extern "C" void front_end_invoke(front_end_model* model) {{
  if (model->is_ready == 0) {{
    front_end.init(kConfig, memory);
    model->is_ready = 1;
  }}
  model->row_count = 0;
  int32_t taken = 0;
  while (taken < {samples}) {{
    bool row_is_ready = false;
    taken += front_end.push(model->samples + taken * {channels},
                            {samples} - taken,
                            model->rows + model->row_count * {row_size},
                            &row_is_ready);
    model->row_count += row_is_ready ? 1U : 0U;
  }}
}}
)";

Status write_file(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  return stream.flush()
             ? Status()
             : Error{ErrorCode::kFailed,
                     fmt::format("{}: cannot be written", path.string())};
}

Expected<Firmware> build(const FrontEnd& front_end, const SensorFormat& sensor,
                         const Board& board,
                         const std::filesystem::path& directory) {
  const DeviceFrontEnd device = front_end.device();
  const FeatureFormat format = front_end.format();
  const Portion portion = portion_of(format, sensor);
  const std::string source = fmt::format(
      kSource, fmt::arg("header", device.header), fmt::arg("type", device.type),
      fmt::arg("tables", device_tables(device.tables)),
      fmt::arg("config", device.config),
      fmt::arg("memory_bytes", std::max(device.memory_bytes, 1)),
      fmt::arg("samples", portion.samples),
      fmt::arg("channels", sensor.channels),
      fmt::arg("row_size", format.row_size()));
  const std::string header =
      fmt::format(kHeader, fmt::arg("sample", device.sample_type),
                  fmt::arg("values", portion.values),
                  fmt::arg("row_bytes", portion.rows * format.row_size()));
  FIREFLY_RETURN_IF_ERROR(write_file(directory / "front_end.cc", source));
  FIREFLY_RETURN_IF_ERROR(write_file(directory / "front_end_c.h", header));
  for (const EmittedFile& file : runtime_files_for(source)) {
    FIREFLY_RETURN_IF_ERROR(write_file(directory / file.path, file.text));
  }
  FirmwareSources sources;
  sources.directory = directory;
  sources.name = "front_end";
  sources.entry = "front_end_invoke";
  sources.sources = {"front_end.cc"};
  sources.include_dirs = {"runtime", "runtime/include"};
  return build_firmware(board, sources, directory / "build");
}

std::vector<Bytes> portions_of(std::span<const int16_t> signal, size_t values,
                               bool are_pixels) {
  std::vector<Bytes> portions;
  for (; signal.size() >= values; signal = signal.subspan(values)) {
    Bytes& bytes = portions.emplace_back();
    for (const int16_t value : signal.first(values)) {
      const auto bits = static_cast<uint16_t>(value);
      bytes.push_back(static_cast<uint8_t>(bits & 0xFF));
      if (!are_pixels) {
        bytes.push_back(static_cast<uint8_t>(bits >> 8));
      }
    }
  }
  return portions;
}

uint32_t row_count(const InvokeResult& invoke) {
  const Bytes& bytes = invoke.outputs[1];
  return bytes[0] | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 |
         uint32_t{bytes[3]} << 24;
}

/// Without what came before the first row of a signal, which is no hop.
Cost cost_of_row(const std::vector<InvokeResult>& invokes, bool is_picture) {
  Cost sum;
  sum.cycles = 0;
  uint64_t rows = 0;
  bool counts = is_picture;
  for (const InvokeResult& invoke : invokes) {
    const uint32_t new_rows = row_count(invoke);
    if (counts) {
      rows += new_rows;
      sum.instructions += invoke.cost.instructions;
      sum.cycles = sum.cycles && invoke.cost.cycles
                       ? std::optional(*sum.cycles + *invoke.cost.cycles)
                       : std::nullopt;
    }
    counts = counts || new_rows > 0;
  }
  FIREFLY_CHECK(rows > 0);
  sum.instructions /= rows;
  if (sum.cycles) {
    *sum.cycles /= rows;
  }
  return sum;
}

}  // namespace

Expected<FrontEndRun> run_front_end(const FrontEnd& front_end,
                                    const SensorFormat& sensor,
                                    std::span<const int16_t> signal,
                                    const Board& board) {
  const Expected<TemporaryDirectory> directory = TemporaryDirectory::create();
  FIREFLY_RETURN_IF_ERROR(directory);
  const Expected<Firmware> firmware =
      build(front_end, sensor, board, directory->path());
  FIREFLY_RETURN_IF_ERROR(firmware);
  const Expected<Footprint> footprint = measure_footprint(*firmware);
  FIREFLY_RETURN_IF_ERROR(footprint);
  const FeatureFormat format = front_end.format();
  const Portion portion = portion_of(format, sensor);
  const Expected<RunResult> result =
      run_firmware(board, *firmware,
                   portions_of(signal, static_cast<size_t>(portion.values),
                               front_end.device().sample_type == "uint8_t"),
                   {});
  FIREFLY_RETURN_IF_ERROR(result);

  FrontEndRun run;
  run.footprint = *footprint;
  run.ram_bytes = footprint->data_bytes;
  for (const InvokeResult& invoke : result->invokes) {
    run.stack_bytes = std::max(run.stack_bytes, invoke.stack_bytes);
    const size_t bytes =
        row_count(invoke) * static_cast<size_t>(format.row_size());
    for (size_t i = 0; i < bytes; ++i) {
      run.rows.push_back(static_cast<int8_t>(invoke.outputs[0][i]));
    }
  }
  run.row = cost_of_row(result->invokes, format.height > 0);
  return run;
}

}  // namespace firefly
