"""Replies read by the workers of a Dask cluster, where one computer is outgrown.

What goes out: the bytes of the replies and the set-up, which holds the forms of the scheme, the campaign's key and the
passwords. What comes back are the readings that children of this process would give. Dask distributes; the limits of a
single reply are kept on the worker. distributed is imported only here, and only when asked for.

A worker may have no child processes of its own (it is a daemon), and a parser must not end it. So it starts a program
for each share, which reads the replies in children, as ``merge`` does on its own computer. Replies and readings come
and go as bytes, and this module writes nothing to the disk. Dask writes the arguments of a failed task into its log as
``repr`` shows them, so no ``repr`` shows any content.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from itertools import islice
from pathlib import Path
from typing import Any

from lianping_xlsx import __version__
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.core.scheduler_address import NoClusterError
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.child import Failure
from lianping_xlsx.intake.workers.isolation import run_isolated
from lianping_xlsx.intake.workers.pool import Isolation
from lianping_xlsx.intake.workers.reply import SentReply, keep_setup, read_sent

IndexedResult = tuple[int, bytes | FileReading | Failure]
ReadHere = Callable[[Sequence[Source]], Iterator[IndexedResult]]
_MOST_REPLIES, _MOST_BYTES = 250, 64 << 20
"""The most replies and bytes of a share. A share costs a worker half a second beside the reading."""
_AHEAD = 2
"""The shares that are sent for each thread of the workers: one is read, one waits."""
_SECONDS = 20
"""The time to reach the scheduler, and for it to have a worker."""


def read_on_cluster(
    address: str,
    setup: tuple[bytes, Path],
    sources: Sequence[Source],
    options: Isolation,
    most_bytes: int,
    read_here: ReadHere,
) -> Iterator[IndexedResult]:
    """Yield (index of the source, its outcome) exactly once for each, in the order of completion.

    ``setup``: packed, and the folder. ``most_bytes``: of a file that is read at all. A source whose file cannot be
    opened, or whose share failed after others were read (a worker was lost), is read by ``read_here``. Raises
    NoClusterError.
    """
    packed, folder = setup
    left: list[int] = []
    with _client(address) as client:
        threads = _threads(client)
        there = client.scatter(PackedSetup(packed), hash=False)
        one_child = replace(options, workers=1)  # for each thread of a worker
        shares = _shares(folder, sources, most_bytes, -(-len(sources) // (_AHEAD * threads)), left)
        sent: dict[str, list[int]] = {}

        def send(number: int) -> list[Any]:
            new = []
            for indices, replies in islice(shares, number):
                new.append(client.submit(read_share, there, Share(replies, one_child), pure=False))
                sent[new[-1].key] = indices
            return new

        running = _as_completed(client, send(_AHEAD * threads))
        works = False
        for future in running:
            indices = sent.pop(future.key)
            if future.status == "finished":
                works = True
                yield from zip(indices, future.result(), strict=True)
            elif works:
                left += indices
            else:
                raise NoClusterError(f"工作进程读不了（{type(future.exception()).__name__}）")
            future.release()
            running.update(send(1))
    for number, outcome in read_here([sources[index] for index in left]) if left else ():
        yield left[number], outcome


def _shares(
    folder: Path, sources: Sequence[Source], most_bytes: int, wanted: int, left: list[int]
) -> Iterator[tuple[list[int], list[SentReply]]]:
    """Yield the replies in shares, with their indices; those that cannot be opened are added to ``left``.

    Members of one archive follow each other, and have the same bytes, which travel once.
    """
    indices: list[int] = []
    replies: list[SentReply] = []
    size, file, content = 0, "", b""
    for index, source in enumerate(sources):
        if source.file != file or not content:
            try:
                file, content = source.file, read_regular(folder / source.file, most_bytes)
            except OSError:  # what is wrong with it is said by whoever reads it
                left.append(index)
                continue
            size += len(content)
        indices.append(index)
        replies.append(SentReply(source, content))
        if len(replies) >= min(wanted, _MOST_REPLIES) or size > _MOST_BYTES:
            yield indices, replies
            indices, replies, size, content = [], [], 0, b""
    if replies:
        yield indices, replies


@contextlib.contextmanager
def _client(address: str) -> Iterator[Any]:
    """A client of the scheduler (untyped, since distributed is). Raises NoClusterError."""
    try:
        from distributed import Client
    except ImportError:
        raise NoClusterError("没有装 Dask，请先运行 pip install 'lianping-xlsx[dask]'") from None
    try:
        client: Any = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError) as fault:
        raise NoClusterError(f"连接不上（{type(fault).__name__}）") from fault
    try:
        yield client
    finally:
        client.close()


def _threads(client: Any) -> int:
    """The threads of all workers. Raises NoClusterError where there is none, or where one has another program."""
    try:
        client.wait_for_workers(1, timeout=_SECONDS)
    except TimeoutError as fault:
        raise NoClusterError("它没有工作进程") from fault
    versions = client.run(program_version, on_error="return")
    others = sorted({each if isinstance(each, str) else "没有装" for each in versions.values()} - {__version__})
    if others:
        raise NoClusterError(f"工作进程上的 lianping-xlsx 应为 {__version__}，有的是：{'、'.join(others)}")
    threads: int = sum(client.nthreads().values())
    return max(1, threads)


def _as_completed(client: Any, futures: Sequence[Any]) -> Any:
    from distributed import as_completed

    return as_completed(futures, loop=client.loop)


# ---------------------------------------------------------------- on a worker

Outcomes = list[bytes | FileReading | Failure]
_OUTPUT = 1


class OtherProgramError(Exception):
    """The worker has another version of the program, which might read something else."""


@dataclass(frozen=True, slots=True)
class PackedSetup:
    """The set-up as bytes."""

    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Share:
    """What a worker gets beside the set-up: replies, and the limits of a single one. ``version``: of who sends it."""

    replies: Sequence[SentReply] = field(repr=False)
    options: Isolation
    version: str = __version__


def program_version() -> str:
    """The version of the program on a worker."""
    return __version__


def read_share(packed: PackedSetup, share: Share) -> Outcomes:
    """The outcome of each reply, in order. Raises OtherProgramError, RuntimeError."""
    if share.version != __version__:
        raise OtherProgramError(f"{__version__}, {share.version}")
    command = [sys.executable, "-c", f"from {__name__} import main; main()"]
    environment = os.environ | {"PYTHONSAFEPATH": "1"}  # a module that lies in the current folder is not run
    ran = subprocess.run(
        command, input=pickle.dumps((packed.content, share)), capture_output=True, env=environment, check=False
    )
    if ran.returncode != 0:
        raise RuntimeError(f"exit {ran.returncode}")
    outcomes: Outcomes = pickle.loads(ran.stdout)
    return outcomes


def main() -> None:
    """Read the share that stands in the standard input; write the outcomes to the standard output."""
    output = os.dup(_OUTPUT)
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, _OUTPUT)  # whatever a library prints is no part of the outcomes
    packed, share = pickle.loads(sys.stdin.buffer.read())
    found = run_isolated(
        read_sent, share.replies, initializer=keep_setup, initargs=(packed, Path()), options=share.options
    )
    outcomes = [outcome for _, outcome in sorted(found, key=lambda pair: pair[0])]
    with os.fdopen(output, "wb") as file:
        file.write(pickle.dumps(outcomes))
