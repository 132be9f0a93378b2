"""The engine: gradients by hand, what a second backward does, deep graphs, and what is refused."""

import numpy as np
import pytest

from gdcourse.autodiff import Tensor, maximum, no_grad, operation, where


def test_one_neuron_by_hand():
    w, x, b = Tensor(2.0), 3.0, Tensor(-5.0)
    a = (w * x + b).relu()  # 1
    loss = (a - 3.0) ** 2  # 4
    loss.backward()
    assert (loss.item(), w.grad.item(), b.grad.item()) == (4.0, -12.0, -4.0)


def test_a_tensor_used_twice_gathers_both_gradients():
    a = Tensor(3.0)
    (a * a + a).backward()
    assert a.grad.item() == 7.0


def test_a_diamond_is_walked_once():
    a = Tensor(2.0)
    b = a * a
    (b * b).backward()  # a⁴
    assert a.grad.item() == 32.0


def test_broadcast_gradients_are_summed():
    row, column = Tensor(np.ones(3)), Tensor(np.ones((2, 1)))
    (row * column).sum().backward()
    assert row.grad.tolist() == [2, 2, 2] and column.grad.tolist() == [[3], [3]]


def test_a_second_backward_adds_the_same_once_more():
    a = Tensor(np.array([1.0, 2.0]))
    loss = (a * a).sum()
    loss.backward()
    loss.backward()
    assert a.grad.tolist() == [4.0, 8.0]


def test_gradients_add_up_over_losses_until_they_are_taken_away():
    a = Tensor(1.0)
    (3 * a).backward()
    (4 * a).backward()
    assert a.grad.item() == 7.0
    a.grad = None
    (5 * a).backward()
    assert a.grad.item() == 5.0


def test_gradients_of_two_tensors_are_arrays_of_their_own():
    a, b = Tensor(np.ones(2)), Tensor(np.ones(2))
    (a + b).sum().backward()
    a.grad[0] = 99.0
    assert b.grad.tolist() == [1.0, 1.0]


def test_in_between_tensors_keep_no_gradient():
    a = Tensor(2.0)
    b = a * 3.0
    (b * b).backward()
    assert b.grad is None and a.grad.item() == 36.0


def test_a_chain_of_a_hundred_thousand_is_walked_and_forgotten_without_recursion():
    a = Tensor(np.ones(2))
    b = a
    for _ in range(100_000):
        b = b + 1.0
    b.sum().backward()
    del b
    assert a.grad.tolist() == [1.0, 1.0]


def test_a_seed_starts_from_more_than_one_number():
    a = Tensor(np.array([1.0, 2.0]))
    (a * a).backward(seed=[1.0, 10.0])
    assert a.grad.tolist() == [2.0, 40.0]


def test_nothing_is_remembered_without_grad():
    a = Tensor(2.0)
    with no_grad():
        b = a * 3.0
    (b * a).backward()
    assert b.edges == [] and a.grad.item() == 6.0


def test_an_operation_of_ones_own():
    def cube(a):
        return operation(a.data**3, (a, lambda g: g * 3 * a.data**2))

    a = Tensor(np.array([1.0, 2.0]))
    cube(a).sum().backward()
    assert a.grad.tolist() == [3.0, 12.0]


def test_numbers_that_a_gradient_depends_on_cannot_be_changed_in_place():
    source = np.array([1.0, 2.0])
    a = Tensor(source)
    b = a * a
    source[0] = 100.0
    for array in (a.data, b.data, a.data[:1], a.reshape(2, 1).data, a.T.data):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5.0
    b.sum().backward()
    assert a.grad.tolist() == [2.0, 4.0]


def test_a_new_array_for_a_parameter_leaves_the_old_graph_right():
    a = Tensor(3.0)
    b = a * a
    a.data = np.array(100.0)
    b.backward()
    assert a.grad.item() == 6.0 and a.item() == 100.0


def test_operations_on_arrays_from_the_left_are_left_to_the_tensor():
    a = Tensor(np.ones((2, 2)))
    total = (np.eye(2) @ a + np.ones(2) - a * 2).sum() + np.float64(1.0) * a.sum()
    total.backward()
    assert isinstance(total, Tensor) and a.grad.tolist() == [[0, 0], [0, 0]]


def test_repeated_indices_gather_every_gradient():
    a = Tensor(np.arange(3.0))
    a[np.array([0, 0, 2])].sum().backward()
    assert a.grad.tolist() == [2, 0, 1]


def test_ties_share_in_max_and_go_to_the_second_in_maximum():
    a, b = Tensor(np.array([5.0, 5.0, 1.0])), Tensor(np.array([5.0, 0.0, 2.0]))
    a.max().backward()
    assert a.grad.tolist() == [0.5, 0.5, 0.0]
    a.grad = None
    maximum(a, b).sum().backward()
    assert a.grad.tolist() == [0, 1, 0] and b.grad.tolist() == [1, 0, 1]


def test_where_sends_each_gradient_to_the_side_that_was_chosen():
    a, b = Tensor(np.ones(3)), Tensor(np.zeros(3))
    where(np.array([True, False, True]), a, b).sum().backward()
    assert a.grad.tolist() == [1, 0, 1] and b.grad.tolist() == [0, 1, 0]


def test_log_softmax_is_stable_for_huge_logits():
    z = Tensor(np.array([[1e4, 0.0, -1e4]]))
    loss = -z.log_softmax()[0, 1]
    loss.backward()
    assert loss.item() == 1e4 and z.grad.tolist() == [[1.0, -1.0, 0.0]]


def test_float32_stays_float32():
    a = Tensor(np.ones((2, 3), np.float32))
    loss = ((a @ np.ones((3, 2), np.float32)) * 0.5 + 1).tanh().log_softmax().mean()
    loss.backward()
    assert loss.dtype == a.grad.dtype == np.float32


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: Tensor(np.array([1, 2])), TypeError, "floating-point numbers, but these are int64"),
        (lambda: Tensor(np.ones(2)).backward(), ValueError, r"starts from one number, but the shape is \(2,\)"),
        (lambda: Tensor(np.ones(2)).backward(np.ones(3)), ValueError, r"must have shape \(2,\).*\(3,\)"),
        (lambda: bool(Tensor(1.0)), TypeError, "neither true nor false"),
        (lambda: np.asarray(Tensor(1.0)), TypeError, "take its .data"),
        (lambda: np.exp(Tensor(1.0)), TypeError, "ufunc"),
    ],
)
def test_what_would_go_wrong_silently_is_refused(ask, error, message):
    with pytest.raises(error, match=message):
        ask()
