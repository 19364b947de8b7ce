"""The real jar with the very environment that the chart gives its containers.

As in a pod, the server listens on all addresses. Run this where nobody is on the others:
`bwrap --unshare-net --dev-bind / /` makes such a network, and `./modelyard test --long` uses it.
"""

import subprocess

import requests

from chart import EVALUATION, EVERYTHING, PRODUCTION, environment, merged, pods, render, server
from conftest import WithVariables, started
from servers import of_the_jar


class NotYetReady(WithVariables):
    """Waits for the port alone."""

    ready_path = "/health"


def containers(objects):
    return {kind: pod["containers"][0] for kind, pod in pods(objects).items()}


def test_every_variable_is_a_setting_and_every_setting_can_be_said(settings):
    said = {
        name
        for values in (EVALUATION, PRODUCTION, EVERYTHING)
        for objects in [render(values)]
        for container in containers(objects).values()
        for name in environment(objects, container)
        if name.startswith("MODELYARD_")
    }
    # The password comes as a file.
    assert said == settings - {"MODELYARD_DATABASE_PASSWORD"}


def test_the_evaluation_mode_gets_ready(folder):
    objects = render(EVALUATION)
    variables = environment(objects, server(objects))
    variables["MODELYARD_DATA_DIR"] = str(folder / "data")
    with started(WithVariables(folder, variables)) as running:
        for host, status in (("ml-modelyard.science.svc", 200), ("elsewhere.example.org", 403)):
            answer = requests.get(f"{running.url}/version", headers={"Host": host}, timeout=10)
            assert answer.status_code == status, host


def test_production_migrates_and_gets_ready(folder, database, store):
    url, user, password = database
    password_file = folder / "database-password"
    password_file.write_text(password)
    here = {"database": {"url": url, "user": user}, "artifacts": {"s3": {"endpoint": store.url}}}
    objects = render(merged(PRODUCTION, here))
    secrets = {
        ("modelyard-s3", "access-key-id"): store.access_key,
        ("modelyard-s3", "secret-access-key"): store.secret_key,
    }
    variables = {}
    for kind, container in containers(objects).items():
        variables[kind] = environment(objects, container, secrets)
        assert "MODELYARD_DATABASE_PASSWORD_FILE" in variables[kind]
        variables[kind]["MODELYARD_DATABASE_PASSWORD_FILE"] = str(password_file)

    with started(NotYetReady(folder, variables["Deployment"])) as running:
        answer = requests.get(f"{running.url}/ready", timeout=10)
        assert (answer.status_code, answer.text[:9]) == (503, "not ready"), "nobody has migrated"
        job = subprocess.run(
            of_the_jar(*containers(objects)["Job"]["args"]),
            env={"PATH": "/usr/bin:/bin", **variables["Job"]},
            capture_output=True,
            encoding="utf-8",
        )
        assert job.returncode == 0, job.stdout + job.stderr
        answer = requests.get(f"{running.url}/ready", timeout=10)
        assert answer.status_code == 200, answer.text
