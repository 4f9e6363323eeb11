"""A progress bar on the terminal, for work that reports (done, total)."""
from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(name: str, **settings) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr while the block runs.

    Args:
        name: printed in front of the bar.
        settings: of tqdm, such as unit="B" or disable=True.

    Yields:
        on_step(done, total), which moves the bar to `done` of `total`.
    """
    from tqdm import tqdm

    with tqdm(desc=name, file=sys.stderr, **settings) as bar:
        def on_step(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield on_step
