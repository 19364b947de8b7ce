"""The command `verify` beside a running server: it reads all bytes and finds a changed one."""

import os

import pytest

from wire import Wire

pytestmark = [pytest.mark.own_server, pytest.mark.stores("folder")]


def test_one_changed_byte_is_found(own_server):
    wire = Wire(own_server.url)
    run = wire.create_run(wire.create_experiment(f"verified {os.urandom(4).hex()}"))
    content = os.urandom(100_000)
    assert wire.send("PUT", wire.artifacts_of(run) + "weights.bin", content).status_code == 200
    kept = file_that_holds(content, own_server)
    kept.write_bytes(content[:50_000] + bytes([content[50_000] ^ 1]) + content[50_001:])
    status, said = own_server.run("verify")
    assert status == 1, said
    assert "1 not as" in said
    kept.write_bytes(content)


def file_that_holds(content, server):
    """Where the store has put these bytes: in a folder of ours, or of the S3 server's."""
    for folder in (server.folder, *([server.store.folder] if hasattr(server, "store") else [])):
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_size == len(content):
                if path.read_bytes() == content:
                    return path
    raise AssertionError("the bytes are nowhere")
