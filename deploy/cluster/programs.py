"""The programs around Modelyard's replicas, each run by the sample that a user would take."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

DEPLOY = Path(__file__).resolve().parent.parent
# The servers of the interop tests, and PostgreSQL and its processes as the bench starts them.
for folder in ("bench", "interop"):
    sys.path.insert(0, str(DEPLOY.parent / folder))

from postgres import Postgres, find_programs  # noqa: E402
from servers import ModelyardOnS3, S3Proxy, Server, answers_200, answers_at_all, free_port  # noqa: E402

__all__ = ["Database", "Nginx", "PgBouncer", "Prometheus", "Replica", "S3Proxy", "answers_200"]

DRAIN_SECONDS = 3


def program(name, package):
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not found:
        raise RuntimeError(f"{name} is missing (on Debian: apt-get install {package})")
    return found


def replaced(text, changes):
    """The sample with what this machine needs to be otherwise; each must stand in it."""
    for old, new in changes.items():
        if old not in text:
            raise RuntimeError(f"the sample does not say '{old}' any more")
        text = text.replace(old, str(new))
    return text


class Database:
    """A PostgreSQL with a role and a database as docs/operations.md makes them."""

    name = user = "modelyard"
    password = "not-a-secret"

    def __init__(self, folder):
        self.postgres = Postgres(find_programs(), str(folder))

    def start(self):
        self.postgres.start()
        self.execute(f"CREATE ROLE {self.user} LOGIN PASSWORD '{self.password}'", "postgres")
        self.create(self.name)
        return self

    def create(self, name):
        self.execute(f"CREATE DATABASE {name} OWNER {self.user} ENCODING 'UTF8' TEMPLATE template0", "postgres")

    def execute(self, sql, database=name):
        return self.postgres.execute(sql, database).stdout.strip()

    def url(self, port=None, database=name):
        return f"jdbc:postgresql://127.0.0.1:{port or self.postgres.port}/{database}"

    def stop(self):
        self.postgres.stop()


class Replica(ModelyardOnS3):
    """One of several servers of one database and one bucket, with what Kubernetes would inject."""

    def __init__(self, folder, database, store, **settings):
        super().__init__(folder, store, prefix="cluster")
        self.database = database
        self.settings = settings

    def environment(self):
        return {
            **super().environment(),
            "MODELYARD_DATABASE_URL": self.database.url(),
            "MODELYARD_DATABASE_USER": self.database.user,
            "MODELYARD_DATABASE_PASSWORD": self.database.password,
            "MODELYARD_DRAIN_SECONDS": str(DRAIN_SECONDS),
            "MODELYARD_SERVICE_HOST": "10.96.0.7",
            "MODELYARD_SERVICE_PORT": "5000",
            "MODELYARD_PORT": "tcp://10.96.0.7:5000",
            "MODELYARD_PORT_5000_TCP": "tcp://10.96.0.7:5000",
            "MODELYARD_PORT_5000_TCP_PROTO": "tcp",
            "MODELYARD_PORT_5000_TCP_PORT": "5000",
            "MODELYARD_PORT_5000_TCP_ADDR": "10.96.0.7",
            **self.settings,
        }


class Nginx(Server):
    """nginx with deploy/nginx/modelyard.conf."""

    ready_path = "/ready"

    def __init__(self, folder, replicas):
        super().__init__(folder)
        self.replicas = replicas
        self.access_log = self.folder / "access.log"

    def command(self):
        sample = (DEPLOY / "nginx" / "modelyard.conf").read_text()
        one, other = (replica.port for replica in self.replicas)
        (self.folder / "modelyard.conf").write_text(
            replaced(
                sample,
                {"127.0.0.1:5001": f"127.0.0.1:{one}", "127.0.0.1:5002": f"127.0.0.1:{other}",
                 "127.0.0.1:8080": f"127.0.0.1:{self.port}"},
            )
        )
        temporary = "".join(
            f"  {what}_temp_path {self.folder}/{what};\n"
            for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "nginx.conf").write_text(
            f"daemon off;\npid {self.folder}/nginx.pid;\nerror_log stderr warn;\nworker_processes 2;\n"
            "events { worker_connections 1024; }\n"
            "http {\n"
            "  log_format tried '$status $request_method $uri tried=$upstream_addr gave=$upstream_status';\n"
            f"  access_log {self.access_log} tried;\n{temporary}"
            f"  include {self.folder}/modelyard.conf;\n"
            "}\n"
        )
        return [program("nginx", "nginx-light"), "-c", f"{self.folder}/nginx.conf", "-p", str(self.folder)]

    def answered(self):
        """(status, rest of the line) of each request so far."""
        lines = self.access_log.read_text().splitlines()
        return [(int(line.split()[0]), line) for line in lines]

    def kill(self):
        # Its workers are not killed with it.
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        super().kill()


class PgBouncer(Server):
    """PgBouncer with deploy/pgbouncer/pgbouncer.ini."""

    def __init__(self, folder, database, servers):
        super().__init__(folder)
        self.database = database
        self.servers = servers

    def command(self):
        sample = (DEPLOY / "pgbouncer" / "pgbouncer.ini").read_text()
        (self.folder / "pgbouncer.ini").write_text(
            replaced(
                sample,
                {"port=5432": f"port={self.database.postgres.port}", "listen_port = 6432": f"listen_port = {self.port}",
                 "userlist.txt": f"{self.folder}/userlist.txt",
                 "default_pool_size = 20": f"default_pool_size = {self.servers}"},
            )
        )
        (self.folder / "userlist.txt").write_text(f'"{self.database.user}" "{self.database.password}"\n')
        # It refuses to run as root.
        other_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        return [*other_user, program("pgbouncer", "pgbouncer"), str(self.folder / "pgbouncer.ini")]

    def answers(self):
        return self.execute("SELECT 1", check=False).returncode == 0

    def execute(self, sql, check=True):
        postgres = self.database.postgres
        return subprocess.run(
            [f"{postgres.programs}/psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", self.database.user,
             "-d", self.database.name, "-XAtqc", sql],
            env={"PGPASSWORD": self.database.password}, check=check, text=True, capture_output=True,
        )


class Prometheus(Server):
    """Prometheus with deploy/monitoring/prometheus.yml and the alerts, scraping each second."""

    ready_path = "/-/ready"

    def __init__(self, folder, replicas):
        super().__init__(folder)
        self.replicas = replicas

    def command(self):
        monitoring = DEPLOY / "monitoring"
        targets = ", ".join(f'"127.0.0.1:{replica.port}"' for replica in self.replicas)
        (self.folder / "prometheus.yml").write_text(
            replaced(
                (monitoring / "prometheus.yml").read_text(),
                {'"127.0.0.1:5001", "127.0.0.1:5002"': targets, "interval: 15s": "interval: 1s",
                 "alerts.yml": monitoring / "alerts.yml"},
            )
        )
        return [
            program("prometheus", "prometheus"), f"--config.file={self.folder}/prometheus.yml",
            f"--storage.tsdb.path={self.folder}/tsdb", f"--web.listen-address=127.0.0.1:{self.port}",
        ]
