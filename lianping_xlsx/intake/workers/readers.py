"""Reading of replies in child processes; a file that was read in an earlier run is not read again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.intake.reading.ballots_held import may_be_kept
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.isolation import Failure, Isolation, run_isolated
from lianping_xlsx.intake.workers.reading_cache import (
    CachedReadings,
    KeptTogether,
    Key,
    Packed,
    SharedParts,
    unpack_reading,
)
from lianping_xlsx.intake.workers.reply import WorkerSetup, keep_setup, pack, read_source
from lianping_xlsx.scheme.model import Scheme

"""Called with (files read, files in all)."""


class Readers:
    """Reads the replies of one run, in children or from the cache; ``kept`` are the readings for the next run."""

    def __init__(
        self,
        setup: WorkerSetup,
        scheme: Scheme,
        before: CachedReadings,
        progress: Progress | None,
        started: Callable[[], object] = lambda: None,
        scheduler: str = "",
    ) -> None:
        """``started``: see :func:`~lianping_xlsx.intake.workers.isolation.run_isolated`.

        ``scheduler``: the address of the Dask scheduler whose workers read; '' for children of this process.
        """
        packed = pack(setup)
        self._folder = setup.folder
        self._may_be_kept = partial(may_be_kept, scheme, setup.expected)
        caps = scheme.caps
        self._options = Isolation(seconds=caps.seconds, memory_bytes=caps.memory_bytes)
        self._most_bytes = caps.limits.file_bytes
        self._setup = (packed, setup.folder)
        self._before = before.at(packed)
        self._progress = progress
        self._started = started
        self._scheduler = scheduler
        self._kept: dict[Key, Packed] = {}
        self._kept_together = KeptTogether()
        self._shared = SharedParts()

    @property
    def kept(self) -> CachedReadings:
        """The readings of this run to be kept for the next one, whether read now or before."""
        return replace(self._before, readings=self._kept)

    def read_all(self, files: Sequence[Source]) -> dict[str, FileReading]:
        """The readings of all files and, one level deep, of all members of archives and mails, keyed by path."""
        digests = {source.path: self._digest(source) for source in files} if self._before.readings else {}
        found = self._read(files, digests)
        members = [member for source in files for member in found[source.path].members]
        digests = {member.path: found[member.file].sha256 for member in members}
        return {**found, **self._read(members, digests)} if members else found

    def _digest(self, source: Source) -> str:
        """SHA-256 of a file, the key of a kept reading; '' if the file is too large or cannot be read."""
        path = self._folder / source.file
        try:
            return hashlib.sha256(read_regular(path, self._most_bytes)).hexdigest()
        except OSError:
            return ""

    def _read(self, sources: Sequence[Source], digests: Mapping[str, str]) -> dict[str, FileReading]:
        """The readings by path. ``digests``: by path, as far as known, SHA-256 of the file that contains the source."""
        found: dict[str, FileReading] = {}
        for path, reading in self._known(sources, digests):
            found[path] = reading
        missing = [source for source in sources if source.path not in found]
        for source, result in self._run(missing):
            reading = self._take(source, digests.get(source.path, ""), result)
            found[source.path] = reading
            if self._progress is not None:
                self._progress(len(found), len(sources))
        return {source.path: found[source.path] for source in sources}

    def _known(self, sources: Sequence[Source], digests: Mapping[str, str]) -> Iterator[tuple[str, FileReading]]:
        """Yield (path, reading) for each source with a kept reading."""
        for source in sources:
            key = source.path, digests.get(source.path, "")
            if key in self._before.readings:
                try:
                    reading = self._shared.of(unpack_reading(self._before.readings[key]))
                except ValueError:  # the kept bytes are no reading, so the file is read again
                    continue
                self._kept[key] = self._before.readings[key]
                yield source.path, reading

    def _run(self, sources: Sequence[Source]) -> Iterator[tuple[Source, bytes | FileReading | Failure]]:
        """Yield each source with its result, in the order of completion. Raises NoClusterError."""
        results = self._run_on_cluster(sources) if self._scheduler and sources else self._run_here(sources)
        return ((sources[index], result) for index, result in results)

    def _run_here(self, sources: Sequence[Source]) -> Iterator[tuple[int, bytes | FileReading | Failure]]:
        return run_isolated(
            read_source,
            sources,
            initializer=keep_setup,
            initargs=self._setup,
            options=self._options,
            started=self._started,
        )

    def _run_on_cluster(self, sources: Sequence[Source]) -> Iterator[tuple[int, bytes | FileReading | Failure]]:
        from lianping_xlsx.intake.workers.dask_cluster import read_on_cluster  # most campaigns need none

        return read_on_cluster(self._scheduler, self._setup, sources, self._options, self._most_bytes, self._run_here)

    def _take(self, source: Source, digest: str, result: bytes | FileReading | Failure) -> FileReading:
        """The reading of a source, added to ``kept`` if it may be kept.

        The key is the digest of the bytes that were read: the file may have changed since ``digest`` was computed.
        Failures are not kept: another load of the machine may let the file be read next time.
        """
        if isinstance(result, Failure):
            return FileReading(source.path, refused=Finding(result.code, Place(source.path)))
        if isinstance(result, FileReading):
            return result
        reading = self._shared.of(unpack_reading(result))
        digest = reading.sha256 if source.number < 0 else digest
        if digest and self._may_be_kept(reading):
            self._kept[source.path, digest] = self._kept_together.put(result)
        return reading
