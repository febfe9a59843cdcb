"""Who does the tasks of a run: this process, several of this machine, or a cluster of Dask.

Results come in the order of the tasks. A worker that is killed takes nothing with it: its tasks are
given out again, and since a task writes the same part whoever does it, nothing is there twice.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from advisor.batch.tasks import PartSetup, PartTask, make_part
from advisor.errors import AdvisorError, Place, Problem

MOST_BREAKS = 5
"""After so many workers lost without a task done in between, the run ends; what is done is kept."""

_AHEAD = 2
"""How many tasks are given out for each worker."""

Note = dict[str, Any]


class TaskResult(Protocol):
    """What will come of a task."""

    def result(self) -> Note:
        """Wait for the note on the part. Raises what the task raised."""


class Crew(ABC):
    """Workers that tasks are given to."""

    size: int

    @abstractmethod
    def give(self, setup: PartSetup, folder: Path, task: PartTask) -> TaskResult:
        """Give out a task."""

    @abstractmethod
    def renew(self) -> None:
        """Begin anew after workers were lost."""

    @abstractmethod
    def close(self) -> None:
        """Let the workers go."""

    @abstractmethod
    def lost(self, error: BaseException) -> bool:
        """Tell whether an error means that workers were lost, and nothing is wrong with the task."""


class Processes(Crew):
    """Processes of this machine."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._pool = self._begun()

    def _begun(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.size, mp_context=get_context("spawn"))

    def give(self, setup: PartSetup, folder: Path, task: PartTask) -> TaskResult:
        """Give out a task."""
        return self._pool.submit(make_part, setup, folder, task)

    def renew(self) -> None:
        """Begin anew with other processes."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._begun()

    def lost(self, error: BaseException) -> bool:
        """Tell whether a process was killed."""
        return isinstance(error, BrokenExecutor)

    def close(self) -> None:
        """End the processes; tasks that nobody has begun are left."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class Cluster(Crew):
    """The workers of a Dask cluster, which see the inputs and the folder of the output under the same names."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = self._connected()
        self.size = max(len(self._client.scheduler_info()["workers"]), 1)

    def _connected(self) -> Any:
        distributed: Any = import_module("distributed")  # heavy, and an extra
        try:
            return distributed.Client(self._address, timeout="20s")
        except (OSError, ValueError) as error:
            message = f"no Dask scheduler answers there: {error}"
            hint = "start one with: dask scheduler, and workers with: dask worker ADDRESS"
            raise AdvisorError(
                Problem(Place(f"--cluster {self._address}"), message, hint)
            ) from None

    def give(self, setup: PartSetup, folder: Path, task: PartTask) -> TaskResult:
        """Give out a task."""
        future: TaskResult = self._client.submit(make_part, setup, folder, task, pure=False)
        return future

    def renew(self) -> None:
        """Connect again."""
        self._client.close(timeout=1)
        self._client = self._connected()

    def lost(self, error: BaseException) -> bool:
        """Tell whether the scheduler or too many workers went away."""
        distributed: Any = import_module("distributed")
        gone = (
            CancelledError,
            TimeoutError,
            distributed.CancelledError,
            distributed.KilledWorker,
            import_module("distributed.comm").CommClosedError,
            import_module("distributed.client").FutureCancelledError,
        )
        return isinstance(error, gone)

    def close(self) -> None:
        """Leave the cluster, which goes on for others."""
        self._client.close()


Results = Callable[[PartSetup, Path, Iterator[PartTask]], Iterator[tuple[PartTask, Note]]]


@contextmanager
def results_of(jobs: int = 1, cluster: str = "") -> Iterator[Results]:
    """Give what does tasks and yields each with its note, in their order. Raises AdvisorError where no cluster answers."""
    if not cluster and jobs == 1:
        yield _here
        return
    threads = os.environ.get("POLARS_MAX_THREADS")
    if not cluster:  # the processes that begin now share the processors
        each = max((os.cpu_count() or 1) // jobs, 1)
        os.environ.setdefault("POLARS_MAX_THREADS", str(each))
    crew = Cluster(cluster) if cluster else Processes(jobs)
    try:
        yield lambda setup, folder, tasks: _by_crew(crew, setup, folder, tasks)
    finally:
        crew.close()
        if threads is None:
            os.environ.pop("POLARS_MAX_THREADS", None)


def _here(
    setup: PartSetup, folder: Path, tasks: Iterator[PartTask]
) -> Iterator[tuple[PartTask, Note]]:
    for task in tasks:
        yield task, make_part(setup, folder, task)


def _by_crew(
    crew: Crew, setup: PartSetup, folder: Path, tasks: Iterator[PartTask]
) -> Iterator[tuple[PartTask, Note]]:
    given: deque[tuple[PartTask, TaskResult]] = deque()
    breaks = 0
    ended = False
    while given or not ended:
        while not ended and len(given) < crew.size * _AHEAD:
            task = next(tasks, None)
            if task is None:
                ended = True
                break
            try:
                given.append((task, crew.give(setup, folder, task)))
            except BaseException as error:
                if not crew.lost(error):
                    raise
                given.append((task, _Lost(error)))
        if not given:
            return
        task, result = given[0]
        try:
            note = result.result()
        except BaseException as error:
            if not crew.lost(error):
                raise
            breaks += 1
            if breaks > MOST_BREAKS:
                message = "workers were lost again and again"
                hint = "see whether memory is short; what is done is kept: go on with --resume"
                raise AdvisorError(Problem(Place(str(setup.output)), message, hint)) from None
            crew.renew()
            given = deque((one, crew.give(setup, folder, one)) for one, _ in given)
            continue
        breaks = 0
        given.popleft()
        yield task, note


class _Lost:
    """A task that could not be given out."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def result(self) -> Note:
        """Raise what stood in the way."""
        raise self._error
