#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# examples.sh [NAME...]: trains examples, scores them on their test data and on
# their boards, and writes down what came of it: model.tflite, model-card.md,
# labels.txt and report.json of each, the figures in its README.md, the table of
# examples/README.md and docs/tables/accuracy.md. NAME is a folder of examples/
# with a firefly.toml, as in motion/wrist; none: all of them, hours on 2 cores.
# A training that was killed goes on; one that is complete is not repeated.
# --no-train scores the models that are there. $FIREFLY is the program.
set -euo pipefail
cd "$(dirname "$0")/.."
firefly=$(realpath "${FIREFLY-build/bin/firefly}")

train=1
if [[ ${1-} == --no-train ]]; then
  train=
  shift
fi
names=("$@")
if [[ ${#names[@]} -eq 0 ]]; then
  mapfile -t names < <(cd examples && find . -name firefly.toml -printf '%P\n' |
    grep -v '/runs/' | xargs -n 1 dirname | sort)
fi

scripts/example_data.sh
for name in "${names[@]}"; do
  project=examples/${name%/}
  if [[ ! -f $project/firefly.toml ]]; then
    echo "examples: $project has no firefly.toml" >&2
    exit 1
  fi
  echo "== $name"
  if [[ $train ]]; then
    "$firefly" train "$project"
  fi
  # Who limits false accepts an hour wants to know them.
  stream=()
  if grep -q '^false_accepts_per_hour' "$project/firefly.toml"; then
    stream=(--stream)
  fi
  "$firefly" eval "${stream[@]}" "$project"
  python3 scripts/examples_table.py --record "${name%/}"
done
python3 scripts/examples_table.py
