"""What can go wrong, as one tree; every message ends with what to do.

OnRecordError
├── SettingsError          a setting is unknown or out of bounds
├── SourceError            a source names nothing that can be read
├── UploadError            an uploaded document cannot be kept
├── UnreadableFileError    one file cannot be read (listed in the report, never fatal)
├── EncoderError           the encoder cannot be loaded, or is not the one expected
├── SpanError              a span that is not the slice it claims to be
└── ArchiveError
    ├── NoArchiveError         there is no archive at this place
    ├── ArchiveMismatchError   made by another encoder or schema
    ├── ArchiveDamagedError    a part is missing, cut short or changed
    ├── ArchiveBusyError       another process is writing to it
    ├── EngineError            the server that holds it does not answer, or refuses
    ├── MachinesError          the cluster that is to index does not answer, or is not like this machine
    └── ArchiveMovedError      what was asked of has made room for a newer generation
"""

from __future__ import annotations


class OnRecordError(Exception):
    """Base of everything On Record raises on purpose."""


class SettingsError(OnRecordError):
    """A setting is unknown or out of bounds."""


class SourceError(OnRecordError):
    """A source names nothing that can be read."""


class UploadError(OnRecordError):
    """An uploaded document cannot be kept: its name, its size, or the disk forbids it."""


class UnreadableFileError(OnRecordError):
    """One file cannot be read; the run goes on and the report lists it."""


class EncoderError(OnRecordError):
    """The encoder cannot be loaded, or its weights are not the ones expected."""


class SpanError(OnRecordError):
    """A span is not the slice of its article that it claims to be."""


class NotInArchiveError(OnRecordError):
    """The archive knows no speaker, outlet or language of this name."""


class ArchiveError(OnRecordError):
    """Base of what concerns an archive as a whole."""


class NoArchiveError(ArchiveError):
    """There is no archive at this place."""


class ArchiveMismatchError(ArchiveError):
    """The archive was made by another encoder or schema."""


class ArchiveDamagedError(ArchiveError):
    """A part of the archive is missing, cut short or changed."""


class ArchiveBusyError(ArchiveError):
    """Another process is writing to the archive."""


class EngineError(ArchiveError):
    """The server that holds the archive does not answer, or refuses what it is asked."""


class MachinesError(ArchiveError):
    """The cluster that is to index does not answer, has lost its machines, or is not like this one."""


class ArchiveMovedError(ArchiveError):
    """The generation that was asked has made room for a newer one."""
