// SPDX-License-Identifier: Apache-2.0
#include "tuning/testing/postgresql_server.h"

#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <vector>

#include "emulator/process.h"

namespace firefly::testing {
namespace {

/// Where Debian keeps the programs of the newest version; empty: nowhere.
std::filesystem::path find_programs() {
  std::filesystem::path newest;
  std::error_code none;
  for (const auto& entry :
       std::filesystem::directory_iterator("/usr/lib/postgresql", none)) {
    const std::filesystem::path programs = entry.path() / "bin";
    if (std::filesystem::exists(programs / "initdb") && programs > newest) {
      newest = programs;
    }
  }
  return newest;
}

/// PostgreSQL refuses to be root.
Status run_unprivileged(const std::filesystem::path& folder,
                        std::vector<std::string> command) {
  if (geteuid() == 0) {
    const std::vector<std::string> as_postgres = {
        "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"};
    command.insert(command.begin(), as_postgres.begin(), as_postgres.end());
  }
  const Expected<ProcessResult> result =
      run_process(command, folder, std::chrono::minutes(1));
  FIREFLY_RETURN_IF_ERROR(result);
  if (result->exit_code != 0) {
    return Error{ErrorCode::kFailed, result->output};
  }
  return {};
}

}  // namespace

Expected<std::unique_ptr<PostgresqlServer>> PostgresqlServer::start() {
  const std::filesystem::path programs = find_programs();
  if (programs.empty()) {
    return Error{ErrorCode::kNotFound,
                 "the Debian package postgresql is not installed"};
  }
  std::string name =
      (std::filesystem::temp_directory_path() / "firefly-pg-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    return Error{ErrorCode::kFailed, name + ": can not be made"};
  }
  std::unique_ptr<PostgresqlServer> server(
      new PostgresqlServer(programs, name));
  const passwd* const user = getpwnam("postgres");
  if (geteuid() == 0 &&
      (user == nullptr || chown(name.c_str(), user->pw_uid, user->pw_gid))) {
    return Error{ErrorCode::kFailed, name + ": can not be given to postgres"};
  }
  FIREFLY_RETURN_IF_ERROR(run_unprivileged(
      name, {programs / "initdb", "--no-sync", "--auth=trust",
             "--username=postgres", "--pgdata=" + name + "/data"}));
  FIREFLY_RETURN_IF_ERROR(run_unprivileged(
      name, {programs / "pg_ctl", "start", "--wait", "--silent",
             "--pgdata=" + name + "/data", "--log=" + name + "/log",
             "--options=-c listen_addresses='' -c fsync=off "
             "-c unix_socket_directories=" +
                 name}));
  return server;
}

PostgresqlServer::~PostgresqlServer() {
  static_cast<void>(
      run_unprivileged(folder_, {programs_ / "pg_ctl", "stop", "--silent",
                                 "--mode=immediate",
                                 "--pgdata=" + (folder_ / "data").string()})
          .ok());
  std::error_code left;
  std::filesystem::remove_all(folder_, left);
}

}  // namespace firefly::testing
