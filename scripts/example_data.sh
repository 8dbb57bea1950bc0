#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# example_data.sh: unpacks the data sets that the examples learn from to
# out/data, from the folder that $FIREFLY_SHARED names (default ../shared).
# Whoever has other recordings changes data.path in an example's firefly.toml.
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${FIREFLY_SHARED-../shared}

if [[ ! -d $shared/data ]]; then
  echo "example_data: $shared/data is not there; the examples' README files" \
    'say which recordings they learn from' >&2
  exit 1
fi
mkdir -p out/data
for archive in "$shared"/data/*.tar.xz; do
  name=$(basename "$archive" .tar.xz)
  if [[ ! -d out/data/$name ]]; then
    tar -xJf "$archive" -C out/data
  fi
done
