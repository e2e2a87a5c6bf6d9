"""Rates: how much of something came from an address in the last minute."""

from __future__ import annotations

import ipaddress
import time
from collections import deque

from starlette.types import Scope

_WHILE = 60.0  # seconds


class Rate:
    """At most so many of something from one address in a minute. For one thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: dict[str, deque[float]] = {}
        self._swept = time.monotonic()

    def wait(self, address: str) -> float:
        """Return the seconds until there may be another one from this address; 0: now."""
        times = self._recent(address)
        return times[0] + _WHILE - time.monotonic() if len(times) >= self._most else 0.0

    def count(self, address: str) -> None:
        """Remember one; forget the addresses that sent none lately."""
        self._times.setdefault(address, deque(maxlen=self._most)).append(time.monotonic())
        if self._swept < time.monotonic() - _WHILE:
            self._swept = time.monotonic()
            for known in [known for known in self._times if not self._recent(known)]:
                del self._times[known]

    def _recent(self, address: str) -> deque[float]:
        times = self._times.get(address, deque[float]())
        while times and times[0] < time.monotonic() - _WHILE:
            times.popleft()
        return times


def address(scope: Scope) -> str:
    """Return where a request comes from; for IPv6 the network, whose addresses are one household's."""
    client = (scope.get("client") or ("",))[0]
    try:
        known = ipaddress.ip_address(client)
    except ValueError:
        return str(client)
    return str(known) if known.version == 4 else str(ipaddress.ip_network((known, 64), strict=False))
