"""JupyterLab, which ends in order, kernels first, when the program that started it does: it holds the other end of
this one's standard input, and Ctrl-C, a kill and a crash all close it."""

import os
import sys
import threading
import time

from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import main

LONGEST_END = 10
"""Seconds that ending in order may take."""


def end_with_starter():
    while os.read(0, 1024):
        pass
    # Before there is a loop nothing has been started that would have to be ended.
    if ServerApp.initialized() and getattr(ServerApp.instance(), "io_loop", None):
        ServerApp.instance().stop()
        time.sleep(LONGEST_END)
    os._exit(0)


threading.Thread(target=end_with_starter, daemon=True).start()
sys.exit(main())
