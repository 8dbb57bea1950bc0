# SPDX-License-Identifier: Apache-2.0
"""Trains the digit classifier and writes digits.tflite (int8, per channel).

Needs TensorFlow, which nothing else in the house needs; README.md beside this
file tells how to set it up and what came out. `--validate` trains on four
fifths of the training images and scores the rest: the recipe was chosen with
that, so the held-out images were not looked at before the end.
"""

import argparse
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # the same bits each time

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from scipy import ndimage

import dataset
import score

SEED = 1
EPOCHS = 14
BATCH = 64
COPIES = 12  # of every training image, each distorted in its own way


def build():
    """Convolution, three depthwise blocks, average pooling, dense, softmax."""

    def block(x, channels, stride):
        x = layers.DepthwiseConv2D(3, stride, "same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
        x = layers.ReLU()(x)
        x = layers.Conv2D(channels, 1, use_bias=False)(x)
        x = layers.BatchNormalization()(x)
        return layers.ReLU()(x)

    image = keras.Input((8, 8, 1))
    x = layers.Conv2D(16, 3, padding="same", use_bias=False)(image)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = block(x, 32, 1)
    x = block(x, 32, 2)
    x = block(x, 32, 1)
    x = layers.AveragePooling2D(2)(x)
    x = layers.Flatten()(x)
    x = layers.Dropout(0.2)(x)
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))


def distort(image, rng):
    """Turns, scales, shears and shifts about the centre; changes contrast."""
    angle = np.deg2rad(rng.uniform(-15, 15))
    zoom = rng.uniform(0.88, 1.14, size=2)
    shear = rng.uniform(-0.2, 0.2)
    turn = np.array(
        [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    )
    matrix = turn @ np.array([[1, shear], [0, 1]]) @ np.diag(zoom)
    centre = np.array([3.5, 3.5])
    offset = centre - matrix @ centre + rng.uniform(-0.8, 0.8, size=2)
    moved = ndimage.affine_transform(image[..., 0], matrix, offset, order=1)
    moved = moved * rng.uniform(0.8, 1.15) + rng.normal(0, 0.03, (8, 8))
    return np.clip(moved, 0, 1).astype(np.float32)[..., np.newaxis]


def train(images, labels):
    rng = np.random.default_rng(SEED)
    copies = [distort(x, rng) for _ in range(COPIES) for x in images]
    x = np.concatenate([images, np.stack(copies)])
    y = keras.utils.to_categorical(np.tile(labels, COPIES + 1), 10)
    steps = EPOCHS * (len(x) // BATCH)
    model = build()
    model.compile(
        keras.optimizers.AdamW(
            keras.optimizers.schedules.CosineDecay(4e-3, steps),
            weight_decay=2e-3,
        ),
        keras.losses.CategoricalCrossentropy(label_smoothing=0.05),
        metrics=["accuracy"],
    )
    model.fit(x, y, BATCH, EPOCHS, verbose=2)
    return model


def to_int8(model, images):
    """Post-training quantisation, calibrated on the training images."""
    single = keras.Input(batch_shape=(1, 8, 8, 1))
    converter = tf.lite.TFLiteConverter.from_keras_model(
        keras.Model(single, model(single))
    )
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: (
        [image[np.newaxis]] for image in images
    )
    converter.target_spec.supported_ops = [
        tf.lite.OpsSet.TFLITE_BUILTINS_INT8
    ]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return converter.convert()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--validate", action="store_true")
    parser.add_argument(
        "-o",
        type=pathlib.Path,
        default=pathlib.Path(__file__).with_name("digits.tflite"),
    )
    arguments = parser.parse_args()
    keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()

    images, labels, test_images, test_labels = dataset.load()
    if arguments.validate:
        cut = len(images) * 4 // 5
        test_images, test_labels = images[cut:], labels[cut:]
        images, labels = images[:cut], labels[:cut]
    model = train(images, labels)
    _, float_accuracy = model.evaluate(
        test_images,
        keras.utils.to_categorical(test_labels, 10),
        verbose=0,
    )
    flatbuffer = to_int8(model, images)
    int8_accuracy = score.Classifier(flatbuffer).accuracy(
        test_images, test_labels
    )
    print(
        f"float32 {float_accuracy:.4f}, int8 {int8_accuracy:.4f},"
        f" {len(flatbuffer)} bytes"
    )
    if not arguments.validate:
        arguments.o.write_bytes(flatbuffer)


if __name__ == "__main__":
    main()
