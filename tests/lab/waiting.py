"""Waiting for what is about to happen, without sleeping longer than it takes."""
import time


def wait_until(holds, seconds):
    """How long it took until it held, or None if it did not."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if holds():
            return round(time.monotonic() - began, 2)
        time.sleep(0.02)
    return None
