"""The kernel of a notebook, forked from a process that has loaded the libraries; loaded by jupyter_client, by name.

It is forked before papermill asks for one, as a process that talks with a kernel already must not be forked.
"""

import json
import os
import sys
from importlib.metadata import EntryPoint

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from analysis.pipeline import warm

INLINE = "module://matplotlib_inline.backend_inline"
LAUNCHER = "ipykernel_launcher"
NAME = "forked"
_waiting = []


def prepare():
    """Fork the kernel of the next notebook, where processes can start warm (see `warm`); else it is started anew."""
    if warm.is_loaded():
        factory = KernelProvisionerFactory.instance()
        factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:Provisioner", factory.GROUP_NAME)
        factory.default_provisioner_name = NAME
        _waiting.append(warm.Forked(_kernel))


class Provisioner(LocalProvisioner):
    """A kernel on this machine whose process is there already and is told what it would be started with."""

    async def launch_kernel(self, cmd, **given):
        """The connection of the kernel; its process begins."""
        self.process = _waiting.pop()
        self.pid = self.pgid = self.process.pid
        arguments = [*cmd[cmd.index(LAUNCHER) + 1 :], f"--IPKernelApp.parent_handle={os.getpid()}"]  # it ends with us
        told = [arguments, given["env"], str(given.get("cwd") or os.getcwd())]
        self.process.stdin.write(json.dumps(told).encode())
        self.process.stdin.close()
        return self.connection_info


def _kernel():
    """A kernel as `python -m ipykernel_launcher` starts it."""
    told = sys.stdin.read()
    if not told:  # the section has ended before its notebook began
        return
    arguments, env, place = json.loads(told)
    if sys.path[0] in ("", os.getcwd()):  # the folder that the run was started in is none to import from
        del sys.path[0]
    os.environ.update(env)
    os.chdir(place)
    for stream in (1, 2):  # what matters is in the notebook
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    import matplotlib as mpl
    from ipykernel.kernelapp import IPKernelApp

    mpl.rcParams["backend"] = INLINE  # a kernel asks for it before matplotlib is first loaded: here it is already
    IPKernelApp.launch_instance(argv=arguments)
