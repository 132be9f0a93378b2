"""What crosses the pipe between the judge and a learner's process: JSON and raw arrays, never pickles, of bounded size.

A message is a 4-byte length, that many bytes of JSON, and the bytes of the arrays in it, whose lengths the JSON tells.
Both ends trust nothing that arrives: whatever is not as described here is Malformed.
"""

import json
import math
import re
import struct
import time

import numpy as np

LARGEST_JSON = 8 * 2**20  # bytes
LARGEST_ARRAYS = 64 * 2**20  # bytes, all arrays of a message together
MOST_ARRAYS = 10_000
MOST_SIDES = 6  # of an array: NumPy shows one of many sides whole, however large it is
MOST_KEYS = 1_000  # of a dictionary: keys that are made to collide take a time that grows with the square of this
MOST_BITS = 4096  # of a whole number
LARGEST_EMPTY = 2**20  # the product of the sides of an array that has also sides of length 0
CODES = {"b": ("u1", 1), "U": ("u4", 0x10FFFF)}  # what truth values and characters are made of, and the largest
PLAIN_DTYPE = re.compile(r"[<>|=]?(b1|[iu][1248]|f(2|4|8|12|16)|c(8|16|24|32)|[SU][1-9]\d{0,3})")


class Malformed(Exception):
    """What arrived is no message, or too large for one."""


class OutOfTime(Exception):
    """The deadline passed before the message was through."""


class Channel:
    """One end of a socket; `deadline`, a time.monotonic() or None, holds for sending and receiving."""

    def __init__(self, socket):
        self.socket, self.deadline = socket, None

    def send(self, message, arrays=()):
        """Send a message and the bytes of its arrays; Malformed if it is too large, EOFError if nobody listens."""
        text = json.dumps({"message": message, "arrays": [len(array) for array in arrays]}).encode()
        if len(text) > LARGEST_JSON or sum(map(len, arrays)) > LARGEST_ARRAYS:
            raise Malformed(f"a message of {len(text)} bytes and {sum(map(len, arrays))} bytes of arrays is too large")
        try:
            for part in (struct.pack(">I", len(text)) + text, *arrays):
                self._timed()
                self.socket.sendall(part)
        except TimeoutError:
            raise OutOfTime from None
        except OSError:
            raise EOFError from None

    def receive(self):
        """The next message and its arrays' bytes; Malformed, OutOfTime, or EOFError if the other end is gone."""
        (length,) = struct.unpack(">I", self._exactly(4))
        if length > LARGEST_JSON:
            raise Malformed(f"a message of {length} bytes: at most {LARGEST_JSON} are read")
        try:
            frame = json.loads(self._exactly(length))
            message, lengths = frame["message"], frame["arrays"]
            few = type(lengths) is list and len(lengths) <= MOST_ARRAYS
            fits = few and all(type(n) is int and n >= 0 for n in lengths) and sum(lengths) <= LARGEST_ARRAYS
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise Malformed(f"no message: {type(error).__name__}") from None
        if not fits:
            raise Malformed(f"arrays of {str(lengths)[:60]} bytes: at most {LARGEST_ARRAYS} together are read")
        return message, [self._exactly(n) for n in lengths]

    def _exactly(self, length):
        data, filled = bytearray(length), 0
        while filled < length:
            try:
                self._timed()
                count = self.socket.recv_into(memoryview(data)[filled:])
            except TimeoutError:
                raise OutOfTime from None
            except OSError:
                raise EOFError from None
            if not count:
                raise EOFError
            filled += count
        return data

    def _timed(self):
        if self.deadline is not None:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.socket.settimeout(left)


def encode(value, arrays, refer):
    """A value as JSON can hold it; the bytes of arrays are appended to `arrays`, refer(object) stands for the rest."""
    if type(value) is int and value.bit_length() > MOST_BITS:
        raise Malformed(f"a whole number of {value.bit_length()} bits: at most {MOST_BITS} are taken")
    if value is None or type(value) in (bool, int, float, str):
        return value
    if value is ...:
        return {"ellipsis": True}
    if type(value) is complex:
        return {"complex": [value.real, value.imag]}
    if type(value) is bytes:
        arrays.append(value)
        return {"bytes": len(arrays) - 1}
    if type(value) in (list, tuple):
        return {type(value).__name__: [encode(part, arrays, refer) for part in value]}
    if type(value) is dict:
        return {"dict": [[encode(key, arrays, refer), encode(value[key], arrays, refer)] for key in value]}
    if isinstance(value, (np.ndarray, np.generic)) and PLAIN_DTYPE.fullmatch(np.asarray(value).dtype.str):
        array = np.asarray(value)
        arrays.append(array.tobytes())
        kind = "array" if isinstance(value, np.ndarray) else "scalar"
        return {kind: [len(arrays) - 1, array.dtype.str, list(array.shape)]}
    for plain in (int, float, complex, str, bytes, list, tuple, dict):
        if isinstance(value, plain):  # an object of a subclass counts as the plain value that it holds
            return encode(plain(value), arrays, refer)
    return refer(value)


def decode(coded, arrays, resolve):
    """The value that was encoded; resolve(what refer gave) gives the object. Malformed if it cannot be read.

    Each of the arrays can occur once, so that what is read is not much larger than the message.
    """
    try:
        return decoded(coded, arrays, resolve)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError) as error:
        raise Malformed(f"no value: {type(error).__name__}") from None


def decoded(coded, arrays, resolve):
    """As decode(), raising whatever goes wrong."""
    if coded is None or type(coded) in (bool, int, float, str):
        return coded
    ((kind, inside),) = coded.items()
    if kind == "ellipsis":
        return ...
    if kind == "complex":
        return complex(*map(float, inside))
    if kind == "bytes":
        return bytes(taken(arrays, inside))
    if kind in ("list", "tuple"):
        return {"list": list, "tuple": tuple}[kind](decoded(part, arrays, resolve) for part in inside)
    if kind == "dict" and len(inside) <= MOST_KEYS:
        return {decoded(key, arrays, resolve): decoded(value, arrays, resolve) for key, value in inside}
    if kind in ("array", "scalar"):
        array = decoded_array(taken(arrays, inside[0]), *inside[1:])
        return array if kind == "array" else array[()]
    return resolve(coded)


def taken(arrays, place):
    """The array's bytes at this place, which holds none afterwards."""
    data, arrays[place] = arrays[place], None
    return data


def decoded_array(data, dtype, shape):
    """The array of these bytes; ValueError unless type, shape and bytes fit together."""
    sides_fit = len(shape) <= MOST_SIDES and all(type(n) is int and n >= 0 for n in shape)
    if not PLAIN_DTYPE.fullmatch(dtype) or not sides_fit:
        raise ValueError("no array")
    dtype = np.dtype(dtype)
    if math.prod(shape) * dtype.itemsize != len(data):
        raise ValueError("the shape does not fit the bytes")
    if not data:
        return empty_array(dtype, shape)
    code, largest = CODES.get(dtype.kind, (None, 0))
    if code and np.frombuffer(data, np.dtype(code).newbyteorder(dtype.byteorder)).max() > largest:
        raise ValueError("bytes that stand for no value")
    return np.frombuffer(data, dtype).reshape(shape)


def empty_array(dtype, shape):
    """The array of no entries; ValueError if it holds nothing so many times that walking through it takes long."""
    if math.prod(n or 1 for n in shape) > LARGEST_EMPTY:
        raise ValueError("an empty array of a huge shape")
    return np.zeros(shape, dtype)


class Peer:
    """One of two ends that ask each other: while it waits for a reply, it serves what the other end asks.

    Objects stay where they are. What crosses is a number: "mine" to the end that shows an object for the first
    time, "yours" on its way back. A subclass says in stand_in(number, kind) what stands for an object of the
    other end, in returned(object) what an own one is that comes back, in number_of(object) the number of a stand-in,
    or None, and in serve(verb, payload) what it replies: a pair of a verb and a payload.
    """

    REPLIES = ("value", "raised", "refused")

    def __init__(self, channel):
        self.channel, self.shown = channel, []

    def ask(self, verb, *payload):
        """The verb and the payload of the other end's reply."""
        self.send(verb, payload)
        while True:
            verb, payload = self.receive()
            if verb in self.REPLIES:
                return verb, payload
            self.send(*self.serve(verb, payload))

    def send(self, verb, payload):
        """Send one message."""
        arrays = []
        coded = encode(payload, arrays, self.refer)
        self.channel.send([verb, coded], arrays)

    def receive(self):
        """The verb and the payload of the next message."""
        message, arrays = self.channel.receive()
        if type(message) is not list or len(message) != 2 or type(message[0]) is not str:
            raise Malformed("no verb with a payload")
        return message[0], decode(message[1], arrays, self.resolve)

    def refer(self, thing):
        """What stands in a message for an object that cannot cross."""
        number = self.number_of(thing)
        if number is not None:
            return {"yours": number}
        self.shown.append(thing)
        return {"mine": [len(self.shown) - 1, type(thing).__name__]}

    def resolve(self, coded):
        """The object, or its stand-in, that a message speaks of."""
        ((whose, what),) = coded.items()
        if whose == "mine" and type(what[0]) is int and type(what[1]) is str:
            return self.stand_in(what[0], what[1][:60])
        if whose == "yours" and 0 <= what < len(self.shown):
            return self.returned(self.shown[what])
        raise ValueError(whose)
