#!/usr/bin/env python3
"""Two replicas of Modelyard with all that stands around them in production, on this machine.

PostgreSQL, an S3 server, nginx before the replicas and Prometheus beside them, each on a free port of the loopback
interface and in a temporary folder. `cluster.py up` keeps them running to be looked at; the tests beside this file
break them in all the ways in which clusters break.
"""

import os
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from programs import Database, Nginx, Prometheus, Replica, S3Proxy

# For so long nginx leaves a replica alone that has refused a connection: fail_timeout in the sample.
NGINX_LOOKS_AGAIN_SECONDS = 1


@contextmanager
def temporary_folder():
    """A folder that PostgreSQL and nginx's workers, other users when this is root, may enter."""
    with tempfile.TemporaryDirectory(prefix="modelyard-cluster-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


class Cluster:
    """What runs, by name; `folder_of` makes room for more."""

    def __init__(self, folder):
        self.folder = folder
        self.database = Database(self.folder_of("database"))
        self.store = S3Proxy(self.folder_of("store"))
        self.replicas = [Replica(self.folder_of(name), self.database, self.store) for name in ("one", "two")]
        self.nginx = Nginx(self.folder_of("nginx"), self.replicas)
        self.prometheus = Prometheus(self.folder_of("prometheus"), self.replicas)

    def folder_of(self, name):
        folder = self.folder / name
        folder.mkdir()
        folder.chmod(0o755)
        return folder

    @property
    def url(self):
        return self.nginx.url

    @contextmanager
    def running(self):
        # Together where they can: replicas that start together take turns at the migrations.
        stages = [[self.database, self.store], self.replicas, [self.nginx, self.prometheus]]
        with ExitStack() as until_the_end, ThreadPoolExecutor() as starters:
            for stage in stages:
                for part in stage:
                    until_the_end.callback(part.stop)
                for started in [starters.submit(part.start) for part in stage]:
                    started.result()
            yield self

    def rolling_restart(self, after_each=lambda replica: None):
        """As Kubernetes does it: a replica is stopped when all others are ready."""
        for replica in self.replicas:
            exit_code = replica.stop()
            if exit_code != 0:
                raise RuntimeError(f"SIGTERM ended a replica with {exit_code}; its log:\n{replica.log()}")
            replica.start()
            time.sleep(NGINX_LOOKS_AGAIN_SECONDS)
            after_each(replica)


@contextmanager
def cluster():
    with temporary_folder() as folder, Cluster(folder).running() as running:
        yield running


def up():
    stop = threading.Event()
    for stopping in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stopping, lambda *_: stop.set())
    with cluster() as running:
        one, two = running.replicas
        print(f"the page, through nginx   {running.url}")
        print(f"the replicas              {one.url}  {two.url}")
        print(f"Prometheus                {running.prometheus.url}/alerts")
        print(f"PostgreSQL                {running.database.url()}")
        print(f"logs and settings         {running.folder}")
        print("\nSIGHUP restarts the replicas, one after the other:  kill -HUP", os.getpid())
        print("Ctrl-C ends it all.", flush=True)
        restart = threading.Event()
        signal.signal(signal.SIGHUP, lambda *_: restart.set())
        while not stop.wait(0.2):
            if restart.is_set():
                restart.clear()
                running.rolling_restart(lambda replica: print("restarted", replica.url, flush=True))


if __name__ == "__main__":
    if sys.argv[1:] != ["up"]:
        sys.exit("usage: cluster.py up")
    up()
