"""A private PostgreSQL cluster in a temporary folder, and what it can do with nothing before it."""

import glob
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess

import processes

# Ordinary, and as careful as it comes: fsync, full_page_writes and synchronous_commit are on.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "1GB",
    "jit": "off",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "400",
    "update_process_title": "on",
}
USER = "bench"


def find_programs(chosen=None):
    """The folder of initdb, postgres, psql and pgbench: the newest, if several are there."""
    folders = [chosen] if chosen else sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=_version)
    on_path = shutil.which("initdb")
    if on_path and not chosen:
        folders.insert(0, os.path.dirname(os.path.realpath(on_path)))
    for folder in reversed(folders):
        if all(os.path.exists(f"{folder}/{p}") for p in ("initdb", "postgres", "psql", "pgbench")):
            return folder
    raise RuntimeError(
        "PostgreSQL's server programs are not to be found.\n"
        "On Debian: apt-get install postgresql. Elsewhere name their folder with --pg-bin."
    )


def _version(folder):
    number = re.search(r"/(\d+)/", folder)
    return int(number.group(1)) if number else 0


class Postgres:
    def __init__(self, programs, folder):
        self.programs = programs
        self.port = processes.free_port()
        self.password = secrets.token_hex(12)
        self.data = os.path.join(folder, "pg")
        self.log = os.path.join(folder, "postgres.log")
        self.process = None
        # PostgreSQL refuses to run as root.
        self.user = _unprivileged_user() if os.geteuid() == 0 else None
        os.mkdir(self.data, 0o700)
        if self.user:
            shutil.chown(self.data, self.user, self.user)
        self._initdb(os.path.join(folder, "pg-password"))

    def _initdb(self, password_file):
        with open(password_file, "w", encoding="ascii") as f:
            f.write(self.password)
        if self.user:
            shutil.chown(password_file, self.user, self.user)
        os.chmod(password_file, 0o600)
        identity = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        subprocess.run(
            [f"{self.programs}/initdb", "-D", self.data, "-U", USER, "-E", "UTF8", "--locale=C.UTF-8",
             "-A", "scram-sha-256", f"--pwfile={password_file}"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **identity,
        )

    def start(self):
        settings = [w for k, v in SETTINGS.items() for w in ("-c", f"{k}={v}")]
        self.process = processes.start(
            [f"{self.programs}/postgres", "-D", self.data, "-p", str(self.port), *settings],
            self.log, user=self.user, cwd="/", death_signal=signal.SIGINT,
        )
        processes.wait_until("PostgreSQL", self._answers, 60, self.process, pause=0.1)

    def _answers(self):
        return self.execute("select 1", check=False).returncode == 0

    def stop(self):
        if self.process is not None:
            processes.stop(self.process, signal.SIGINT)  # a fast shutdown

    def create_database(self, name):
        self.execute(f"create database {name}")

    def checkpoint(self):
        self.execute("checkpoint")

    def wal_position(self):
        """Bytes of write-ahead log so far, of the whole cluster."""
        return int(self.execute("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')").stdout)

    def version(self):
        return self.execute("show server_version").stdout.split()[0]

    def cpu(self, database):
        return processes.cpu_of_postgres(self.process.pid, database)

    def execute(self, sql, database="postgres", check=True):
        return subprocess.run(
            [f"{self.programs}/psql", *self._where(), "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1",
             "-d", database, "-c", sql],
            env=self._env(), check=check, text=True, capture_output=True,
        )

    def _where(self):
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER]

    def _env(self):
        return {"PATH": os.environ.get("PATH", ""), "PGPASSWORD": self.password}


class Room:
    """The commit limit: one bare insert of one number per transaction, prepared."""

    def __init__(self, postgres, folder):
        self.postgres = postgres
        self.script = os.path.join(folder, "insert.sql")
        with open(self.script, "w", encoding="ascii") as f:
            f.write("insert into room values (1);\n")
        postgres.create_database("room")
        postgres.execute("create table room (n int)", "room")

    def commits(self, clients, seconds):
        """Transactions a second."""
        pg = self.postgres
        done = subprocess.run(
            [f"{pg.programs}/pgbench", *pg._where(), "-n", "-M", "prepared", "-f", self.script,
             "-c", str(clients), "-j", str(min(2, clients)), "-T", str(seconds), "room"],
            env=pg._env(), check=True, text=True, capture_output=True,
        ).stdout
        failed = re.search(r"number of failed transactions: (\d+)", done)
        if failed and failed.group(1) != "0":
            raise RuntimeError(f"pgbench: {failed.group(0)}")
        return float(re.search(r"tps = ([\d.]+)", done).group(1))


def _unprivileged_user():
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
            return name
        except KeyError:
            continue
    raise RuntimeError("running as root, and there is neither a user postgres nor nobody for PostgreSQL")
