"""Attribution: who said what in an article."""

from index.attribution.statement import Kind, Statement

__all__ = ["Kind", "Statement"]
