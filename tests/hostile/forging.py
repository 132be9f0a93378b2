"""Attacks on the judge through the socket on which it asks: forged, broken, huge and endless messages."""

from tests.hostile import ANY, Case

SOCKET = """
import json, os, socket, stat, struct
judge = next(fd for fd in range(3, 64) if stat.S_ISSOCK(os.fstat(fd).st_mode))
judge = socket.socket(fileno=os.dup(judge))
def send(text, *arrays):
    judge.sendall(struct.pack(">I", len(text)) + text + b"".join(arrays))
def say(message, *arrays):
    send(json.dumps({"message": message, "arrays": [len(array) for array in arrays]}).encode(), *arrays)
def reply(value, *arrays):
    say(["value", value], *arrays)
def raw(value=b"null", arrays=b"[]"):
    send(b'{"message": ["value", ' + value + b'], "arrays": ' + arrays + b'}')
"""
THEN_WAIT = "\nimport time\ntime.sleep(100)"

FRAMES = {  # these break off the run of the cell
    "a message that is no JSON": "send(b'passed')",
    "a message that is no text": "send(bytes(range(256)))",
    "a message of another form": "send(b'[1, 2]')",
    "a message without a verb": "say({'passed': True})",
    "a verb that there is not": "say(['verdict', 'passed'])",
    "a verb that is no text": "say([[], 'passed'])",
    "a length of 4 GB": "judge.sendall(bytes([255] * 4))",
    "arrays that are no list": "raw(arrays=b'{\"0\": 1}')",
    "arrays of NaN bytes": "raw(arrays=b'[NaN]')",
    "arrays of -1 bytes": "raw(arrays=b'[-1]')",
    "arrays of half a byte": "raw(arrays=b'[0.5]')",
    "arrays of 1 TB": "raw(arrays=b'[1000000000000]')",
    "a million arrays": "raw(arrays=b'[' + b'0,' * 10**6 + b'0]')",
    "arrays of a number of bytes with 5000 digits": "raw(arrays=b'[' + b'9' * 5000 + b']')",
    "JSON nested a million deep": "send(b'[' * 10**6 + b']' * 10**6)",
    "values nested 4000 deep": "raw(b'{\"list\": [' * 4000 + b']}' * 4000)",
    "a value of no kind": "reply({'verdict': 'passed'})",
    "a value of several kinds": "reply({'list': [], 'tuple': []})",
    "an empty value": "reply({})",
    "an array that was not sent": "reply({'array': [3, '<f8', [1]]})",
    "an array with too few bytes": "reply({'array': [0, '<f8', [2]]}, bytes(8))",
    "an array with a negative side": "reply({'array': [0, '<f8', [-1, -1]]}, bytes(8))",
    "an array with half a row": "reply({'array': [0, '<f8', [0.5, 2]]}, bytes(8))",
    "an array with a hundred sides": "reply({'array': [0, '<f8', [1] * 100]}, bytes(8))",
    "an array of pickled objects": "reply({'array': [0, '|O', [1]]}, bytes(8))",
    "an array of structures": "reply({'array': [0, 'f8,f8', [1]]}, bytes(16))",
    "an array of a type that is code": "reply({'array': [0, '__import__(\"os\")', [1]]}, bytes(8))",
    "a terabyte of texts without letters": "reply({'array': [0, '<S0', [10**12]]}, b'')",
    "an endless row of nothing": "reply({'array': [0, '<f8', [10**18, 0]]}, b'')",
    "a truth value of 255": "reply({'array': [0, '|b1', [1]]}, b'\\xff')",
    "a letter beyond Unicode": "reply({'scalar': [0, '<U1', []]}, b'\\xff' * 4)",
    "one array a hundred thousand times": "reply({'list': [{'bytes': 0}] * 10**5}, bytes(2**25))",
    "keys that all collide": "reply({'dict': [[k * (2**61 - 1), 0] for k in range(10**5)]})",
    "keys that cannot be keys": "reply({'dict': [[{'list': []}, 0]]})",
    "entries that are no pairs": "reply({'dict': [1, 2, 3]})",
    "an object that was not shown": "reply({'yours': 10**9})",
    "an object with a negative number": "reply({'yours': -1})",
    "an object with half a number": "reply({'yours': 0.5})",
    "an object without a class": "reply({'mine': [0]})",
    "a report that it raised nothing": "say(['raised', None])",
    "a report of 8 MB that is no text": "say(['raised', {'tuple': ['x' * 8000000, 1, 2]}])",
    "a request for what was not shown": "say(['attribute', {'tuple': [0, 'passed']}])",
    "a request for a negative number": "say(['attribute', {'tuple': [-1, 'passed']}])",
    "a request of another form": "say(['call', {'tuple': ['judge', {'dict': []}]}])",
}

UNFINISHED = {
    "a message that never ends": "judge.sendall(struct.pack('>I', 1000) + b'{')",
    "half a length": "judge.sendall(b'00')",
}

CONTROL_CHARACTERS = r"say(['raised', {'tuple': ['\ud800', '\0', '\x1b[2J\0\udfff\u202e<script>=1+1']}])"

A_STUB = "say(['raised', {'tuple': ['NotImplementedError', '', '']}])"

MANY_REPLIES = {  # name: (cell, status); the judge takes the first one for the end of the cell
    "a report that there is no more memory": ("say(['raised', {'tuple': ['MemoryError', '', '']}])", "memory"),
    "a report of 8 MB": ("say(['raised', {'tuple': ['Error', 'x' * 10**6, 'y' * 7 * 10**6]}])", "error"),
    "a report in control characters": (CONTROL_CHARACTERS, "error"),
    "replies to all that may be asked": ("for _ in range(1000): reply({'tuple': [True, 7.0]})", "failed"),
    "verdicts for replies": ("for _ in range(1000): reply('passed')", "refused"),
    "reports for replies": ("for _ in range(99): say(['raised', {'tuple': ['A', 'b', 'c']}])", "error"),
    "stubs for replies": (f"for _ in range(99): {A_STUB}", "refused"),
}

ASKING = {  # these are answers to 2.2, which is handed a function of the judge
    "the globals of a judge's function": "return gradient._asked('attribute', '__globals__')",
    "the code of a judge's function": "return gradient._asked('call', '__getattribute__', ('__code__',), {})",
    "a judge's function that was not shown": "gradient._number = 7\n    return gradient(1.0)",
    "a verb of its own": "return gradient._child.ask('verdict', 0, 'passed')",
    "a judge's function on a number of 4000 digits": "return gradient(10**4000)",
    "a judge's function on half a million numbers": "return gradient(np.ones(2**19))",
    "a judge's function on a function": "return gradient(gradient)",
    "a judge's function with names that are none": "return gradient._asked('call', '', (), {1: 2})",
    "a judge's function on a list that NumPy would blow up": "return gradient(['a' * 10**6] + ['b'] * 10**6)",
    "a judge's function for ever": "while True: gradient(1.0)",
    "the same function as the answer": "return gradient",
}

RETURNED = {  # replies to the call of 2.1 with what its arguments are after it
    "arguments that do not come back": "{'tuple': [0.6, {'list': []}, {'dict': []}]}",
    "arguments that come back as others": "{'tuple': [0.6, {'list': [1, 2, {'list': [3]}, 4]}, {'dict': []}]}",
    "arguments that are no list": "{'tuple': [0.6, {'dict': []}, {'list': []}]}",
    "no arguments at all": "0.6",
}

LARGE = {  # name: (answer to 2.1, status)
    "one very long text among many": ("return ['a' * 10**6] + ['b'] * 10**6", "refused"),
    "a list nested 150 deep": ("return eval('[' * 150 + '0' + ']' * 150)", "failed"),
    "a list nested a million deep": ("x = []\n    for _ in range(10**6): x = [x]\n    return x", "failed"),
    "a list of a million numbers": ("return [1 / 3] * 10**6", "refused"),
    "an array of 70 MB": ("return np.zeros(7 * 10**7, bool)", "refused"),
    "an array of letters with 22 sides": ("return np.full([2] * 22, 'a')", "refused"),
    "an array of a few very long texts": ("return np.array(['a' * 10**6] * 8)", "failed"),
    "a dictionary of ten thousand entries": ("return dict.fromkeys(range(10**4))", "refused"),
    "a thousand functions": ("return [print] * 1000", "failed"),
    "a list that holds itself": ("x = []\n    x.append(x)\n    return x", "failed"),
}

CASES = [
    *(Case(name, SOCKET + attack + THEN_WAIT, "refused", ANY) for name, attack in FRAMES.items()),
    *(Case(name, SOCKET + attack + THEN_WAIT, "timeout", ANY) for name, attack in UNFINISHED.items()),
    *(Case(name, SOCKET + cell, status, spares=False) for name, (cell, status) in MANY_REPLIES.items()),
    *(
        Case(name, f"def descend(gradient, *_):\n    {line}", "failed refused timeout", exercise="2.2")
        for name, line in ASKING.items()
    ),
    *(
        Case(name, f"{SOCKET}\ndef descent_step(*_): reply({reply}); import time; time.sleep(100)", "refused")
        for name, reply in RETURNED.items()
    ),
    *(Case(name, f"def descent_step(*_):\n    {line}", status) for name, (line, status) in LARGE.items()),
]
