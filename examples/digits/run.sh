#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Held-out digits on the emulated Arduino Nano 33 BLE, beside LiteRT's bytes.
# run.sh [NUMBER OF DIGITS]; $FIREFLY is the program, $FIREFLY_OUT the folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1-3}
board=nano33ble
model=examples/digits/digits.tflite
firefly=${FIREFLY-build/bin/firefly}
out=${FIREFLY_OUT-out/digits}

if [[ ! -x .venv/bin/python ]]; then
  echo 'digits: the images come out of the Python package scikit-learn, and' \
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
