# SPDX-License-Identifier: Apache-2.0
"""Shows what `firefly run --json` returned for the samples of export_samples.

show_run.py samples.json run.json RUN_DIR; exit code 1 if an output differs
from that of LiteRT's reference kernels.
"""

import json
import pathlib
import sys

import numpy as np


def show_sample(sample, scores):
    """The image with the verdict beside it. Returns whether the bytes agree."""
    exact = scores.tolist() == sample["reference_scores"]
    seen = int(np.argmax(scores))
    # The output's scale is 1/256 and its zero point -128.
    certainty = (int(scores[seen]) + 128) / 256
    beside = {
        2: f"written  {sample['label']}",
        3: f"seen     {seen}  ({certainty:.0%})",
        5: "same bytes as LiteRT" if exact else "DIFFERS from LiteRT",
    }
    print()
    for number, line in enumerate(sample["text"]):
        print(f"    |{line}|   {beside.get(number, '')}".rstrip())
    return exact


def show_costs(run):
    ram, flash = run["ram_bytes"], run["flash_bytes"]

    def row(name, value, unit, detail=""):
        if value is None:
            text = "not known"
        elif isinstance(value, float):
            text = f"{value:,.1f} {unit}"
        else:
            text = f"{value:,} {unit}"
        print(f"    {name:<14}{text:>22}   {detail}".rstrip())

    def parts(cost):
        return ", ".join(
            f"{name} {value:,}"
            for name, value in cost.items()
            if name != "total" and value
        )

    print(f"\n  One inference on {run['board']}, emulated:")
    row("work", run["macs"], "MACs")
    row("instructions", run["instructions"], "", "counted, exact")
    row("cycles", run["cycles"], "", run["cycles_model"] or "no timing model")
    row("latency", run["latency_ms"], "ms", "cycles at the board's clock")
    row("energy", run["energy_uj"], "uJ", "estimated, from the board file")
    row("RAM", ram["total"], "bytes", parts(ram))
    row("flash", flash["total"], "bytes", parts(flash))


def main():
    samples_path, run_path, folder = map(pathlib.Path, sys.argv[1:])
    samples = json.loads(samples_path.read_text())["samples"]
    run = json.loads(run_path.read_text())
    exact = True
    for k, sample in enumerate(samples):
        output = folder / pathlib.Path(run["outputs"][k]).name
        exact &= show_sample(sample, np.fromfile(output, np.int8))
    show_costs(run)
    if not exact:
        sys.exit("the board's outputs differ from LiteRT's reference kernels")


if __name__ == "__main__":
    main()
