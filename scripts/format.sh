#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# format.sh [--check]: formats our C++ files, or fails where one is not.
set -euo pipefail
cd "$(dirname "$0")/.."
if [[ ${1-} == --check ]]; then
  options=(--dry-run --Werror)
else
  options=(-i)
fi
scripts/sources.sh | xargs --no-run-if-empty clang-format-14 "${options[@]}"
