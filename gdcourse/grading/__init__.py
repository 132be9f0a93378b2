"""Running strangers' answers safely, judging them from outside, and the report."""
