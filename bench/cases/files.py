"""Artifacts through the proxy, as the Python client moves them: PUT and GET of whole files.

The load program makes the bytes, other ones for each file, and compares each byte that comes back. A window ends when
all files are moved. Files are put into a fresh run each time; what was put is read back whole after the window.
"""

import itertools
import json

from points import Mismatch, fresh_name

PROXY = "/api/2.0/mlflow-artifacts/artifacts"
MB = 1_000_000
LARGE_MIB = 1024
SMALL_FILES, SMALL_BYTES, SMALL_CLIENTS = 2_000, 20 << 10, 8
A_FOLDER = 100
FAR = 1 << 32  # between the seeds of two sets

_sets = itertools.count(1)


class FileSet:
    """Files of one run, and the plans that put and get them."""

    def __init__(self, api, files, size, clients, a_folder=A_FOLDER):
        experiment = api.create_experiment(fresh_name())
        run = api.create_runs(experiment, 1)[0]
        self.folder = f"{PROXY}/{experiment}/{run}/artifacts"
        self.listed = f"{experiment}/{run}/artifacts"
        self._each, self._size, self._clients, self._a_folder = files // clients, size, clients, a_folder
        self._first = next(_sets) * FAR

    def plan(self, method):
        return {
            "clients": [
                {
                    "method": method,
                    "path": f"{self.folder}/{self._place(c)}",
                    "file": {"size": self._size, "seed": self._first + c * self._each},
                }
                for c in range(self._clients)
            ],
            "operations": self._each,
            "set": self,
        }

    def _place(self, client):
        """A folder each hundred files; of each client, so that none waits for another to make it."""
        return f"c{client}-${{n/{self._a_folder}}}/f${{n}}.bin" if self._a_folder else f"all/c{client}-f${{n}}.bin"

    def put(self, api):
        self._require(api.play(self.plan("PUT")))

    def require_whole(self, api):
        self._require(api.play(self.plan("GET")))

    def _require(self, result):
        if result["operations"] != self._each * self._clients:
            raise Mismatch(f"{result['operations']} of {self._each * self._clients} files, {result['first_error']}")


class Files:
    """Moves one set of files, up or down."""

    must = moonshot = room = None
    cpu_must = cpu_moonshot = None

    def __init__(self, up, files, size, clients, **facts):
        self.up, self.files, self.size, self.clients = up, files, size, clients
        self.__dict__.update(facts)

    def _new(self, api):
        return FileSet(api, self.files, self.size, self.clients)

    def setup(self, api, server):
        if self.up:
            return None
        files = self._new(api)
        files.put(api)
        return files

    def plan(self, api, state):
        return self._new(api).plan("PUT") if self.up else state.plan("GET")

    def check(self, api, plan, result):
        if result["operations"] != self.files:
            raise Mismatch(f"{result['operations']} of {self.files} files in the window")
        if self.up:
            plan["set"].require_whole(api)
        return result["operations"], self.files

    @property
    def portion(self):
        """What CPU is told for, and how many operations that is."""
        return ("file", 1) if self.files == 1 else ("1,000 files", 1000)


class LargeFile(Files):
    unit = "MB"
    one_worker = True  # one client: a second worker has nothing to do

    def __init__(self, up, mib, cpu_must, cpu_moonshot):
        size = f"{mib // 1024} GiB" if mib % 1024 == 0 else f"{mib} MiB"
        way = "up" if up else "down"
        super().__init__(
            up, 1, mib << 20, 1, cpu_must=cpu_must, cpu_moonshot=cpu_moonshot, per_op=(mib << 20) / MB,
            name=f"file-large-{way}", title=f"a file of {size} {way}, 1 client",
        )


class SmallFiles(Files):
    unit, per_op = "files", 1

    def __init__(self, up, files, must, moonshot):
        way = "up" if up else "down"
        super().__init__(
            up, files, SMALL_BYTES, SMALL_CLIENTS, must=must, moonshot=moonshot,
            name=f"files-small-{way}",
            title=f"{files:,} files of {SMALL_BYTES >> 10} KiB {way}, {SMALL_CLIENTS} clients",
        )


class Listing:
    """All names of one folder in one answer, as list_artifacts() asks for them."""

    name = "files-listing"
    unit, per_op = "listings", 1
    must = moonshot = room = cpu_must = cpu_moonshot = None
    share = 0.5
    portion = ("listing", 1)

    def __init__(self, files):
        self.files = files
        self.title = f"listing a folder of {files:,} files, 1 client"

    def setup(self, api, server):
        files = FileSet(api, self.files, 64, SMALL_CLIENTS, a_folder=None)
        files.put(api)
        return files

    def plan(self, api, state):
        return {
            "clients": [{"method": "GET", "path": f"{PROXY}?path={state.listed}/all", "body": ""}],
            "expect": {"count": '"is_dir"', "total": self.files},
            "set": state,
        }

    def check(self, api, plan, result):
        """Each answer of the window had as many entries; one is looked at closely."""
        listed = api.listing(plan["clients"][0]["path"])
        wanted = {(f"c{c}-f{n}.bin", 64) for c in range(SMALL_CLIENTS) for n in range(self.files // SMALL_CLIENTS)}
        if {(f["path"], int(f["file_size"])) for f in listed if not f["is_dir"]} != wanted:
            raise Mismatch(f"other files are listed than were put, such as {json.dumps(listed[:1])}")
        return result["operations"], result["operations"]


def cases_for(large_mib, small_files):
    return [
        LargeFile(True, large_mib, cpu_must=1.5, cpu_moonshot=2.5),
        LargeFile(False, large_mib, cpu_must=4, cpu_moonshot=10),
        SmallFiles(True, small_files, must=2, moonshot=3),
        SmallFiles(False, small_files, must=10, moonshot=25),
        Listing(small_files),
    ]
