#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The demo: held-out digits on the emulated Arduino Nano 33 BLE; where the
# shared models lie beside the repository, the MLPerf Tiny tasks as well.
# demo.sh [NUMBER OF DIGITS]; $FIREFLY is the program, $FIREFLY_OUT the folder.
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1-3}
board=nano33ble
model=examples/digits/digits.tflite
firefly=${FIREFLY-build/bin/firefly}
out=${FIREFLY_OUT-out/demo}

if [[ ! -x .venv/bin/python ]]; then
  echo 'demo: the digits come out of the Python package scikit-learn, and' \
    '.venv is missing: run `make setup` and read what it says' >&2
  # ctest takes 77 for "skipped"; nothing is skipped in CI.
  if [[ ${CI-} == true ]]; then exit 1; fi
  exit 77
fi
export PYTHONDONTWRITEBYTECODE=1

echo
.venv/bin/python examples/digits/export_samples.py -n "$count" -o "$out/samples"

inputs=()
for ((k = 0; k < count; ++k)); do
  inputs+=(--input "$out/samples/digit_$k.npy")
done
command=("$firefly" run "$model" --board "$board" "${inputs[@]}")
echo
echo "\$ ${command[*]}"
"${command[@]}" --json -o "$out/run" > "$out/run.json"
.venv/bin/python examples/digits/show_run.py "$out/samples/samples.json" \
  "$out/run.json" "$out/run"

shared=${FIREFLY_SHARED-../shared}
if [[ -d $shared/data/models/mlperf_tiny ]]; then
  echo
  echo "\$ $firefly bench --suite mlperf-tiny --board $board"
  "$firefly" bench --suite mlperf-tiny --board "$board" -o "$out/bench"
fi
