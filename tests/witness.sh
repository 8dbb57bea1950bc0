#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# witness.sh PROGRAM.py ARGUMENT...: runs a test in the Python environment of
# `make setup`, or that of FIREFLY_PYTHON. Without it, exit code 77 (ctest:
# skipped), or a failure in CI.
set -euo pipefail
python=${FIREFLY_PYTHON:-$(dirname "$0")/../.venv/bin/python}
if [[ ! -x $python ]]; then
  echo "no .venv: run \`make setup\`. Without it nothing is compared with" \
    "LiteRT and TFLM." >&2
  if [[ ${CI-} == true ]]; then exit 1; fi
  exit 77
fi
exec env PYTHONDONTWRITEBYTECODE=1 "$python" "$@"
