"""A real Milvus server, as PyPI has it, in a network namespace of its own: nobody else on this machine reaches it.

The server binds every interface, whatever it is told. So it runs where there is only loopback, and a relay in there
hands it what comes in on one socket that was bound out here, to 127.0.0.1, before. It ends with whoever started it.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_NAMESPACE = (
    "no network namespace can be made for the Milvus server ({reason}); run the tests as root, or let users make them: "
    "sysctl kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000"
)
_LEASE = 3  # seconds after which a server started again believes that its killed self is gone; else 30
_ASSIGNED = 200  # milliseconds that a flush waits for; else 2,000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1


class Engine:
    """The server and its address; it can be killed and started again, and keeps what it holds."""

    def __init__(self, folder: Path) -> None:
        """Start the server, which keeps its data in `folder`; raises RuntimeError if it cannot be."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        inside = [sys.executable, __file__, str(listener.fileno()), str(folder)]
        self._log = folder / "inside.log"
        with self._log.open("w") as log:
            self._inside = subprocess.Popen(
                ["unshare", "--net", *user, "--", *inside],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                pass_fds=[listener.fileno()],
                text=True,
                bufsize=1,
            )
        listener.close()
        self._until("ready")

    @property
    def process(self) -> str:
        """The number of the server's process."""
        return self._tell("process")

    def kill(self) -> None:
        """End the server as `kill -9` does; who asks it is not answered until it is started again."""
        self._tell("kill", "killed")

    def start(self) -> None:
        """Start it again, on the same data, and wait until it is healthy."""
        self._tell("start", "ready")

    def stop(self) -> None:
        """End it for good."""
        self._inside.communicate()  # it ends when its standard input does

    def _tell(self, command: str, wanted: str = "") -> str:
        assert self._inside.stdin
        self._inside.stdin.write(command + "\n")
        return self._until(wanted)

    def _until(self, wanted: str) -> str:
        assert self._inside.stdout
        said = self._inside.stdout.readline().strip()
        if not said or wanted not in ("", said):
            self._inside.communicate()
            reason = self._log.read_text("utf-8").strip().rpartition("\n")[2]
            if reason.startswith("unshare"):
                raise RuntimeError(_NAMESPACE.format(reason=reason))
            raise RuntimeError(f"the Milvus server did not start ({said or reason}); its logs: {self._log.parent}")
        return said


@contextlib.contextmanager
def running() -> Iterator[Engine]:
    """Run a server in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="onrecord-milvus-", ignore_cleanup_errors=True) as folder:
        engine = Engine(Path(folder))
        try:
            yield engine
        finally:
            engine.stop()


# In the namespace -----------------------------------------------------------------------------


class _Inside:
    def __init__(self, folder: Path) -> None:
        from milvus import MilvusServer, MilvusServerConfig

        config = MilvusServerConfig(data_dir=str(folder))
        config.set("common.session.ttl", _LEASE)
        config.set("dataCoord.segment.assignmentExpiration", _ASSIGNED)
        self._server = MilvusServer(config)

    @property
    def process(self) -> int:
        return int(self._server.server_proc.pid)

    def start(self) -> None:
        self._server.start()

    def kill(self) -> None:
        if process := self._server.server_proc:
            process.kill()
            process.wait()
            self._server.stop()

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._server.listen_port)
            await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))
        writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))


async def _obey(listener: socket.socket, folder: Path) -> None:
    inside = _Inside(folder)
    loop = asyncio.get_running_loop()
    await asyncio.start_server(inside.relay, sock=listener)
    try:
        command = "start"
        while command:
            if command == "start":
                await loop.run_in_executor(None, inside.start)
            elif command == "kill":
                inside.kill()
            print({"start": "ready", "kill": "killed"}.get(command) or inside.process, flush=True)
            command = (await loop.run_in_executor(None, sys.stdin.readline)).strip()
    finally:
        inside.kill()


def _main() -> None:
    listener = socket.socket(fileno=int(sys.argv[1]))  # bound outside, where it stays
    for handler in (signal.SIGINT, signal.SIGTERM):
        signal.signal(handler, signal.SIG_IGN)  # Ctrl+C goes to the tests, which end this
    _loopback_up()
    asyncio.run(_obey(listener, Path(sys.argv[2])))


if __name__ == "__main__":
    _main()
