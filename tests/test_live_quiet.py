"""What a kernel says while a moving picture asks things of it."""

import pytest
from jupyter_client.manager import start_new_kernel

from gdcourse.live.quiet import MANY

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


def test_it_only_answers_a_pictures_requests_and_later_says_that_it_is_done_with_many(client):
    request = {"method": "custom", "content": {"view": "a", "number": 1, "changes": {}, "scene": False}}
    first = ask(client, "picture", MANY - 1, request)
    assert said(client, first) == [(i, "comm_msg") for i in range(MANY - 1)]
    asked = [*first, *ask(client, "picture", 1, request)]
    last = MANY - 1
    assert said(client, asked) == [(last, "comm_msg"), *((i, "idle") for i in range(MANY))]


def test_it_is_busy_with_other_widgets_and_cells_as_ever(client):
    asked = ask(client, "other", 1, {"method": "update", "state": {"value": 7}})
    assert [word for _, word in said(client, asked)] == ["busy", "comm_msg", "idle"]
    asked = [client.execute("None")]
    assert [word for _, word in said(client, asked)] == ["busy", "execute_input", "idle"]
