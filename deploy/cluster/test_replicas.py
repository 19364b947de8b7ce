"""What one replica does, the others know; what is to be done once is done once."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from mlflow import MlflowClient

from load import PATIENCE_SECONDS, wait_until
from programs import Replica, answers_200

CHANGES = "/api/modelyard/1.0/changes?experiments=*"
NEVER = {"MODELYARD_MIGRATE": "never"}


class Feed:
    """A live feed at one address; `after` goes on where another one has stopped."""

    def __init__(self, url, after=None):
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": after} if after else {})}
        self.answer = requests.get(url + CHANGES, headers=headers, stream=True, timeout=PATIENCE_SECONDS)
        assert self.answer.status_code == 200, self.answer.text
        # Whole lines at once: a proxy that holds events back is found out by their not coming.
        self.lines = self.answer.iter_lines(chunk_size=1, decode_unicode=True)
        self.last_id = None

    def next(self):
        data = None
        end = time.monotonic() + PATIENCE_SECONDS
        for line in self.lines:
            assert time.monotonic() < end, "only signs of life"
            if line.startswith("id: "):
                self.last_id = line.removeprefix("id: ")
            elif line.startswith("data: "):
                data = json.loads(line.removeprefix("data: "))
            elif not line and data is not None:
                return data
        raise AssertionError("the feed ended")

    def tells_of(self, run_id):
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if run_id in json.dumps(self.next()):
                return True
        return False

    def close(self):
        self.answer.close()


def new_run(url):
    client = MlflowClient(url)
    run = client.create_run(client.create_experiment(f"fed {os.urandom(4).hex()}"))
    client.log_metric(run.info.run_id, "loss", 0.5)
    return run.info.run_id


def test_a_feed_tells_of_what_another_replica_has_written(cluster):
    one, two = (replica.url for replica in cluster.replicas)
    for follower, writer in ((one, two), (two, one), (cluster.url, one), (cluster.url, two)):
        feed = Feed(follower)
        feed.next()
        assert feed.tells_of(new_run(writer))
        feed.close()


def test_a_feed_goes_on_at_another_replica_where_the_first_has_stopped(cluster):
    one, two = cluster.replicas
    feed = Feed(one.url)
    feed.next()
    assert feed.tells_of(new_run(two.url))
    seen = feed.last_id
    one.stop()
    missed = new_run(two.url)
    # Through nginx, which finds the only replica that is left.
    with_next = Feed(cluster.url, after=seen)
    assert with_next.tells_of(missed)
    with_next.close()


def metric(replica, line):
    """The value of a series, by all of the line that comes before it."""
    for found in requests.get(f"{replica.url}/metrics", timeout=10).text.splitlines():
        if found.startswith(line + " "):
            return float(found.rpartition(" ")[2])
    raise AssertionError(f"no {line}")


SETTLED = 'modelyard_job_items_total{worker="settler"}'
WAITING = "SELECT count(*) FROM run WHERE NOT documented AND status = 'FINISHED'"


def test_each_ended_run_is_settled_once_however_many_replicas_settle(cluster):
    wait_until(lambda: cluster.database.execute(WAITING) == "0", "all earlier runs to be settled")
    before = sum(metric(replica, SETTLED) for replica in cluster.replicas)
    clients = [MlflowClient(replica.url) for replica in cluster.replicas]
    experiment = clients[0].create_experiment(f"settled {os.urandom(4).hex()}")

    def train(number):
        client = clients[number % 2]
        run_id = client.create_run(experiment).info.run_id
        client.log_metric(run_id, "number", number)
        clients[(number + 1) % 2].set_terminated(run_id)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(train, range(200)))
    wait_until(lambda: cluster.database.execute(WAITING) == "0", "all runs to be settled")
    by_replica = [metric(replica, SETTLED) for replica in cluster.replicas]
    print(f"settled so far by each replica: {by_replica}")
    assert sum(by_replica) - before == 200
    found = clients[0].search_runs([experiment], order_by=["metrics.number ASC"], max_results=1000)
    assert [run.data.metrics["number"] for run in found] == list(range(200))


def test_deleted_files_are_collected_once_when_all_collect_together(cluster):
    client = MlflowClient(cluster.url)
    run = client.create_run(client.create_experiment(f"collected {os.urandom(4).hex()}"))
    root = f"{cluster.url}/api/2.0/mlflow-artifacts/artifacts/" + run.info.artifact_uri.removeprefix("mlflow-artifacts:/")
    for number in range(40):
        assert requests.put(f"{root}/{number}.bin", data=os.urandom(1000), timeout=30).status_code == 200
    for number in range(30):
        assert requests.delete(f"{root}/{number}.bin", timeout=30).status_code in (200, 204)

    with ThreadPoolExecutor() as pool:
        ended = list(pool.map(lambda replica: replica.run("gc", "--grace", "0m"), cluster.replicas))
    for status, said in ended:
        assert status == 0, said
    print(ended)
    collected = [int(said.split("collected: ")[1].split()[0]) for _, said in ended]
    assert sum(collected) == 30
    for number in range(40):
        assert requests.get(f"{root}/{number}.bin", timeout=30).status_code == (404 if number < 30 else 200)


@pytest.fixture
def newcomer(cluster, request):
    """A third server, on a database that is empty, and not waited for."""

    class Newcomer(Replica):
        ready_path = "/health"

    name = f"newcomer_{os.urandom(4).hex()}"
    cluster.database.create(name)
    server = Newcomer(cluster.folder_of(name), cluster.database, cluster.store, **NEVER)
    server.settings["MODELYARD_DATABASE_URL"] = cluster.database.url(database=name)
    server.settings["MODELYARD_DRAIN_SECONDS"] = "0"
    server.name = name
    yield server
    server.kill()


def test_a_server_waits_for_its_schema_and_says_so(newcomer):
    newcomer.start()
    answer = requests.get(newcomer.url + "/ready", timeout=10)
    assert (answer.status_code, answer.text[:29]) == (503, "not ready: the schema lacks 1")
    assert requests.get(f"{newcomer.url}/metrics", timeout=10).text.count("modelyard_ready 0.0") == 1
    status, said = newcomer.run("migrate")
    assert status == 0, said
    wait_until(lambda: answers_200(newcomer.url + "/ready"), "ready after the migration")


def test_a_server_works_on_the_schema_of_the_next_version(cluster, newcomer):
    status, said = newcomer.run("migrate")
    assert status == 0, said
    cluster.database.execute(
        "INSERT INTO flyway_schema_history SELECT max(installed_rank) + 1, '999', 'next', 'SQL',"
        " 'V999__next.sql', 1, 'modelyard', now(), 1, true FROM flyway_schema_history;"
        " ALTER TABLE run ADD COLUMN of_the_next_version text",
        newcomer.name,
    )
    newcomer.start()
    assert requests.get(newcomer.url + "/ready", timeout=10).status_code == 200
    assert MlflowClient(newcomer.url).get_run(new_run(newcomer.url)).data.metrics == {"loss": 0.5}
