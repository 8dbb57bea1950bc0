// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/command_line.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>

#include "emulator/process.h"
#include "formats/tflite/writer.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

std::string contents_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

void CommandLine::SetUp() {
  for (auto* directory : {&directory_, &streams_}) {
    auto created = TemporaryDirectory::create();
    ASSERT_TRUE(created.ok()) << created.error().message;
    directory->emplace(std::move(*created));
  }
}

Finished CommandLine::firefly(const std::vector<std::string>& arguments,
                              const std::vector<std::string>& environment) {
  std::vector<std::string> command = {"/usr/bin/env"};
  command.insert(command.end(), environment.begin(), environment.end());
  return finish(std::move(command), arguments, "");
}

Finished CommandLine::firefly_for(const std::string& seconds,
                                  const std::vector<std::string>& arguments,
                                  const std::string& streams) {
  return finish({"/usr/bin/timeout", "--signal=KILL", seconds}, arguments,
                streams);
}

Finished CommandLine::finish(std::vector<std::string> command,
                             const std::vector<std::string>& arguments,
                             const std::string& streams) {
  const std::string out = (streams_->path() / (streams + "out")).string();
  const std::string err = (streams_->path() / (streams + "err")).string();
  command.insert(
      command.end(),
      {"/bin/sh", "-c", "exec \"$0\" \"$@\" >'" + out + "' 2>'" + err + "'",
       FIREFLY_BINARY});
  command.insert(command.end(), arguments.begin(), arguments.end());
  const Expected<ProcessResult> result =
      run_process(command, directory_->path(), std::chrono::minutes(3));
  EXPECT_TRUE(result.ok()) << result.error().message;
  return {result.ok() ? result->exit_code : -1, contents_of(out),
          contents_of(err)};
}

nlohmann::json CommandLine::json_of(const std::vector<std::string>& arguments) {
  const Finished result = firefly(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  // Fails on anything before or behind the object.
  nlohmann::json json = nlohmann::json::parse(result.out, nullptr, false);
  EXPECT_TRUE(json.is_object()) << result.out;
  return json;
}

void CommandLine::expect_error(int exit_code,
                               const std::vector<std::string>& words,
                               const std::vector<std::string>& arguments) {
  SCOPED_TRACE(::testing::PrintToString(arguments));
  const Finished result = firefly(arguments);
  EXPECT_EQ(result.exit_code, exit_code);
  EXPECT_EQ(result.out, "");
  for (const std::string& word : words) {
    EXPECT_THAT(result.err, ::testing::HasSubstr(word));
  }
}

void CommandLine::write(const std::string& name, const std::string& contents) {
  const auto path = directory_->path() / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << contents;
}

void CommandLine::write_model(const std::string& name, const Graph& graph) {
  const Expected<std::vector<uint8_t>> bytes = write_tflite(graph);
  ASSERT_TRUE(bytes.ok()) << bytes.error().message;
  write(name, {bytes->begin(), bytes->end()});
}

std::string CommandLine::read(const std::string& name) const {
  return contents_of(directory_->path() / name);
}

bool CommandLine::exists(const std::string& name) const {
  return std::filesystem::exists(directory_->path() / name);
}

std::vector<std::pair<std::string, std::string>> CommandLine::files_in(
    const std::string& directory) const {
  std::vector<std::pair<std::string, std::string>> files;
  const auto root = directory_->path() / directory;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) {
      files.emplace_back(std::filesystem::relative(entry, root).string(),
                         contents_of(entry));
    }
  }
  std::ranges::sort(files);
  return files;
}

std::string CommandLine::digits() { return digits_model().string(); }

bool CommandLine::can_run(const std::string& board) {
  const auto missing = missing_tool(board_named(board));
  EXPECT_FALSE(missing && in_ci()) << missing.value_or("");
  return !missing;
}

}  // namespace firefly
