# SPDX-License-Identifier: Apache-2.0
"""The implementations that Firefly is compared with, and how to survive them.

Neither is robust against every model: a witness may raise or end the whole
process. So they run in processes of their own, and what a crash takes down is
one answer.
"""

import multiprocessing
import multiprocessing.connection
import os

import numpy

import signature

ARENA_BYTES = 16 << 20


def as_arrays(model, tensors):
    """The bytes of each input as the array that the model takes."""
    return [
        numpy.frombuffer(data, operand.dtype).reshape(operand.shape)
        for operand, data in zip(signature.inputs(model), tensors)
    ]


def litert(model, invocations):
    """LiteRT with its reference kernels."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    interpreter = Interpreter(
        model_content=model,
        experimental_op_resolver_type=OpResolverType.BUILTIN_REF,
        num_threads=1,
    )
    interpreter.allocate_tensors()
    inputs = interpreter.get_input_details()
    outputs = interpreter.get_output_details()
    for tensors in invocations:
        for detail, array in zip(inputs, as_arrays(model, tensors)):
            interpreter.set_tensor(detail["index"], array)
        interpreter.invoke()
        yield [interpreter.get_tensor(o["index"]).tobytes() for o in outputs]


def tflm(model, invocations):
    """TensorFlow Lite for Microcontrollers, with its reference kernels."""
    from tflite_micro.python.tflite_micro import runtime

    interpreter = runtime.Interpreter.from_bytes(model, arena_size=ARENA_BYTES)
    outputs = len(signature.outputs(model))
    for tensors in invocations:
        for i, array in enumerate(as_arrays(model, tensors)):
            interpreter.set_input(array, i)
        interpreter.invoke()
        yield [interpreter.get_output(i).tobytes() for i in range(outputs)]


# The order is that of authority: the first that answers counts.
WITNESSES = {"tflm": tflm, "litert": litert}


class Refusal(Exception):
    """A witness did not run the model."""


def ask(name, model, invocations):
    """The outputs of all invocations; Refusal with the reason otherwise."""
    try:
        return list(WITNESSES[name](model, invocations))
    except Exception as error:  # The witnesses raise what they like.
        lines = str(error).strip().splitlines() or [repr(error)]
        raise Refusal(lines[0]) from None


def _work(read_case, indices, pipe):
    # Their logs would drown ours.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    for index, name in indices:
        pipe.send((index, name, "started", None))
        model, invocations = read_case(index)
        try:
            pipe.send((index, name, "done", ask(name, model, invocations)))
        except Refusal as refusal:
            pipe.send((index, name, "refused", str(refusal)))
    pipe.send(None)


def ask_all(read_case, count, processes=2):
    """Asks every witness about the cases 0 .. count-1.

    read_case(i) gives model and invocations. Yields (case, witness, outputs or
    None, reason or None) in no particular order.
    """
    context = multiprocessing.get_context("fork")
    questions = [(i, name) for i in range(count) for name in WITNESSES]
    shares = [questions[k::processes] for k in range(processes)]
    live = {}

    def start(share):
        receiver, sender = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(read_case, share, sender))
        worker.start()
        sender.close()
        live[receiver] = (worker, share, [0])

    for share in shares:
        start(share)
    while live:
        for receiver in multiprocessing.connection.wait(list(live)):
            worker, share, answered = live[receiver]
            try:
                message = receiver.recv()
            except EOFError:
                # It died over the question that it had started.
                del live[receiver]
                worker.join()
                index, name = share[answered[0]]
                yield index, name, None, f"crashed ({worker.exitcode})"
                start(share[answered[0] + 1 :])
                continue
            if message is None:
                del live[receiver]
                worker.join()
                continue
            index, name, event, payload = message
            if event == "started":
                continue
            answered[0] += 1
            if event == "done":
                yield index, name, payload, None
            else:
                yield index, name, None, payload
