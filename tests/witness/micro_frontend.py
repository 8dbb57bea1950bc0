# SPDX-License-Identifier: Apache-2.0
"""Compares the front end micro-frontend with the original, value by value.

micro_frontend.py --program witness_micro_features [--more FOLDER]

The original is the C++ that the package pymicro_features compiles: microWakeWord's
settings, uint16 values. Where the shared models are, TFLM's interpreter runs
micro_speech's audio_preprocessor_int8.tflite too, the same front end made of
signal operators: int8 values as micro_speech feeds them to its network.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import wave

import numpy
from pymicro_features import MicroFrontend

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
RATE = 16000
CHANNELS = 40
FRAME = 480
# pymicro_features divides by this before it returns floats.
UNIT = 0.0390625


def shared_models():
    shared = os.environ.get("FIREFLY_SHARED", REPOSITORY.parent / "shared")
    return pathlib.Path(shared) / "data" / "models" / "tflm"


def synthetic_sounds():
    """Chirps, noise and steps from silence to full scale."""
    random = numpy.random.default_rng(1)
    time = numpy.arange(3 * RATE) / RATE
    chirp = numpy.sin(2 * numpy.pi * (100 * time + 1200 * time**2))
    speech_like = chirp * (1 + numpy.sin(2 * numpy.pi * 4 * time)) / 2
    for level in (1, 10, 100, 1000, 10000, 32767):
        yield f"chirp {level}", level * speech_like
        yield f"noise {level}", level * random.uniform(-1, 1, len(time))
    yield "square", 32768 * numpy.sign(numpy.sin(2 * numpy.pi * 440 * time))
    bursts = random.normal(0, 8000, len(time))
    bursts[(time % 0.5) > 0.1] = 0
    yield "bursts", bursts
    lowest = numpy.full(RATE, -32768)
    lowest[::777] = 0
    yield "lowest", lowest


def sounds(folders):
    for name, signal in synthetic_sounds():
        yield name, numpy.clip(signal, -32768, 32767).astype(numpy.int16)
    for folder in folders:
        for path in sorted(folder.rglob("*.wav")):
            with wave.open(str(path)) as file:
                format = (file.getframerate(), file.getnchannels())
                if (*format, file.getsampwidth()) != (RATE, 1, 2):
                    continue
                data = file.readframes(file.getnframes())
            yield path.name, numpy.frombuffer(data, numpy.int16)


def ours(program, signal, *arguments):
    answer = subprocess.run(
        [program, *arguments],
        input=signal.tobytes(),
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    kind = numpy.int8 if "--audio-preprocessor" in arguments else numpy.uint16
    return numpy.frombuffer(answer, kind)


def original(signal):
    front_end = MicroFrontend()
    data = signal.tobytes()
    values = []
    while len(data) >= 320:
        output = front_end.process_samples(data[:320])
        values += output.features
        data = data[2 * output.samples_read :]
    return numpy.rint(numpy.array(values) / UNIT).astype(numpy.uint16)


def preprocessor(model, signal, hop):
    from tflite_micro.python.tflite_micro import runtime

    interpreter = runtime.Interpreter.from_bytes(model, arena_size=1 << 20)
    rows = []
    for begin in range(0, len(signal) - FRAME + 1, hop):
        interpreter.set_input(signal[None, begin : begin + FRAME], 0)
        interpreter.invoke()
        rows.append(interpreter.get_output(0).reshape(-1))
    return numpy.concatenate(rows)


class Comparison:
    def __init__(self, title):
        self.title, self.values, self.wrong = title, 0, 0

    def add(self, name, found, expected):
        # The last chunk of less than a hop goes to no witness.
        found = found[: len(expected)]
        different = (
            int((found != expected).sum())
            if len(found) == len(expected)
            else len(expected)
        )
        self.values += len(expected)
        self.wrong += different
        if different:
            print(f"{self.title}, {name}: {different} of {len(expected)} differ")

    def ends_well(self):
        print(f"{self.title}: {self.values} values, {self.wrong} differ")
        return self.wrong == 0 and self.values > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--more", type=pathlib.Path, action="append", default=[])
    options = parser.parse_args()

    folders = [shared_models(), *options.more]
    values = Comparison("pymicro_features")
    rows = Comparison("audio_preprocessor_int8")
    path = shared_models() / "audio_preprocessor_int8.tflite"
    model = path.read_bytes() if path.exists() else None
    if model is None:
        print(f"SKIPPED: {path} is missing")
    for name, signal in sounds(folders):
        values.add(
            name, ours(options.program, signal, "--microwakeword"), original(signal)
        )
        # The signal operators take -32768 for no loudness at all, the C for a
        # negative one. No microphone says it through a whole frame.
        if model is not None and len(signal) >= FRAME and name != "lowest":
            rows.add(
                name,
                ours(options.program, signal, "--audio-preprocessor"),
                preprocessor(model, signal, 320),
            )
    comparisons = [values] + ([rows] if model else [])
    good = [comparison.ends_well() for comparison in comparisons]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
