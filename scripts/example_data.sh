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

# The magic wand's logs have many gestures a file, between lines of dashes; a
# file each lets a split tell one take from another.
wand=out/data/motion_magic_wand
if [[ -d $wand && ! -d ${wand}_takes ]]; then
  for log in "$wand"/*/output_*.txt; do
    folder=${wand}_takes/$(basename "$(dirname "$log")")
    name=$(basename "$log" .txt)
    mkdir -p "$folder"
    tr -d '\r' < "$log" | awk -v stem="$folder/${name#output_}" '
      /^ *-,-,-$/ { take++; next }
      /^-?[0-9.]+,-?[0-9.]+,-?[0-9.]+$/ {
        file = sprintf("%s-%02d.csv", stem, take)
        if (!(file in seen)) { print "x,y,z" > file; seen[file] = 1 }
        print > file
      }'
  done
fi

# There are no recordings of a fault: some are made.
fan=out/data/machine_sound_mimii/normal
if [[ -d $fan && ! -d out/data/machine_sound_faults ]]; then
  .venv/bin/python scripts/machine_faults.py "$fan" \
    out/data/machine_sound_faults.part
  mv out/data/machine_sound_faults.part out/data/machine_sound_faults
fi
