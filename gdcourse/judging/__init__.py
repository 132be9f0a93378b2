"""What happens between a learner's answer and the verdict on it."""
