# SPDX-License-Identifier: Apache-2.0
# Short names for what CMakePresets.json and scripts/ do.

.PHONY: build test demo examples benchmarks tables host-speed format tidy clean setup help

bench_boards = $(addprefix --board ,cortex-m4 cortex-m7 cortex-m55 cortex-m3 \
  cortex-m0 cortex-m33 rv32)
bench_revision := --revision "$(shell git describe --always --dirty 2>/dev/null)"

build: setup  ## build/bin/firefly, optimised
	@cmake --preset release
	@cmake --build --preset release

test: setup  ## everything under ASan and UBSan, and the emulated boards
	@cmake --preset asan
	@cmake --build --preset asan
	@ctest --preset asan --parallel $$(nproc)

demo: build  ## three words from no recordings, on the emulated Nano 33 BLE
	@scripts/demo.sh

benchmarks: build  ## docs/benchmarks: costs beside others and goals (../shared)
	@build/bin/firefly bench --suite mlperf-tiny $(bench_boards) --goals \
	  --inputs 2 $(bench_revision) -o docs
	@build/bin/firefly bench --suite examples --board cortex-m4 \
	  --board cortex-m0 --inputs 2 $(bench_revision) -o docs/tables
	@build/bin/firefly bench --suite kernels $(bench_boards) \
	  --inputs 2 $(bench_revision) -o docs/tables
	@build/bin/firefly bench --suite front-ends --board cortex-m0 \
	  --board cortex-m4 --board cortex-m55 --board rv32 $(bench_revision) \
	  -o docs/tables

tables: build  ## docs/tables/models: all models x boards (needs ../shared)
	@build/bin/firefly bench --suite models --board cortex-m4 \
	  --board cortex-m55 --board rv32 --inputs 4 $(bench_revision) -o docs/tables

examples: build  ## trains and scores all examples anew: hours (needs ../shared)
	@scripts/examples.sh

host-speed: build  ## docs/tables/host: this machine beside LiteRT (needs ../shared)
	@.venv/bin/python bench/host_speed.py build/bin/host_speed \
	  $(bench_revision) -o docs/tables

format: setup  ## formats the C++ files
	@scripts/format.sh

tidy: setup  ## clang-tidy
	@scripts/tidy.sh

setup:  ## installs what is missing
	@scripts/setup.sh

clean:  ## removes what the build made
	rm -rf build build-* out

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' Makefile | expand -t 12
