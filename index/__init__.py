"""Turns files into a searchable archive. Knows nothing of questions."""

from index.archive import Index, Said
from index.article import Article
from index.attribution import Statement
from index.database import Filter, SpeakerCount
from index.manifest import Removed
from index.report import Problem, Report
from index.settings import Settings
from index.snapshot import Snapshot
from index.spans import Span

__all__ = [
    "Article",
    "Filter",
    "Index",
    "Problem",
    "Removed",
    "Report",
    "Said",
    "Settings",
    "Snapshot",
    "Span",
    "SpeakerCount",
    "Statement",
]
