""" "Is this true?": what somebody received, held against what we sent and against the tricks we know."""
