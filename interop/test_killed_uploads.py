"""A server that is killed while fifty uploads are under way: files are whole, or not there."""

import hashlib
import random
import threading
import time
from collections import defaultdict
from urllib.parse import quote

import pytest
import requests

from wire import Wire

pytestmark = [pytest.mark.own_server, pytest.mark.stores("folder", "s3proxy")]

UPLOADERS = 50
STALLED = 10  # of them have sent one half when the server dies
CONTESTED = 5  # files that several of them overwrite
ENOUGH = 150  # acknowledged uploads before the kill
PATIENCE_SECONDS = 90


class Uploads:
    """What was sent, what of it was acknowledged, and when to stop."""

    def __init__(self, wire, run):
        self.url = wire.url
        self.root = wire.artifacts_of(run)
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.sent = defaultdict(set)
        self.acknowledged = defaultdict(list)
        self.refused = []
        self.halves = 0

    def put(self, session, path, content, body=None):
        digest = hashlib.sha256(content).hexdigest()
        with self.lock:
            self.sent[path].add(digest)
        try:
            url = self.url + self.root + quote(path)
            answer = session.put(url, data=body or content, timeout=PATIENCE_SECONDS)
        except requests.RequestException:
            return  # the server died: whether this file is there is open
        with self.lock:
            if answer.status_code == 200:
                self.acknowledged[path].append(digest)
            else:
                self.refused.append((answer.status_code, answer.text))

    def half(self, content):
        """A body that stops in the middle until the server is dead."""
        yield content[: len(content) // 2]
        with self.lock:
            self.halves += 1
        self.over.wait(PATIENCE_SECONDS)
        yield content[len(content) // 2 :]

    def count(self):
        with self.lock:
            return sum(len(versions) for versions in self.acknowledged.values())


def upload(uploads, number):
    """One uploader: new files, its own file again and again, and files that others write too."""
    noise = random.Random(number)
    with requests.Session() as session:
        step = 0
        while not uploads.over.is_set():
            content = noise.randbytes(noise.randrange(1, 300_000))
            if step % 3 == 0:
                path = f"new/{number}/file {step}.bin"
            elif step % 3 == 1:
                path = f"own/{number}.bin"
            else:
                path = f"contested/{step % CONTESTED}.bin"
            if number < STALLED and step == 3:
                uploads.put(session, path, content, uploads.half(content))
                return
            uploads.put(session, path, content)
            step += 1


def upload_until_killed(server, run):
    uploads = Uploads(Wire(server.url), run)
    threads = [
        threading.Thread(target=upload, args=(uploads, number), daemon=True)
        for number in range(UPLOADERS)
    ]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while uploads.count() < ENOUGH or uploads.halves < STALLED:
        assert time.monotonic() < deadline, f"{uploads.count()} uploads, {uploads.refused}"
        time.sleep(0.01)
    server.kill()
    uploads.over.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert not uploads.refused
    return uploads


def found(server, run):
    """{path: digest} of all that the run lists."""
    wire = Wire(server.url)
    files = wire.files_below(wire.artifacts_of(run))
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


@pytest.fixture
def killed(own_server):
    """The server is up again after it was killed; gives it, the run, and the uploads."""
    wire = Wire(own_server.url)
    run = wire.create_run(wire.create_experiment(f"killed uploads {time.time()}"))
    uploads = upload_until_killed(own_server, run)
    own_server.start()
    return own_server, run, uploads


def test_what_was_acknowledged_is_there_and_all_that_is_there_is_whole(killed):
    server, run, uploads = killed
    files = found(server, run)
    assert set(uploads.acknowledged) <= set(files)
    for path, digest in files.items():
        assert digest in uploads.sent[path], f"{path} is not as it was sent"
        if not path.startswith("contested/"):
            # Either the last that was acknowledged, or the one after it, whose answer was lost.
            assert digest not in uploads.acknowledged[path][:-1], f"{path} is an older version"

    status, said = server.run("gc", "--grace", "0m")
    assert status == 0, said
    assert found(server, run) == files
    status, said = server.run("verify")
    assert status == 0, said
