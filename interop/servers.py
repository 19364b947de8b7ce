"""The server processes under test: Modelyard from its jar, and MLflow's own server as its twin."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

REPOSITORY = Path(__file__).resolve().parent.parent
START_SECONDS = 90
STOP_SECONDS = 30
JAVA = ["java"]  # and the options that a suite adds


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process that keeps its port and folder while it is stopped, killed and started again."""

    ready_path = "/health"

    def __init__(self, folder):
        self.folder = Path(folder)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_file = self.folder / "server.log"
        self.process = None

    def command(self):
        raise NotImplementedError

    def environment(self):
        return {}

    def start(self):
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                env={**inherited_environment(), **self.environment()},
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_ready()
        return self

    def answers(self):
        return answers_200(self.url + self.ready_path)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """Ends the server by SIGTERM and gives its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"SIGTERM did not stop it; the log:\n{self.log()}") from None
        finally:
            self.process = None

    def kill(self):
        """SIGKILL: the server gets no chance to finish anything."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self):
        self.kill()
        return self.start()

    def log(self):
        return self.log_file.read_text(errors="replace")[-20_000:]

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if self.answers():
                return
            time.sleep(0.1)
        exit_code = self.process.poll()
        self.kill()
        raise RuntimeError(
            f"{' '.join(self.command())} was not ready within {START_SECONDS} s"
            f" (exit code {exit_code}); its log:\n{self.log()}"
        )


def of_the_jar(*arguments):
    """A command line that runs Modelyard's jar."""
    jar = os.environ.get("MODELYARD_JAR")
    jar = Path(jar) if jar else REPOSITORY / "tracking-server/target/modelyard.jar"
    if not jar.is_file():
        raise RuntimeError(f"{jar} is missing: build it, or set MODELYARD_JAR or MODELYARD_URL")
    return [*JAVA, "-jar", str(jar.resolve()), *arguments]


def fetch(url, model, directory):
    """The command `fetch`, as a deployer runs it; gives exit code and what it printed."""
    done = subprocess.run(
        of_the_jar("fetch", model, str(directory)),
        env={**inherited_environment(), "MLFLOW_TRACKING_URI": url},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=START_SECONDS,
    )
    return done.returncode, done.stdout


class Modelyard(Server):
    ready_path = "/ready"

    def borrow_programs(self, lender):
        """Uses the PostgreSQL that another server, which outlives this one, has unpacked."""
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        for programs in (lender.folder / "data").glob("postgres-*.*.*"):
            (data / programs.name).symlink_to(programs)

    def command(self, *arguments):
        return of_the_jar(*arguments)

    def run(self, *arguments):
        """Another command of the jar with the settings of this server; gives exit code and text."""
        done = subprocess.run(
            self.command(*arguments),
            env={**inherited_environment(), **self.environment()},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=START_SECONDS,
        )
        return done.returncode, done.stdout

    def environment(self):
        return {
            "MODELYARD_LISTEN": f"127.0.0.1:{self.port}",
            "MODELYARD_DATA_DIR": str(self.folder / "data"),
        }


class S3Proxy(Server):
    """An S3 server over a folder that checks signatures; the build puts it into target/s3proxy."""

    program = REPOSITORY / "tracking-server/target/s3proxy"
    access_key = "modelyard-test"
    secret_key = "modelyard-test-secret"

    def command(self):
        if not self.program.is_dir():
            raise RuntimeError(f"{self.program} is missing: run ./modelyard build")
        settings = self.folder / "s3proxy.properties"
        buckets = self.folder / "buckets"
        buckets.mkdir(exist_ok=True)
        settings.write_text(
            f"s3proxy.endpoint={self.url}\n"
            f"s3proxy.authorization=aws-v4\n"
            f"s3proxy.identity={self.access_key}\n"
            f"s3proxy.credential={self.secret_key}\n"
            f"jclouds.provider=filesystem-nio2\n"
            f"jclouds.filesystem.basedir={buckets}\n"
        )
        return [
            *(*JAVA, "-Xmx256m", f"-Dlogback.configurationFile={self.program}/logback.xml"),
            *("-cp", f"{self.program}/*", "org.gaul.s3proxy.Main"),
            *("--properties", str(settings)),
        ]

    def make_bucket(self, name):
        (self.folder / "buckets" / name).mkdir(exist_ok=True)

    def answers(self):
        return answers_at_all(self.url)


class Moto(Server):
    """Another S3 server, in memory; it lets every signature pass."""

    access_key = "any"
    secret_key = "any"

    def command(self):
        return [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]

    def make_bucket(self, name):
        # Moto believes whoever says who he is.
        scope = "20260101/us-east-1/s3/aws4_request"
        headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential={self.access_key}/{scope}"}
        requests.put(f"{self.url}/{name}", headers=headers, timeout=10).raise_for_status()

    def answers(self):
        return answers_at_all(self.url)


class ModelyardOnS3(Modelyard):
    """A Modelyard whose artifacts lie in a bucket of a running S3Proxy or Moto."""

    def __init__(self, folder, store, bucket="models", prefix="interop"):
        super().__init__(folder)
        self.store = store
        self.bucket = bucket
        self.prefix = prefix

    def start(self):
        self.store.make_bucket(self.bucket)
        return super().start()

    def environment(self):
        return {
            **super().environment(),
            "MODELYARD_ARTIFACTS": f"s3://{self.bucket}/{self.prefix}",
            "MODELYARD_S3_ENDPOINT": self.store.url,
            "AWS_ACCESS_KEY_ID": self.store.access_key,
            "AWS_SECRET_ACCESS_KEY": self.store.secret_key,
        }


class MLflowCommand(Server):
    """A command of MLflow's that is the parent of the process that serves: both are one group."""

    def stop(self):
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(STOP_SECONDS)
            self.process = None
        return 0

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        super().kill()


class MLflow(MLflowCommand):
    def command(self):
        return [
            *(sys.executable, "-m", "mlflow", "server"),
            *("--backend-store-uri", f"sqlite:///{self.folder}/mlflow.db"),
            *("--artifacts-destination", f"{self.folder}/artifacts"),
            *("--port", str(self.port), "--workers", "1"),
        ]

    def environment(self):
        return {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}


class Scoring(MLflowCommand):
    """`mlflow models serve`, which answers with the predictions of a model."""

    ready_path = "/ping"

    def __init__(self, folder, model_uri, tracking_url):
        super().__init__(folder)
        self.model_uri = model_uri
        self.tracking_url = tracking_url

    def command(self):
        return [
            *(sys.executable, "-m", "mlflow", "models", "serve", "--model-uri", self.model_uri),
            *("--host", "127.0.0.1", "--port", str(self.port), "--env-manager", "local"),
        ]

    def environment(self):
        # It starts another program of the same venv by its bare name.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        return {"MLFLOW_TRACKING_URI": self.tracking_url, "PATH": path}


def inherited_environment():
    """Ours without what is said to Modelyard or to the suite: a test says all settings itself."""
    return {k: v for k, v in os.environ.items() if not k.startswith("MODELYARD_")}


def answers_200(url):
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def answers_at_all(url):
    try:
        return requests.get(url, timeout=2).status_code > 0
    except requests.RequestException:
        return False


def is_mlflow(url):
    """MLflow has no /ready."""
    return not answers_200(url + Modelyard.ready_path)


def wait_for(url):
    """Waits for a server that somebody else started, ours or MLflow."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if answers_200(url + Modelyard.ready_path) or answers_200(url + MLflow.ready_path):
            return url
        time.sleep(0.2)
    raise RuntimeError(f"{url}: no 200 from /ready or /health within {START_SECONDS} s")
