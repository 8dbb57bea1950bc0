# SPDX-License-Identifier: Apache-2.0
"""Compares Firefly with the witnesses on whole models.

models.py ARCHIVE --program witness_models [--rounds N]

The models: those of the shared data if it is there, the streaming wake words
of the pymicro-wakeword package, and the examples of the repository. Each runs
on the pattern of `firefly run` and on random inputs, one invocation after
another, so that state has to be kept. Where golden vectors lie beside a model
they are checked too.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import subprocess
import sys

import numpy

import compare
import signature
from archive import Archive

SHORT_INPUT = 512

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

# Outputs for the pattern of seed 0, as published with the models.
KNOWN_ANSWERS = {
    "mlperf_tiny/kws_ref_model": "808080888080808080808078",
    "mlperf_tiny/vww_96_int8": "7a86",
    "mlperf_tiny/pretrainedResnet_quant": "8080ab8080808b804a80",
    "mlperf_tiny/str_ww_ref_model": "80807f",
    "tflm/micro_speech_quantized": "80878772",
}
# The same as a hash, FNV-1a of 32 bits, where the output is long.
KNOWN_HASHES = {"mlperf_tiny/ad01_int8": 0x26124DD8}

# Golden files that TFLM does not reproduce, though they came with it.
NOT_TFLMS = {
    # One element of 1280, from a multiplier that LiteRT computes in float.
    "tflm_seanet_ops_int16/leaky_relu/leaky_relu18",
}

# Weights quantised for dynamic range: LiteRT quantises the activations on the
# fly, we compute in float (docs/design/numerics.md).
TOLERANCES = {"mlperf_tiny/kws_ref_model_float32": 5e-2}


def find_models():
    """Pairs of a name and a path; says what is missing."""
    shared = pathlib.Path(
        os.environ.get("FIREFLY_SHARED", REPOSITORY.parent / "shared")
    )
    models = shared / "data" / "models"
    found = []
    if models.is_dir():
        for path in sorted(models.rglob("*.tflite")):
            name = path.relative_to(models).with_suffix("").as_posix()
            found.append((name, path))
    else:
        print(f"SKIPPED: no shared models in {models}")
    package = importlib.util.find_spec("pymicro_wakeword")
    if package is None:
        print("SKIPPED: the package pymicro_wakeword is missing")
    else:
        folder = pathlib.Path(package.origin).parent / "models"
        for path in sorted(folder.glob("*.tflite")):
            found.append((f"wakeword/{path.stem}", path))
    for path in sorted((REPOSITORY / "examples").rglob("*.tflite")):
        name = path.relative_to(REPOSITORY).with_suffix("").as_posix()
        if "/runs/" not in name:
            found.append((name, path))
    return found


def pattern(seed, operand):
    """The fixed input of `firefly run` without --input."""
    count, dtype = int(numpy.prod(operand.shape)), operand.dtype
    p = (numpy.arange(count) * 37 + 11 + seed) % 256
    if dtype == numpy.int16:
        return (p * 257 % 65536).astype(numpy.uint16).view(numpy.int16)
    if dtype == numpy.float32:
        return ((p - 128) / 128).astype(numpy.float32)
    if dtype in (numpy.int8, numpy.uint8):
        return p.astype(numpy.uint8).view(dtype)
    return p.astype(dtype)


def noise(random, operand):
    count, dtype = int(numpy.prod(operand.shape)), operand.dtype
    if dtype == numpy.float32:
        return random.uniform(-1, 1, count).astype(numpy.float32)
    if dtype == numpy.bool_:
        return random.integers(0, 2, count).astype(numpy.bool_)
    low, high = (-1000, 1000)
    if dtype.itemsize <= 2:
        low, high = numpy.iinfo(dtype).min, numpy.iinfo(dtype).max
    return random.integers(low, high + 1, count).astype(dtype)


def read_golden(path, operands):
    """The inputs and the output in the CSV files beside a model; None without
    them."""

    def load(file, dtype):
        text = file.read_text().replace("\n", ",")
        items = [float(item) for item in text.split(",") if item.strip()]
        return numpy.array(items).astype(dtype)

    files = [
        list(path.parent.glob(f"{path.stem}_input{i}_*.csv"))
        for i in range(len(operands))
    ]
    golden = list(path.parent.glob(f"{path.stem}_golden_*.csv"))
    if not golden or not all(files):
        return None
    inputs = [load(f[0], o.dtype) for f, o in zip(files, operands)]
    dtype = golden[0].stem.rsplit("_", 1)[1]
    return inputs, load(golden[0], dtype).tobytes()


def make_job(name, path, directory, rounds):
    """Writes the inputs of a model. Gives the job for witness_models and the
    golden output of the first round, if there is one."""
    operands = signature.inputs(path.read_bytes())
    if all(numpy.prod(o.shape) <= SHORT_INPUT for o in operands):
        rounds *= 4  # cheap, and likely a streaming model
    random = numpy.random.default_rng(len(name))
    golden = read_golden(path, operands)
    invocations = [] if golden is None else [golden[0]]
    for seed in range(2):
        invocations.append([pattern(seed, o) for o in operands])
    for _ in range(rounds):
        invocations.append([noise(random, o) for o in operands])
    if golden is not None:
        # Where a golden input is int32, it is a shape and must stay.
        for i, operand in enumerate(operands):
            if operand.dtype == numpy.int32 and len(operands) > 1:
                for arrays in invocations:
                    arrays[i] = golden[0][i]
    inputs = directory / (name.replace("/", "_") + ".inputs")
    chunks = [array.tobytes() for arrays in invocations for array in arrays]
    inputs.write_bytes(b"".join(chunks))
    job = {"name": name, "model": str(path), "inputs": str(inputs)}
    return job, None if golden is None else golden[1]


def fnv1a(data):
    value = 0x811C9DC5
    for byte in data:
        value = (value ^ byte) * 0x01000193 % (1 << 32)
    return value


def check_answers(archive, goldens):
    """Checks published answers; the texts of those that are wrong."""
    wrong = []
    checked = 0
    for index, case in enumerate(archive.cases):
        name = case["family"]
        computed = archive.computed(index)
        if computed is None:
            continue
        output = computed[0][0]
        expected, found = None, output
        if name in KNOWN_ANSWERS:
            expected = bytes.fromhex(KNOWN_ANSWERS[name])
        elif name in KNOWN_HASHES:
            expected, found = KNOWN_HASHES[name], fnv1a(output)
        elif name not in NOT_TFLMS:
            expected = goldens[name]
        if expected is None:
            continue
        checked += 1
        if found != expected:
            wrong.append(f"{name}: not the published output")
    print(f"\n{checked} published answers checked, {len(wrong)} wrong.")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", help="directory for the archive")
    parser.add_argument("--program", required=True, help="witness_models")
    parser.add_argument("--rounds", type=int, default=4,
                        help="random inputs for each model")
    parser.add_argument("--only", default="", help="part of a name")
    options = parser.parse_args()

    directory = pathlib.Path(options.archive)
    directory.mkdir(parents=True, exist_ok=True)
    goldens = {}
    jobs = directory / "jobs.jsonl"
    with open(jobs, "w") as file:
        for name, path in find_models():
            if options.only in name:
                job, goldens[name] = make_job(
                    name, path, directory, options.rounds
                )
                file.write(json.dumps(job) + "\n")
    subprocess.run([options.program, jobs, "-o", directory], check=True)
    fine = compare.judge(directory, TOLERANCES)
    wrong = check_answers(Archive(directory), goldens)
    for text in wrong:
        print(f"  {text}")
    sys.exit(0 if fine and not wrong else 1)


if __name__ == "__main__":
    main()
