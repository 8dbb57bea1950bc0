# SPDX-License-Identifier: Apache-2.0
"""Writes held-out digits as inputs for `firefly run`, and scores the model.

For sample k: DIR/digit_<k>.npy, int8 [1, 8, 8, 1] as the model reads it. Then
DIR/samples.json: for each sample its file, its label, the class that LiteRT's
reference kernels give, their ten scores, and the image as lines of text.
"""

import argparse
import json
import pathlib

import numpy as np

import dataset
import score

SHADES = " .:-=+*#%@"


def as_text(image):
    """float image in 0 … 1 -> 8 lines, two characters a pixel."""
    levels = np.minimum(image[..., 0] * len(SHADES), len(SHADES) - 1)
    return ["".join(SHADES[int(v)] * 2 for v in row) for row in levels]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", type=int, default=3, help="how many samples")
    parser.add_argument("-o", type=pathlib.Path, required=True, metavar="DIR")
    arguments = parser.parse_args()

    model = pathlib.Path(__file__).with_name("digits.tflite")
    classifier = score.Classifier(model.read_bytes())
    _, _, images, labels = dataset.load()
    accuracy = classifier.accuracy(images, labels)

    arguments.o.mkdir(parents=True, exist_ok=True)
    samples = []
    elements = classifier.quantize(images)
    for k in range(min(arguments.n, len(images))):
        path = arguments.o / f"digit_{k}.npy"
        np.save(path, elements[k : k + 1])
        scores = classifier.scores(elements[k])
        samples.append(
            {
                "file": str(path),
                "label": int(labels[k]),
                "reference_class": int(np.argmax(scores)),
                "reference_scores": scores.tolist(),
                "text": as_text(images[k]),
            }
        )
    summary = {
        "held_out": len(images),
        "accuracy_int8": accuracy,
        "samples": samples,
    }
    (arguments.o / "samples.json").write_text(json.dumps(summary, indent=1))
    print(
        f"{model.name}: {accuracy:.2%} of {len(images)} held-out digits right"
        f" (int8, LiteRT reference kernels); {len(samples)} in {arguments.o}/"
    )


if __name__ == "__main__":
    main()
