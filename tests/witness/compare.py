# SPDX-License-Identifier: Apache-2.0
"""Compares what Firefly computed with the witnesses and prints a table.

compare.py ARCHIVE [--program witness_generate [ARGUMENT...]]

With --program the archive is made first. The exit code is 1 if Firefly differs
from the witness that counts, refuses a model that a witness runs, or if no
witness ran a case.
"""

import argparse
import collections
import pathlib
import subprocess
import sys

import numpy

import signature
from archive import Archive
from witnesses import WITNESSES, ask_all

# TFLM counts where both witnesses answer, but not where its answer has no
# meaning. The reason stands in docs/design/numerics.md.
LITERT_COUNTS = {
    "greater int16": "TFLM leaves the multipliers of int16 uninitialised",
    "space_to_batch_nd int8": "TFLM never sets the value that it pads with",
    "space_to_batch_nd float32": "TFLM never sets the value that it pads with",
}

# Floats may differ by this much of the element, of the tensor's root mean
# square, or of FLOAT_FLOOR, whichever is the most.
FLOAT_TOLERANCE = 1e-5
FLOAT_FLOOR = 0.1
SHOWN_DIFFERENCES = 20


def first_difference(found, expected, dtype, tolerance):
    """None if equal, else (index, expected, found)."""
    if found == expected:
        return None
    a = numpy.frombuffer(found, dtype)
    b = numpy.frombuffer(expected, dtype)
    if a.size != b.size:
        return "size", b.size, a.size
    if dtype == numpy.float32:
        # Where an element is the small rest of a cancellation, its own size
        # says nothing.
        finite = b[numpy.isfinite(b)].astype(numpy.float64)
        typical = numpy.sqrt(numpy.mean(finite**2)) if finite.size else 0.0
        typical = max(typical, FLOAT_FLOOR)
        with numpy.errstate(invalid="ignore"):
            allowed = tolerance * numpy.maximum(numpy.abs(b), typical)
            wrong = ~(numpy.abs(a - b) <= allowed) & (a != b)
        wrong &= ~(numpy.isnan(a) & numpy.isnan(b))
    else:
        wrong = a != b
    places = numpy.flatnonzero(wrong)
    if places.size == 0:
        return None
    return int(places[0]), b[places[0]], a[places[0]]


def difference(found, expected, types, tolerance):
    """None, or where and how the first difference occurs."""
    for step, (ours, theirs) in enumerate(zip(found, expected)):
        if len(ours) != len(theirs):
            return f"{len(ours)} outputs, expected {len(theirs)}"
        for k, (a, b) in enumerate(zip(ours, theirs)):
            place = first_difference(a, b, types[k], tolerance)
            if place is not None:
                index, wanted, got = place
                return (
                    f"invocation {step}, output {k}, index {index}: "
                    f"expected {wanted}, found {got}"
                )
    return None


class Verdicts:
    """Counts by family, and the details of what went wrong."""

    def __init__(self, archive, tolerances, every):
        self.archive = archive
        self.every = every
        self.tolerances = tolerances
        self.answers = collections.defaultdict(dict)
        self.rows = collections.defaultdict(collections.Counter)
        self.failures = []
        self.refusals = collections.defaultdict(collections.Counter)

    def take(self, index, witness, outputs, reason):
        self.answers[index][witness] = (outputs, reason)
        if len(self.answers[index]) == len(WITNESSES):
            self._judge(index, self.answers.pop(index))

    def _judge(self, index, answers):
        family = self.archive.cases[index]["family"]
        row = self.rows[family]
        row["cases"] += 1
        computed = self.archive.computed(index)
        model = self.archive.model(index)
        types = [operand.dtype for operand in signature.outputs(model)]
        found = {}
        for witness, (outputs, reason) in answers.items():
            if outputs is None:
                row[witness + " refused"] += 1
                self.refusals[family][f"{witness}: {reason}"] += 1
            elif computed is not None:
                found[witness] = difference(
                    computed, outputs, types,
                    self.tolerances.get(family, FLOAT_TOLERANCE),
                )
                row[witness] += found[witness] is None
                row["exact"] += computed == outputs
        if computed is None:
            row["refused"] += 1
            reason = self.archive.cases[index]["refused"]
            if any(outputs is not None for outputs, _ in answers.values()):
                self._fail(index, row, f"refused by Firefly: {reason}")
            else:
                self._fail(index, row, f"nobody runs it: {reason}")
            return
        order = list(WITNESSES)
        if family in LITERT_COUNTS:
            order.reverse()
        counting = next((name for name in order if name in found), None)
        if counting is None:
            self._fail(index, row, "no witness ran it")
        elif found[counting] is not None:
            self._fail(index, row, f"{counting}: {found[counting]}")
        elif self.every and len(found) < len(WITNESSES):
            self._fail(index, row, "not all witnesses ran it")
        elif self.every and any(place is not None for place in found.values()):
            self._fail(index, row, str(found))

    def _fail(self, index, row, text):
        row["wrong"] += 1
        self.failures.append((index, text))

    def print_table(self):
        columns = ["cases", "tflm", "litert", "tflm refused",
                   "litert refused", "refused", "wrong"]
        titles = ["cases", "=TFLM", "=LiteRT", "TFLM n/a", "LiteRT n/a",
                  "refused", "WRONG"]
        print(f"{'operator':30}" + "".join(f"{t:>11}" for t in titles))
        total = collections.Counter()
        for family in sorted(self.rows):
            row = self.rows[family]
            total.update(row)
            mark = " *" if family in LITERT_COUNTS else ""
            cells = "".join(f"{row[c] or '.':>11}" for c in columns)
            print(f"{family + mark:30}{cells}")
        print(f"{'total':30}" + "".join(f"{total[c]:>11}" for c in columns))
        for family in sorted(set(self.rows) & set(LITERT_COUNTS)):
            print(f"* {family}: LiteRT counts: {LITERT_COUNTS[family]}")

    def print_refusals(self):
        print("\nModels that a witness does not run:")
        for family in sorted(self.refusals):
            for reason, count in self.refusals[family].most_common(3):
                print(f"  {family}: {count} x {reason[:120]}")

    def print_failures(self, directory):
        print(f"\n{len(self.failures)} cases went wrong.")
        shown = collections.Counter()
        for index, text in sorted(self.failures):
            family = self.archive.cases[index]["family"]
            shown[family] += 1
            if shown[family] > 2 or len(shown) > SHOWN_DIFFERENCES:
                continue
            path = pathlib.Path(directory) / f"case_{index}.tflite"
            path.write_bytes(self.archive.model(index))
            print(f"  {family}: {path}\n    {text}")


def judge(directory, tolerances=None, processes=2, refusals=False,
          every=False):
    """Asks the witnesses about an archive, prints; true if all is well."""
    archive = Archive(directory)
    verdicts = Verdicts(archive, tolerances or {}, every)
    count = len(archive.cases)
    for answer in ask_all(archive.question, count, processes):
        verdicts.take(*answer)
    verdicts.print_table()
    if refusals:
        verdicts.print_refusals()
    if verdicts.failures:
        verdicts.print_failures(directory)
    return count > 0 and not verdicts.failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", help="directory of the archive")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--every", action="store_true",
                        help="all witnesses must run the models and agree")
    parser.add_argument("--refusals", action="store_true",
                        help="say why witnesses do not run models")
    parser.add_argument("--program", nargs=argparse.REMAINDER, default=[],
                        help="makes the archive: program and its arguments")
    options = parser.parse_args()
    if options.program:
        command = [*options.program, "--output", options.archive]
        subprocess.run(command, check=True)
    fine = judge(options.archive, processes=options.processes,
                 refusals=options.refusals, every=options.every)
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
