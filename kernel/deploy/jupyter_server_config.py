"""A learner's server, on one machine and in a container alike."""

import os

c = get_config()  # noqa: F821

c.ServerApp.root_dir = os.environ["GRADBOOK_COPY"]
# Sockets in the learner's own folder: whoever shares the machine could listen to a port.
c.KernelManager.transport = "ipc"
# A kernel that nobody has used for long goes, also where a page is still open on it: it says so in its log, and
# JupyterLab shows that the kernel is gone. The notebook and its outputs stay.
c.MappingKernelManager.cull_idle_timeout = 2 * 3600
c.MappingKernelManager.cull_interval = 300
c.MappingKernelManager.cull_connected = True
# A server without kernels that nobody talks to goes, too. The learner's next visit starts it again.
c.ServerApp.shutdown_no_activity_timeout = 3 * 3600
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
