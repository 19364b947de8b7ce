"""Builds the Dockerfile without an engine, and runs what comes out without one.

No registry is asked: the bases that it names are stood in for by a Debian of debootstrap's and this machine's JDK.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from chart import REPOSITORY

DOCKERFILE = REPOSITORY / "deploy/Dockerfile"


def base(name):
    """A base with its tag, as the Dockerfile spells it."""
    return re.search(rf"^FROM ({name}:\S+)", DOCKERFILE.read_text(), re.MULTILINE).group(1)


def jdk():
    """The home of a JDK that knows what assemble.sh asks for."""
    homes = [os.environ["JDK_25"]] if "JDK_25" in os.environ else Path("/usr/lib/jvm").glob("*")
    for home in map(Path, homes):
        release = home / "release"
        version = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if release.is_file() else None
        if version and int(version[1]) >= 25 and (home / "bin/jlink").exists():
            return home.resolve()
    raise RuntimeError("no JDK 25 or newer in /usr/lib/jvm: install one, or put its home into JDK_25")


class Image:
    """An image, its file system unpacked in a folder."""

    def __init__(self, folder, debian):
        self.folder = Path(folder)
        self._buildah("--version")
        self._stand_in(base("debian"), {debian: "/"})
        # Debian keeps parts of a JDK elsewhere and links to them.
        whole = shutil.copytree(jdk(), self.folder / "jdk")
        self._stand_in(base("maven"), {whole: "/opt/java/openjdk"})
        # The format that has health checks.
        self._buildah(
            *("bud", "--pull-never", "--isolation", "chroot", "--format", "docker"),
            *("--build-arg", "JAR=built", "--file", DOCKERFILE, "--tag", "modelyard", REPOSITORY),
        )
        self.config = json.loads(self._buildah("inspect", "--type", "image", "modelyard"))["Docker"]["config"]
        container = self._buildah("from", "--pull-never", "modelyard").strip()
        mounted = self._buildah("mount", container).strip()
        self.root = self.folder / "root"
        # It has devices, which are not to be read.
        subprocess.run(["cp", "--archive", mounted, self.root], check=True)
        self._buildah("rm", "--all")

    def _stand_in(self, name, files):
        container = self._buildah("from", "scratch").strip()
        for source, target in files.items():
            self._buildah("add", "--quiet", container, f"{source}/.", target)
        self._buildah("commit", "--quiet", container, name)
        self._buildah("rm", container)

    def _buildah(self, *arguments):
        storage = ("--root", self.folder / "storage", "--runroot", self.folder / "run")
        done = subprocess.run(
            ["buildah", *storage, "--storage-driver", "vfs", *arguments],
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def variables(self):
        return dict(variable.split("=", 1) for variable in self.config["Env"])

    def command(self, volume, *command, variables=None):
        """What runs a command as Kubernetes would: the image's user, a root that is read-only, and its own processes."""
        user, group = self.config["User"].split(":")
        settings = self.variables | (variables or {})
        return [
            *("setpriv", "--reuid", user, "--regid", group, "--clear-groups", "--no-new-privs"),
            *("bwrap", "--unshare-all", "--share-net", "--as-pid-1", "--die-with-parent"),
            *("--ro-bind", self.root, "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),
            *("--bind", volume, "/var/lib/modelyard", "--chdir", self.config["WorkingDir"], "--clearenv"),
            *(word for name, value in settings.items() for word in ("--setenv", name, value)),
            *("--", *command),
        ]
