"""The S3 store that both servers keep artifacts in with --store s3: s3proxy, a process of its own."""

import os

import processes

ACCESS_KEY = "modelyard-bench"
SECRET_KEY = "modelyard-bench-secret"


class S3Proxy:
    """An S3 server over a folder that checks signatures; the build puts it into target/s3proxy."""

    def __init__(self, root, java, folder):
        self._program = os.path.join(root, "tracking-server", "target", "s3proxy")
        if not os.path.isdir(self._program):
            raise RuntimeError(f"{self._program} is missing: run ./modelyard build")
        self._java = java
        self._folder = os.path.join(folder, "s3proxy")
        self._buckets = os.path.join(self._folder, "buckets")
        os.makedirs(self._buckets)
        self.process = None
        self.url = None

    def start(self):
        port = processes.free_port()
        self.url = f"http://127.0.0.1:{port}"
        settings = os.path.join(self._folder, "s3proxy.properties")
        with open(settings, "w", encoding="utf-8") as f:
            f.write(
                f"s3proxy.endpoint={self.url}\n"
                "s3proxy.authorization=aws-v4\n"
                f"s3proxy.identity={ACCESS_KEY}\n"
                f"s3proxy.credential={SECRET_KEY}\n"
                "jclouds.provider=filesystem-nio2\n"
                f"jclouds.filesystem.basedir={self._buckets}\n"
            )
        command = [
            self._java, "-Xmx512m", f"-Dlogback.configurationFile={self._program}/logback.xml",
            "-cp", f"{self._program}/*", "org.gaul.s3proxy.Main", "--properties", settings,
        ]
        self.process = processes.start(command, os.path.join(self._folder, "log"))
        processes.wait_until("s3proxy", lambda: processes.accepts(port), 60, self.process, pause=0.05)

    def bucket(self, name):
        os.makedirs(os.path.join(self._buckets, name), exist_ok=True)
        return f"s3://{name}/bench"

    def environment(self):
        return {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_DEFAULT_REGION": "us-east-1",
        }

    def cpu(self):
        return processes.cpu_of_tree(self.process.pid)

    def stop(self):
        if self.process is not None:
            processes.stop(self.process)
            self.process = None
