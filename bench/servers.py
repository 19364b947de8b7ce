"""The servers under test. Each has its own database in the one cluster."""

import http.client
import os
import shutil
import subprocess
import sys
import time

import postgres
import processes


class Server:
    """One server process tree. A subclass says how it is started and where it says it is ready."""

    ready_path = "/health"
    first_start_patience = 180
    longest_warm_up = 3600

    def __init__(self, name, database, pg, folder, store=None):
        self.name = name
        self.database = database
        self.pg = pg
        self.store = store
        self.folder = os.path.join(folder, name)
        os.mkdir(self.folder)
        self.log = os.path.join(self.folder, "log")
        self.address = None
        self.process = None
        pg.create_database(database)

    def command(self, port):
        raise NotImplementedError

    def environment(self, port):
        raise NotImplementedError

    def start(self):
        """Starts it; gives the seconds from exec to the first 200 of /health and of a runs/create."""
        port = processes.free_port()
        self.address = f"127.0.0.1:{port}"
        command, env = self.command(port), self.environment(port)
        begin = time.monotonic()
        self.process = processes.start(command, self.log, env, cwd=self.folder)
        self._wait("GET", "/health")
        health = time.monotonic() - begin
        self._wait("POST", "/api/2.0/mlflow/runs/create", '{"experiment_id": "0", "start_time": 1}')
        created = time.monotonic() - begin
        self._wait("GET", self.ready_path)
        return health, created

    def _wait(self, method, path, body=None):
        processes.wait_until(
            f"{self.name}: {method} {path}",
            lambda: _status(self.address, method, path, body) == 200,
            self.first_start_patience, self.process,
        )

    def stop(self):
        if self.process is not None:
            processes.stop(self.process)
            self.process = None

    def cpu(self):
        return processes.cpu_of_tree(self.process.pid)

    def compiler_cpu(self):
        return processes.cpu_of_compilers(self.process.pid)

    def memory(self):
        return processes.memory_of_tree(self.process.pid)


def _status(address, method, path, body):
    connection = http.client.HTTPConnection(address, timeout=120)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        response = connection.getresponse()
        response.read()
        return response.status
    except OSError:
        return None
    except http.client.HTTPException:
        return None
    finally:
        connection.close()


class Modelyard(Server):
    ready_path = "/ready"

    def __init__(self, pg, folder, java, java_options, jar, store=None):
        super().__init__("modelyard", "modelyard", pg, folder, store)
        # A copy, so that a build meanwhile does not pull the jar from under a running server.
        own = os.path.join(self.folder, "modelyard.jar")
        shutil.copy2(jar, own)
        self._command = [java, *java_options, "-jar", own]

    def command(self, port):
        return self._command

    def environment(self, port):
        env = _clean_environment()
        env["MODELYARD_LISTEN"] = f"127.0.0.1:{port}"
        env["MODELYARD_DATABASE_URL"] = f"jdbc:postgresql://127.0.0.1:{self.pg.port}/{self.database}"
        env["MODELYARD_DATABASE_USER"] = postgres.USER
        env["MODELYARD_DATABASE_PASSWORD"] = self.pg.password
        env["MODELYARD_DATA_DIR"] = os.path.join(self.folder, "data")
        if self.store:
            env["MODELYARD_ARTIFACTS"] = self.store.bucket(self.name)
            env["MODELYARD_S3_ENDPOINT"] = self.store.url
            env.update(self.store.environment())
        return env


class Mlflow(Server):
    longest_warm_up = 2  # nothing in it is compiled while it runs, unlike in a Java server

    def __init__(self, pg, folder, python, workers, pool, with_jobs, store=None):
        super().__init__(f"mlflow-{workers}", f"mlflow_{workers}", pg, folder, store)
        self._python = python
        self._workers = workers
        self._pool = pool
        self._with_jobs = with_jobs

    def command(self, port):
        # The driver by name: which one SQLAlchemy takes for plain postgresql:// depends on its version.
        store = f"postgresql+psycopg2://{postgres.USER}:{self.pg.password}@127.0.0.1:{self.pg.port}/{self.database}"
        artifacts = self.store.bucket(self.name) if self.store else os.path.join(self.folder, "artifacts")
        return [
            self._python, "-m", "mlflow", "server", "--backend-store-uri", store,
            "--artifacts-destination", artifacts,
            "--host", "127.0.0.1", "--port", str(port), "--workers", str(self._workers),
        ]

    def environment(self, port):
        env = _clean_environment()
        env["MLFLOW_DISABLE_TELEMETRY"] = "true"
        env["DO_NOT_TRACK"] = "true"
        # A request of it may hold two connections at once. With its default of 15, 32 clients lock
        # each other out: answers take 30 s and are errors.
        if self._pool:
            env["MLFLOW_SQLALCHEMYSTORE_POOL_SIZE"] = str(self._pool)
        # Its job runner is eight more Python processes that no case needs: off is its best setting.
        env["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] = "true" if self._with_jobs else "false"
        if self.store:
            env["MLFLOW_S3_ENDPOINT_URL"] = self.store.url
            env.update(self.store.environment())
        return env


def _clean_environment():
    """Ours refuses settings that it does not know, and MLflow's would change what is measured."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("MODELYARD_", "MLFLOW_", "PG", "AWS_"))}


def build_modelyard(root, jar):
    if os.path.exists(jar):
        return
    print("building the server: mvn -q -DskipTests package", file=sys.stderr)
    subprocess.run(["mvn", "-q", "-DskipTests", "package"], cwd=root, check=True, stdout=sys.stderr)
    if not os.path.exists(jar):
        raise RuntimeError("mvn package left no tracking-server/target/modelyard.jar")


def mlflow_python(bench):
    """The Python of bench/.venv, which is made when it is missing or its requirements changed."""
    venv = os.path.join(bench, ".venv")
    python = os.path.join(venv, "bin", "python")
    wanted = os.path.join(bench, "requirements.txt")
    installed = os.path.join(venv, "installed.txt")
    if _same(wanted, installed):
        return python
    print("making bench/.venv with MLflow (some minutes, once)", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", wanted],
                   check=True, stdout=sys.stderr)
    shutil.copyfile(wanted, installed)
    return python


def _same(one, other):
    try:
        with open(one, encoding="utf-8") as a, open(other, encoding="utf-8") as b:
            return a.read() == b.read()
    except FileNotFoundError:
        return False


def build_load(bench, go):
    """The load program, built into bench/load/target (quick when nothing changed)."""
    go = go or shutil.which("go") or "/usr/local/go/bin/go"
    if not (shutil.which(go) or os.path.exists(go)):
        raise RuntimeError("the load program needs Go 1.21 or newer; name it with --go if it is not on the PATH")
    program = os.path.join(bench, "load", "target", "load")
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-trimpath"}
    subprocess.run([go, "build", "-o", program, "."], cwd=os.path.join(bench, "load"), env=env, check=True)
    return program
