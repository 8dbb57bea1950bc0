# SPDX-License-Identifier: Apache-2.0
"""What goes into a .tflite model and what comes out of it."""

import collections

import numpy
from ai_edge_litert import schema_py_generated as schema

Operand = collections.namedtuple("Operand", "shape dtype")

_TYPES = {
    value: name.lower()
    for name, value in vars(schema.TensorType).items()
    if not name.startswith("_")
}


def _operands(graph, count, tensor_index):
    operands = []
    for i in range(count):
        tensor = graph.Tensors(tensor_index(i))
        shape = [tensor.Shape(k) for k in range(tensor.ShapeLength())]
        dtype = numpy.dtype(_TYPES[tensor.Type()])
        operands.append(Operand(shape, dtype))
    return operands


def inputs(model):
    graph = schema.Model.GetRootAsModel(model, 0).Subgraphs(0)
    return _operands(graph, graph.InputsLength(), graph.Inputs)


def outputs(model):
    graph = schema.Model.GetRootAsModel(model, 0).Subgraphs(0)
    return _operands(graph, graph.OutputsLength(), graph.Outputs)
