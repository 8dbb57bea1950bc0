# SPDX-License-Identifier: Apache-2.0
"""Times inference on this machine, one thread: Firefly beside LiteRT.

host_speed.py HOST_SPEED -o FOLDER [--models FOLDER] [--rounds N]

HOST_SPEED is build/bin/host_speed. Writes host.md and host.json. All engines
take turns in every round, and the least time of all rounds counts: what else
runs on the machine only adds to it. Inferences of many milliseconds need a
machine that is not busy, to run undisturbed at least once. (The time that a
thread itself has run is no help: virtual machines count it short.)
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import subprocess
import time

import numpy
from ai_edge_litert.interpreter import Interpreter, OpResolverType

MODELS = {
    "KWS": "kws_ref_model.tflite",
    "VWW": "vww_96_int8.tflite",
    "IC": "pretrainedResnet_quant.tflite",
    "AD": "ad01_int8.tflite",
    "SWW": "str_ww_ref_model.tflite",
}
LITERT = {
    "LiteRT, XNNPACK": OpResolverType.AUTO,
    "LiteRT, built-in": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    "LiteRT, reference": OpResolverType.BUILTIN_REF,
}
# What `host_speed` measures, quickest last.
FIREFLY = {
    "interpreter": "Firefly, interpreter",
    "portable": "Firefly, portable",
    "avx2": "Firefly, AVX2",
    "avx512vnni": "Firefly, AVX-512 VNNI",
}
BUILT_IN = "LiteRT, built-in"


def litert_us(path, resolver, seconds):
    interpreter = Interpreter(
        str(path), num_threads=1, experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    random = numpy.random.default_rng(1)
    for tensor in interpreter.get_input_details():
        limits = numpy.iinfo(tensor["dtype"])
        interpreter.set_tensor(tensor["index"], random.integers(
            limits.min, limits.max, tensor["shape"], tensor["dtype"], True))
    least = float("inf")
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begin = time.perf_counter()
        interpreter.invoke()
        least = min(least, time.perf_counter() - begin)
    return least * 1e6


def one_round(program, path, seconds):
    """Microseconds by engine."""
    found = {engine: litert_us(path, resolver, seconds)
             for engine, resolver in LITERT.items()}
    output = subprocess.run([program, str(seconds), str(path)], check=True,
                            capture_output=True, text=True).stdout
    for name, value in json.loads(output).items():
        found[FIREFLY[name]] = value
    return found


def measure(program, models, rounds, seconds):
    rows = {label: {} for label in models}
    for _ in range(rounds):
        for label, path in models.items():
            for engine, value in one_round(program, path, seconds).items():
                rows[label][engine] = min(
                    round(value, 2), rows[label].get(engine, float("inf")))
    return rows


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        facts = dict(line.split(":", 1) for line in file if ":" in line)
    keys = {key.strip(): value.strip() for key, value in facts.items()}
    return (f"{keys['model name']} (family {keys['cpu family']}, model "
            f"{keys['model']}), {os.cpu_count()} cores")


def text_of(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def page(facts, rows):
    engines = list(next(iter(rows.values())))
    best = [engine for engine in FIREFLY.values() if engine in engines][-1]
    lines = [
        "# Inference on the host",
        "",
        f"Made by `make host-speed` with firefly at {facts['revision']}, "
        f"LiteRT {facts['litert']}, on {facts['processor']}, "
        f"{facts['date']}. Microseconds of one inference on one thread, the "
        f"least of {facts['rounds']} rounds of {facts['seconds']} s in which "
        "all engines took turns. LiteRT's contain the call from Python, about "
        "0.3 microseconds. Firefly's outputs equal the interpreter's "
        "byte for byte; LiteRT's are close to them (docs/design/numerics.md).",
        "",
        "| model | " + " | ".join(engines) + " | built-in ÷ Firefly "
        "| XNNPACK ÷ Firefly |",
        "|---|" + "---:|" * (len(engines) + 2),
    ]
    for label, row in rows.items():
        cells = [text_of(row[engine]) for engine in engines]
        ratios = [f"{row[other] / row[best]:.2f}"
                  for other in (BUILT_IN, "LiteRT, XNNPACK")]
        lines.append(f"| {label} | " + " | ".join(cells + ratios) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=pathlib.Path, default=pathlib.Path(
        os.environ.get("FIREFLY_SHARED", "../shared"),
        "data/models/mlperf_tiny"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.3)
    parser.add_argument("--revision", default="an unknown revision")
    options = parser.parse_args()
    if not options.models.is_dir():
        parser.error(f"{options.models} is not there: name the folder of the "
                     "MLPerf Tiny models with --models or FIREFLY_SHARED")
    models = {label: options.models / name for label, name in MODELS.items()}
    rows = measure(options.program, models, options.rounds, options.seconds)
    facts = {
        "revision": options.revision,
        "litert": importlib.metadata.version("ai-edge-litert"),
        "processor": processor(),
        "system": platform.platform(),
        "date": datetime.date.today().isoformat(),
        "rounds": options.rounds,
        "seconds": options.seconds,
    }
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "host.json").write_text(
        json.dumps({"facts": facts, "microseconds": rows}, indent=2) + "\n",
        encoding="utf-8")
    text = page(facts, rows)
    (options.output / "host.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
