"""What a kernel says while a moving picture asks things of it."""

import asyncio
import time

import pytest
from jupyter_client.manager import start_new_kernel

from gdcourse.live.quiet import AT_ONCE, MOST, REST, QuietSend

PICTURE = """
from gdcourse import landscapes, live
picture = live.Descent1D(landscapes.Quadratic(4.0), start=1.0, lr=0.1)
import ipywidgets
other = ipywidgets.IntSlider()
"""


@pytest.fixture(scope="module")
def client():
    """A kernel in which there is a picture and a slider that is not of the course."""
    manager, client = start_new_kernel()
    client.execute_interactive(PICTURE, timeout=60)
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def ask(client, comm, count, data):
    """The ids of `count` messages for a widget, sent as a browser does."""
    reply = client.execute_interactive("", user_expressions={"id": f"{comm}.model_id"}, timeout=20)
    comm_id = reply["content"]["user_expressions"]["id"]["data"]["text/plain"].strip("'")
    asked = [client.session.msg("comm_msg", {"comm_id": comm_id, "data": data}) for _ in range(count)]
    for message in asked:
        client.shell_channel.send(message)
    return [message["header"]["msg_id"] for message in asked]


def said(client, asked):
    """What the kernel says to the messages of these ids before it has run one more cell: (number asked, word)."""
    after, answers = client.execute("None"), []
    while True:
        message = client.get_iopub_msg(timeout=20)
        asker = message["parent_header"].get("msg_id")
        word = message["content"].get("execution_state", message["msg_type"])
        if (asker, word) == (after, "idle"):
            return answers
        if asker in asked:
            answers.append((asked.index(asker), word))


def test_it_only_answers_a_pictures_requests_and_says_when_they_pause_that_it_is_done_with_them(client):
    count = AT_ONCE + 5
    request = {"method": "custom", "content": {"view": "a", "number": 1, "changes": {}, "scene": False}}
    asked = ask(client, "picture", count, request)
    heard = said(client, asked)
    deadline = time.monotonic() + 20
    while len(heard) < 2 * count and time.monotonic() < deadline:
        time.sleep(REST)
        heard += said(client, asked)
    assert heard == [(i, "comm_msg") for i in range(count)] + [(i, "idle") for i in range(count)]


def test_it_does_not_let_too_many_wait():
    told, session = [], QuietSend(lambda *message, **more: told.append(message[3]["content"]["number"]))
    session.comms.add("a picture")

    async def without_a_pause():
        for number in range(MOST):
            request = {"header": {"msg_type": "comm_msg"}, "content": {"comm_id": "a picture", "number": number}}
            for state in ("busy", "idle"):
                session("a stream", "status", {"execution_state": state}, parent=request)

    asyncio.run(without_a_pause())
    assert told == list(range(AT_ONCE))


def test_it_is_busy_with_other_widgets_and_cells_as_ever(client):
    asked = ask(client, "other", 1, {"method": "update", "state": {"value": 7}})
    assert [word for _, word in said(client, asked)] == ["busy", "comm_msg", "idle"]
    asked = [client.execute("None")]
    assert [word for _, word in said(client, asked)] == ["busy", "execute_input", "idle"]
