"""Several writers at once, each with its own connection, on one run or one name."""

from concurrent.futures import ThreadPoolExecutor

from wire import INVALID, TAKEN, Wire, accepted, latest, refusal, texts

WRITERS = 8


def at_once(url, write, count=WRITERS):
    """Calls `write(wire, number)` from as many threads as there are writers."""
    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(lambda number: write(Wire(url), number), range(count)))


def test_all_points_of_one_metric_are_kept_and_the_greatest_is_the_latest(url, wire, run):
    def log(wire, number):
        return wire.log_metric(run, "loss", number / 2, timestamp=5, step=number % 10)

    for answer in at_once(url, log, count=200):
        assert accepted(answer) == {}
    assert wire.history(run, "loss") == sorted((5, n % 10, n / 2) for n in range(200))
    assert latest(wire.run(run)) == {"loss": (199 / 2, 5, 9)}


def test_the_same_point_from_everybody_is_one_point(url, wire, run):
    for answer in at_once(url, lambda wire, _: wire.log_metric(run, "loss", 0.5, 5, 5)):
        assert accepted(answer) == {}
    assert wire.history(run, "loss") == [(5, 5, 0.5)]


def test_of_many_values_for_a_param_one_is_stored_and_the_others_are_refused(url, wire, run):
    def log(wire, number):
        return wire.post(
            "runs/log-parameter", {"run_id": run, "key": "depth", "value": str(number)}
        )

    answers = at_once(url, log)
    stored = [number for number, answer in enumerate(answers) if answer.status_code == 200]
    assert len(stored) == 1
    assert [refusal(a) for a in answers if a.status_code != 200] == [INVALID] * (WRITERS - 1)
    assert texts(wire.run(run)["data"]["params"]) == {"depth": str(stored[0])}


def test_an_equal_param_from_everybody_is_accepted_from_everybody(url, wire, run):
    body = {"run_id": run, "params": [{"key": f"p{i}", "value": "1"} for i in range(50)]}
    for answer in at_once(url, lambda wire, _: wire.post("runs/log-batch", body)):
        assert accepted(answer) == {}
    assert len(wire.run(run)["data"]["params"]) == 50


def test_tags_in_opposite_order_do_not_block_each_other(url, wire, run):
    keys = [f"t{i}" for i in range(50)]

    def log(wire, number):
        ordered = keys if number % 2 else keys[::-1]
        tags = [{"key": key, "value": str(number)} for key in ordered]
        return wire.post("runs/log-batch", {"run_id": run, "tags": tags})

    for answer in at_once(url, log, count=32):
        assert accepted(answer) == {}
    tags = texts(wire.run(run)["data"]["tags"])
    assert len({tags[key] for key in keys}) == 1, "tags of two batches are mixed"


def test_a_name_goes_to_one_of_many(url, name):
    answers = at_once(url, lambda wire, _: wire.post("experiments/create", {"name": name}))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * (WRITERS - 1)
    assert {refusal(a) for a in answers if a.status_code != 200} == {TAKEN}


def test_the_latest_metric_is_right_when_batches_cross(url, wire, run):
    def log(wire, number):
        points = [
            {"key": f"m{i}", "value": number, "timestamp": number, "step": (number * 7 + i) % 50}
            for i in range(20)
        ]
        return wire.post("runs/log-batch", {"run_id": run, "metrics": points})

    for answer in at_once(url, log, count=50):
        assert accepted(answer) == {}
    found = latest(wire.run(run))
    for i in range(20):
        step, number = max(((number * 7 + i) % 50, number) for number in range(50))
        assert found[f"m{i}"] == (float(number), number, step)
