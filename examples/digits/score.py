# SPDX-License-Identifier: Apache-2.0
"""Runs digits.tflite on the host, with LiteRT's reference kernels."""

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

import dataset


class Classifier:
    def __init__(self, flatbuffer):
        self._interpreter = Interpreter(
            model_content=flatbuffer,
            experimental_op_resolver_type=OpResolverType.BUILTIN_REF,
        )
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        self._output = self._interpreter.get_output_details()[0]

    def quantize(self, images):
        """float images in 0 … 1 -> the model's int8 input elements."""
        return dataset.quantize(images, *self._input["quantization"])

    def scores(self, image):
        """int8 [8, 8, 1] -> the ten int8 scores."""
        self._interpreter.set_tensor(self._input["index"], image[np.newaxis])
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._output["index"])[0]

    def accuracy(self, images, labels):
        """Share of float images that are classified as labelled."""
        right = sum(
            int(np.argmax(self.scores(image)) == label)
            for image, label in zip(self.quantize(images), labels)
        )
        return right / len(labels)
