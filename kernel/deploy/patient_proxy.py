"""The proxy that JupyterHub starts itself, where none runs as a service of its own."""

import asyncio

from jupyterhub.proxy import ConfigurableHTTPProxy
from jupyterhub.utils import AnyTimeoutError


class PatientProxy(ConfigurableHTTPProxy):
    """JupyterHub's own, tried again where it does not listen within some eleven seconds.

    JupyterHub waits for no longer, and then ends; but a computer that is busy, or reads Node from its disk for the first
    time, may take longer. One that ends by itself, as where its port is taken, is not tried again.
    """

    async def start(self):
        while True:
            try:
                return await super().start()
            except AnyTimeoutError:
                self.log.warning("The proxy does not listen yet; it is started again")
                self.stop()
                while self.proxy_process.poll() is None:
                    await asyncio.sleep(0.1)
