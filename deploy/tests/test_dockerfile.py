import subprocess

from image import DOCKERFILE


def hadolint(file):
    return subprocess.run(["hadolint", file], capture_output=True, encoding="utf-8")


def test_hadolint_finds_nothing_to_complain_of():
    done = hadolint(DOCKERFILE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_base_without_a_tag_would_be_found(tmp_path):
    broken = tmp_path / "Dockerfile"
    broken.write_text(DOCKERFILE.read_text().replace("FROM debian:13-slim\n", "FROM debian\n"))
    assert "DL3006" in hadolint(broken).stdout
