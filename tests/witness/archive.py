# SPDX-License-Identifier: Apache-2.0
"""Reads what witness_generate and witness_models wrote (see archive.h)."""

import json
import mmap
import pathlib


class Archive:
    def __init__(self, directory):
        directory = pathlib.Path(directory)
        lines = (directory / "cases.jsonl").read_text().splitlines()
        self.cases = [json.loads(line) for line in lines]
        self._file = open(directory / "cases.bin", "rb")
        size = (directory / "cases.bin").stat().st_size
        self._bytes = (
            mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
            if size
            else b""
        )

    def bytes(self, place):
        offset, size = place
        return bytes(self._bytes[offset : offset + size])

    def _nested(self, places):
        return [[self.bytes(place) for place in row] for row in places]

    def model(self, index):
        return self.bytes(self.cases[index]["model"])

    def invocations(self, index):
        """The bytes of each input, for each invocation."""
        return self._nested(self.cases[index]["invocations"])

    def computed(self, index):
        """The bytes of each output, for each invocation; None if Firefly
        refused the model."""
        places = self.cases[index].get("computed")
        return None if places is None else self._nested(places)

    def question(self, index):
        return self.model(index), self.invocations(index)
