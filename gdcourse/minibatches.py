"""Epochs of shuffled mini-batches."""



def minibatches(n, batch_size, rng):
    """The rows of one epoch: index arrays that together hold each of 0 … n−1 once, in a new random order.

    The examples are shuffled, not the places where batches begin. Every batch has `batch_size` rows but the
    last one, which holds what is left. rng: a numpy.random.Generator; the same state gives the same epoch.
    """
    if batch_size != int(batch_size) or not 1 <= batch_size:
        raise ValueError(f"batch_size must be a whole number of at least 1, but it is {batch_size!r}")
    rows = rng.permutation(n)
    for start in range(0, n, int(batch_size)):
        yield rows[start : start + int(batch_size)]
