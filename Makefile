# SPDX-License-Identifier: Apache-2.0
# Short names for what CMakePresets.json and scripts/ do.

.PHONY: build test demo tables format tidy clean setup help

build: setup  ## build/bin/firefly, optimised
	@cmake --preset release
	@cmake --build --preset release

test: setup  ## everything under ASan and UBSan, and the emulated boards
	@cmake --preset asan
	@cmake --build --preset asan
	@ctest --preset asan --parallel $$(nproc)

demo: build  ## a digit classifier on the emulated Arduino Nano 33 BLE
	@scripts/demo.sh

tables: build  ## docs/tables: models x boards, measured (needs ../shared)
	@build/bin/firefly bench --suite models --board cortex-m4 \
	  --board cortex-m55 --board rv32 --inputs 4 -o docs/tables
	@build/bin/firefly bench --suite mlperf-tiny --board cortex-m0 \
	  --board cortex-m3 --board cortex-m4 --board cortex-m7 \
	  --board cortex-m33 --board cortex-m55 --board rv32 \
	  --inputs 4 -o docs/tables

format: setup  ## formats the C++ files
	@scripts/format.sh

tidy: setup  ## clang-tidy
	@scripts/tidy.sh

setup:  ## installs what is missing
	@scripts/setup.sh

clean:  ## removes what the build made
	rm -rf build build-* out

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## /\1\t/p' Makefile | expand -t 10
