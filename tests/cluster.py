"""A real Ray cluster on loopback: a head that does no work, and nodes of one processor each that can be killed.

`ray start` binds what others can reach, whatever it is told; so Ray's own tests' way of starting one is taken, in a
process of its own. All of it ends with whoever started it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_HERE = "127.0.0.1"
_STORE = 100_000_000  # bytes; Ray admits little less
_SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # else Ray puts this machine's outer address in the place of loopback
    "RAY_raylet_start_wait_time_s": "300",  # a busy machine is slow
    "RAY_agent_register_timeout_ms": "300000",
    "RAY_CLIENT_SERVER_CHECK_CHANNEL_TIMEOUT_S": "60",
    "GRPC_ENABLE_FORK_SUPPORT": "0",  # the head forks beside gRPC's threads; with it, what it starts fails at times
    "RAY_worker_niceness": "0",  # as whatever else runs here
}


class Node:
    """A part of the cluster, by the number of its raylet, whose children do the work and end with it."""

    def __init__(self, raylet: int) -> None:
        self._raylet = raylet

    @property
    def runs(self) -> bool:
        return b"raylet" in _command(self._raylet)

    def working(self) -> list[int]:
        """Return the processes that make something of articles now."""
        return [child for child in _children(self._raylet) if _command(child).startswith(b"ray::make")]

    def kill(self) -> None:
        """End it, as `kill -9` does."""
        os.kill(self._raylet, signal.SIGKILL)


class Cluster:
    """The head and its nodes."""

    def __init__(self, folder: Path) -> None:
        """Start the head, which keeps its logs in `folder`; raises RuntimeError if it cannot be."""
        port = _free_port()
        self.address = f"ray://{_HERE}:{port}"
        self.nodes: list[Node] = []
        self._log = folder / "cluster.log"
        with self._log.open("w") as log:
            self._inside = subprocess.Popen(
                [sys.executable, __file__, str(port)],
                env=os.environ | _SETTINGS | {"RAY_TMPDIR": str(folder)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                bufsize=1,
                start_new_session=True,  # Ctrl+C goes to the tests, which end this
            )
        self._answered()

    def start(self, number: int) -> None:
        """Have as many nodes as `number`."""
        self.nodes = [node for node in self.nodes if node.runs]
        while len(self.nodes) < number:
            assert self._inside.stdin
            self._inside.stdin.write("node\n")
            self.nodes.append(Node(self._answered()))

    def working(self) -> list[int]:
        """Return the processes that make something of articles now."""
        return [process for node in self.nodes for process in node.working()]

    def signal_servers(self, number: signal.Signals) -> None:
        """Send a signal to those that answer clients."""
        for process in (int(folder.name) for folder in Path("/proc").glob("[0-9]*")):
            with contextlib.suppress(ProcessLookupError):
                if b"ray.util.client.server" in _command(process) and os.getsid(process) == self._inside.pid:
                    os.kill(process, number)

    def stop(self) -> None:
        """End all of it."""
        self._inside.communicate()  # it ends when its standard input does

    def _answered(self) -> int:
        assert self._inside.stdout
        if not (said := self._inside.stdout.readline()):
            self._inside.communicate()
            raise RuntimeError(f"the Ray cluster did not start: {self._log.read_text('utf-8')}")
        return int(said)


@contextlib.contextmanager
def running(nodes: int) -> Iterator[Cluster]:
    """Run a cluster in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-ray-"))  # a short path: Ray makes sockets in it
    try:
        cluster = Cluster(folder)
        try:
            cluster.start(nodes)
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _children(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found += [int(child) for child in task.read_text("ascii").split()]
    return found


def _free_port() -> int:
    with socket.create_server((_HERE, 0)) as one:
        return int(one.getsockname()[1])


# In the process of its own --------------------------------------------------------------------


def _main() -> None:
    import ray.cluster_utils

    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # Ray prints, too
    cluster = ray.cluster_utils.Cluster()

    def add(**options: Any) -> int:
        node = cluster.add_node(
            node_ip_address=_HERE,
            object_store_memory=_STORE,
            include_dashboard=False,
            include_log_monitor=False,
            no_monitor=True,
            **options,
        )
        return int(node.all_processes["raylet"][0].process.pid)

    print(add(num_cpus=0, ray_client_server_port=int(sys.argv[1])), file=answers)
    try:
        for _ in sys.stdin:
            print(add(num_cpus=1), file=answers)
    finally:
        for node in (*cluster.worker_nodes, cluster.head_node):
            node.kill_all_processes(check_alive=False, allow_graceful=False)


if __name__ == "__main__":
    _main()
