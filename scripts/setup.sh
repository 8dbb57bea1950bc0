#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what Firefly is built and tested with, and says what and why.
# Takes a second when nothing is missing. Debian 12; root, or a user with sudo.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }

quietly=(env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes)
as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "${quietly[@]}" "$@"
  elif command -v sudo > /dev/null; then
    sudo "${quietly[@]}" "$@"
  else
    say "packages are missing and installing them needs root: run this as" \
      "root, or install sudo" >&2
    exit 1
  fi
}

installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null) == installed ]]
}

package_lists_are_fresh=
# need WHY PACKAGE...
need() {
  local why=$1 package missing=()
  shift
  for package in "$@"; do
    installed "$package" || missing+=("$package")
  done
  if [[ ${#missing[@]} -eq 0 ]]; then
    return
  fi
  say "$why: installing ${missing[*]}"
  if [[ -z $package_lists_are_fresh ]]; then
    as_root apt-get update -qq
    package_lists_are_fresh=1
  fi
  as_root apt-get install -qq -y --no-install-recommends "${missing[@]}" \
    > /dev/null
}

if ! command -v apt-get > /dev/null; then
  say "no apt-get here; this script knows Debian 12 only. Install the" \
    "packages that it lists by hand, then call cmake directly." >&2
  exit 1
fi

need 'host compiler and build system' \
  g++ cmake ninja-build ccache pkg-config git ca-certificates
need 'libraries of the command line tool' \
  libflatbuffers-dev flatbuffers-compiler libcli11-dev libfmt-dev \
  nlohmann-json3-dev libtomlplusplus-dev libsqlite3-dev libpq-dev
need 'libraries of the trainer, of sound and pictures' \
  libtorch-dev libopenblas0-pthread libsndfile1-dev libsamplerate0-dev \
  libkissfft-dev libstb-dev libssl-dev \
  libespeak-ng-dev espeak-ng-data espeak-ng flite1-dev
need 'unit tests' \
  libgtest-dev libgmock-dev
need 'formatter, linter, sanitizers and libFuzzer' \
  clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev
need 'compilers for Cortex-M and RISC-V' \
  gcc-arm-none-eabi libnewlib-arm-none-eabi \
  gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf
need 'emulators of the boards' \
  qemu-system-arm qemu-system-misc
need 'Python, for the tests that ask other implementations' \
  python3 python3-venv

# The Python environment is made once for each state of the requirements.
wanted=$(sha256sum < tests/requirements.txt)
if [[ $(cat .venv/made-from 2> /dev/null) != "$wanted" ]]; then
  say "witnesses of exactness: making .venv from tests/requirements.txt"
  rm -rf .venv
  /usr/bin/python3 -m venv .venv
  if .venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --requirement tests/requirements.txt; then
    echo "$wanted" > .venv/made-from
  else
    rm -rf .venv
    say "pip could not install tests/requirements.txt (see above). The" \
      "compiler builds and runs without it; the demo stops, the tests that" \
      "compare with LiteRT and TFLM are skipped, and fail where CI=true." >&2
    exit
  fi
fi
say 'everything is here'
