"""Ports for learners' servers on one machine."""

import random
import socket

FIRST = 26_000
END = 32_000
"""Below the ports that Linux gives to whoever asks for any, connections among them (32,768 and more), and above those among
which kernels look for theirs (kernel/src/client/free-ports.ts)."""

following = random.randrange(FIRST, END)


def own_port():
    """Finds a port of this machine's own address that nobody listens on; all others come before it is given again.

    The system would give any port to JupyterHub, too, but also to a connection in the minute that passes before the
    server listens on it, where thirty start at once: then the server ends.
    """
    global following
    for _ in range(FIRST, END):
        port = following
        following = port + 1 if port + 1 < END else FIRST
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(
        f"ports: expected one that is free, from {FIRST} to {END - 1}, got none; end what listens on them"
    )
