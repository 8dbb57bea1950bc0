# SPDX-License-Identifier: Apache-2.0
"""Faults for machines of which there are normal recordings only.

    machine_faults.py NORMAL_FOLDER OUT_FOLDER

Sorts the .wav files (16 bits, mono) of NORMAL_FOLDER by name into
OUT_FOLDER/{train,validation,test}/normal, two thirds, an eighth and the rest,
and adds four faults made of every test recording, each at three levels below
the machine (-6, -12, -18 dB). They are models of faults, not recordings: what
they show is how faint a change of this kind is heard.
"""

import pathlib
import sys
import wave

import numpy as np

LEVELS_DB = (-6, -12, -18)


def read(path):
    with wave.open(str(path)) as file:
        if file.getsampwidth() != 2 or file.getnchannels() != 1:
            sys.exit(f"{path}: expected 16 bits, mono")
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return samples / 32768, file.getframerate()


def write(path, samples, rate):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        whole = np.clip(np.round(samples * 32768), -32768, 32767)
        file.writeframes(whole.astype("<i2").tobytes())


def rattle(random, count, rate):
    """A loose part: short ringing knocks, a dozen a second, unevenly."""
    sound = np.zeros(count)
    ring = np.arange(int(0.02 * rate)) / rate
    at = 0.0
    while at < count:
        knock = np.exp(-ring * 400) * np.sin(2 * np.pi * 3100 * ring)
        begin = int(at)
        part = knock[: max(0, count - begin)] * random.uniform(0.5, 1)
        sound[begin : begin + len(part)] += part
        at += rate / 12 * random.uniform(0.7, 1.3)
    return sound


def whine(random, count, rate):
    """A dry bearing: a tone that wanders, with its second harmonic."""
    wander = np.cumsum(random.normal(0, 1, count)) / np.sqrt(rate)
    phase = 2 * np.pi * np.cumsum(1700 + 20 * wander) / rate
    return np.sin(phase) + 0.4 * np.sin(2 * phase)


def rub(random, count, rate):
    """A blade that touches: noise that swells seven times a second."""
    noise = np.diff(random.normal(0, 1, count + 1))
    time = np.arange(count) / rate
    return noise * (1 + np.cos(2 * np.pi * 7 * time)) ** 2


def hum(random, count, rate):
    """A failing winding: the mains and its harmonics."""
    time = np.arange(count) / rate
    begin = random.uniform(0, 2 * np.pi)
    return sum(
        np.sin(2 * np.pi * 50 * k * time + k * begin) / k for k in range(2, 9)
    )


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, out = (pathlib.Path(name) for name in sys.argv[1:])
    files = sorted(source.glob("*.wav"))
    trained, validated = len(files) * 2 // 3, len(files) // 8
    for index, path in enumerate(files):
        samples, rate = read(path)
        if index < trained:
            split = "train"
        else:
            split = "validation" if index < trained + validated else "test"
        write(out / split / "normal" / path.name, samples, rate)
        if split != "test":
            continue
        power = np.mean((samples - samples.mean()) ** 2)
        for number, fault in enumerate((rattle, whine, rub, hum)):
            random = np.random.default_rng([index, number])
            sound = fault(random, len(samples), rate)
            sound *= np.sqrt(power / np.mean(sound**2))
            for level in LEVELS_DB:
                name = f"{path.stem}_{-level}dB.wav"
                mixed = samples + sound * 10 ** (level / 20)
                write(out / split / fault.__name__ / name, mixed, rate)


main()
