"""Values: each is read by a template, described in the schema, and refused when it makes no sense."""

import json
import re

import pytest
import yaml

from chart import CHART, EVALUATION, PRODUCTION, Refused, merged, render

VALUES = yaml.safe_load((CHART / "values.yaml").read_text())
SCHEMA = json.loads((CHART / "values.schema.json").read_text())
TEMPLATES = "\n".join(file.read_text() for file in sorted((CHART / "templates").iterdir()))


def leaves(values, path=()):
    if isinstance(values, dict) and values:
        for key, value in values.items():
            yield from leaves(value, (*path, key))
    else:
        yield path


def is_read(path):
    """By its whole path, as part of something read whole, or inside a `with`."""
    for length in range(len(path), 0, -1):
        if re.search(r"\.Values\." + re.escape(".".join(path[:length])) + r"(?![\w.])", TEMPLATES):
            return length == len(path) or re.search(rf"\.{path[-1]}\b", TEMPLATES) or whole(path[:length])
    return False


def whole(path):
    return re.search(r"toYaml \.Values\." + re.escape(".".join(path)) + r"(?![\w.])", TEMPLATES)


def test_every_value_is_read_by_a_template():
    unread = [".".join(path) for path in leaves(VALUES) if not is_read(path)]
    assert unread == []


def test_every_value_that_a_template_reads_exists():
    for path in set(re.findall(r"\.Values\.([\w.]+)", TEMPLATES)):
        value = VALUES
        for key in path.split("."):
            assert key in value, f"values.yaml lacks {path}"
            value = value[key]


def test_the_schema_knows_every_value_and_no_other():
    def compare(values, schema, path):
        if "properties" not in schema:
            return
        assert schema["additionalProperties"] is False, path
        known = set(schema["properties"]) - ({"global"} if not path else {"initialDelaySeconds"})
        assert set(values) == known, path
        for key in values:
            compare(values[key], schema["properties"][key], (*path, key))

    compare(VALUES, SCHEMA, ())


REFUSED = {
    "a name that is misspelt": {"replica": 3},
    "a name that is misspelt, deeper": {"database": {"urll": "x"}},
    "a number that is a text": {"replicas": "three"},
    "a password in the URL": {"database": {"url": "postgres://me:secret@db.example.org/modelyard"}},
    "a password in the options": {"database": {"url": "jdbc:postgresql://db/m?password=secret"}},
    "a password in the direct URL": {"database": {"directUrl": "postgres://me:secret@db/m"}},
    "another scheme": {"artifacts": {"location": "gs://models"}},
    "a path in the endpoint": {"artifacts": {"s3": {"endpoint": "https://s3.example.org/models"}}},
    "a port in a host": {"allowedHosts": ["ml.example.org:443"]},
    "a slash behind an origin": {"allowedOrigins": ["https://ml.example.org/"]},
    "a setting past the chart": {"extraEnv": [{"name": "MODELYARD_AUTH", "value": "off"}]},
    "an open list of peers": {"networkPolicy": {"from": []}},
    "auth that there is not": {"auth": "on"},
    "too few connections": {"database": {"poolSize": 1}},
    "a digest that is none": {"image": {"digest": "sha256:latest"}},
    "a size that is none": {"tmpSize": "much"},
}


@pytest.mark.parametrize("changes", REFUSED.values(), ids=REFUSED.keys())
def test_the_schema_refuses(changes):
    with pytest.raises(Refused, match="don't meet the specifications of the schema"):
        render(merged(PRODUCTION, changes))


CONTRADICTIONS = {
    "auth": (EVALUATION, {"auth": ""}, "auth: there is no login yet"),
    "no database": (PRODUCTION, {"database": {"url": ""}}, "name the database in database.url"),
    "no bucket": (
        PRODUCTION,
        {"artifacts": {"location": "", "s3": {"endpoint": "", "credentialsSecret": {"name": ""}}}},
        "set artifacts.location to s3://bucket/prefix",
    ),
    "a pooler alone": (PRODUCTION, {"database": {"pooler": True}}, "set database.directUrl"),
    "two URLs": (PRODUCTION, {"database": {"urlSecret": {"name": "x"}}}, "exclude each other"),
    "two direct URLs": (
        PRODUCTION,
        {"database": {"directUrl": "jdbc:postgresql://db/m", "directUrlSecret": {"name": "x"}}},
        "database.directUrl and database.directUrlSecret exclude each other",
    ),
    "a forgotten mode": (PRODUCTION, {"database": {"mode": "embedded"}}, "set database.mode=external"),
    "many of one": (EVALUATION, {"autoscaling": {"enabled": True}}, "needs database.mode=external"),
    "S3 without a bucket": (EVALUATION, {"artifacts": {"s3": {"direct": False}}}, "only of use with"),
    "no host": (EVALUATION, {"ingress": {"enabled": True}}, "name the hosts in ingress.hosts"),
    "killed while it drains": (EVALUATION, {"drainSeconds": 60}, "at least drainSeconds"),
}


@pytest.mark.parametrize("base, changes, message", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_contradictions_are_told(base, changes, message):
    with pytest.raises(Refused, match=message):
        render(merged(base, changes))


def test_a_bare_off_counts():
    """YAML reads it as false."""
    assert render({"auth": False}) == render({"auth": "off"})
