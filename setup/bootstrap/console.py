"""What a person sees: one numbered line per step, and one sentence when something fails."""

import os
import sys
import time
from contextlib import contextmanager

EXIT_FAILURE = 1
EXIT_INTERRUPTED = 130


class Failure(Exception):
    """Something a person can mend: ``sentence`` says what is wrong, ``mend`` what to do."""

    def __init__(self, sentence, mend=""):
        super().__init__(sentence)
        self.sentence = " ".join(sentence.split())
        self.mend = " ".join(mend.split())

    def __str__(self):
        said = self.sentence.rstrip(".")
        return f"{said}; {self.mend.rstrip('.')}." if self.mend else f"{said}."


class Progress:
    """Numbers the steps that take time; a step already done says nothing."""

    def __init__(self, stream=None):
        self.stream = stream or sys.stderr
        self.number = 0
        self.start = time.monotonic()

    def say(self, text):
        print(text, file=self.stream, flush=True)

    @contextmanager
    def step(self, title):
        """Announce ``title``, run the block, then say how long it took."""
        self.number += 1
        number, began = self.number, time.monotonic()
        self.say(f"[{number}] {title} …")
        yield
        self.say(f"[{number}] {title}: {time.monotonic() - began:.1f} s")


progress = Progress()


def warn(text):
    """One warning line on the error stream."""
    progress.say(f"Warning: {text}")


def guarded(main):
    """Run ``main`` and turn every expected failure into one sentence and an exit code."""
    try:
        return main() or 0
    except Failure as failure:
        progress.say(f"Error: {failure}")
        return EXIT_FAILURE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILURE
    except KeyboardInterrupt:
        progress.say("Stopped; the same command goes on where this one was.")
        return EXIT_INTERRUPTED
    except OSError as error:
        if error.errno == 28:  # ENOSPC
            progress.say("Error: the disk is full; free some gigabytes and run it again.")
            return EXIT_FAILURE
        raise
