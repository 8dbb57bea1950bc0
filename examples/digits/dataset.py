# SPDX-License-Identifier: Apache-2.0
"""The digits that ship inside scikit-learn, split by place in the file.

The 1,797 images were written by 13 people, and neighbours in the file are often
of one hand. The last fifth is held out in one piece: a random choice would put
the same hands into both parts and flatter the model.
"""

import numpy as np
from sklearn.datasets import load_digits

HELD_OUT = 360


def load():
    """(train images, train labels, test images, test labels).

    Images are float32 [N, 8, 8, 1] in 0 … 1; the file's pixels are 0 … 16.
    """
    digits = load_digits()
    images = (digits.images / 16.0).astype(np.float32)[..., np.newaxis]
    labels = digits.target.astype(np.int64)
    return (
        images[:-HELD_OUT],
        labels[:-HELD_OUT],
        images[-HELD_OUT:],
        labels[-HELD_OUT:],
    )


def quantize(images, scale, zero_point):
    """float images -> the int8 elements of the model's input tensor."""
    elements = np.round(images / scale) + zero_point
    return np.clip(elements, -128, 127).astype(np.int8)
