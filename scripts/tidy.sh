#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tidy.sh [PATTERN]: clang-tidy over the host build, or over the files whose
# path matches the regular expression. A few seconds a file.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset tidy > /dev/null
# Generated sources (the flatbuffers schema) have to exist to be parsed.
cmake --build --preset tidy
run-clang-tidy-14 -quiet -p build-tidy "$PWD/.*${1-}" 2> /dev/null \
  | grep -v '^clang-tidy-14 '
exit "${PIPESTATUS[0]}"
