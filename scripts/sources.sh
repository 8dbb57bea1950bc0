#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints our C++ files, one a line: tracked or about to be, not ignored.
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files --cached --others --exclude-standard -- \
  '*.h' '*.inl' '*.cc' '*.c' | while IFS= read -r file; do
  if [[ -f $file ]]; then printf '%s\n' "$file"; fi
done
