"""Values: each is read by a template, described in the schema, and refused when it makes no sense."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml

from chart import CHART, EVALUATION, EVERYTHING, PRODUCTION, Refused, merged, render

VALUES = yaml.safe_load((CHART / "values.yaml").read_text())
SCHEMA = json.loads((CHART / "values.schema.json").read_text())
TEMPLATES = "\n".join(file.read_text() for file in sorted((CHART / "templates").iterdir()))

# Another value than in any of the scenes, where none can be made up from the schema.
OTHERS = {
    "image.digest": "sha256:" + "0a" * 32,
    "image.pullSecrets": ["other"],
    "database.url": "jdbc:postgresql://other/db",
    "database.directUrl": "jdbc:postgresql://other/db",
    "artifacts.location": "s3://other",
    "artifacts.s3.endpoint": "http://other:9000",
    "artifacts.allowedLocations": ["s3://other"],
    "allowedHosts": ["other"],
    "allowedOrigins": ["https://other"],
    "publicUrl": "https://other",
    "ingress.hosts": ["other"],
    "ingress.tls": [{"secretName": "other"}],
    "networkPolicy.from": [{"ipBlock": {"cidr": "10.9.0.0/16"}}],
    "networkPolicy.egress": [{"to": [{"ipBlock": {"cidr": "10.9.0.0/16"}}]}],
    "metrics.serviceMonitor.interval": "7s",
    "tolerations": [{"key": "other"}],
    "extraEnv": [{"name": "OTHER", "value": "x"}],
    "extraVolumes": [{"name": "other", "emptyDir": {}}],
    "extraVolumeMounts": [{"name": "other", "mountPath": "/other"}],
    "persistence.size": "7Gi",
    "tmpSize": "7Mi",
    "resources.requests": {"cpu": "7m"},
    "resources.limits": {"memory": "7Gi"},
    "migration.resources.requests": {"cpu": "7m"},
    "migration.resources.limits": {"memory": "7Gi"},
}
SCENES = [
    EVERYTHING,
    EVALUATION,
    PRODUCTION,
    merged(PRODUCTION, {"ingress": {"enabled": True, "hosts": ["a.org"], "tls": [{"secretName": "a"}]}}),
]


def leaves(schema=SCHEMA, path=()):
    """Every value that the schema knows, with what the schema says of it."""
    if "properties" in schema:
        for key, below in schema["properties"].items():
            yield from leaves(below, (*path, key))
    elif path != ("global",):
        yield ".".join(path), schema


def at(values, path):
    for key in path.split("."):
        values = values.get(key) if isinstance(values, dict) else None
    return values


def another(path, schema, now):
    """A value that the schema takes and that is not the one of now."""
    if path in OTHERS:
        return OTHERS[path]
    if "enum" in schema:
        return next(value for value in schema["enum"] if value not in (now, False, ""))
    kind = schema.get("type") or schema["anyOf"][0]["type"]
    if "boolean" in kind:
        return not now
    if "integer" in kind:
        return (now if isinstance(now, int) else 6) + 1
    return {"string": "other", "object": {"other": "x"}}[kind]


def has_effect(path, schema, scenes):
    for scene, rendered in scenes:
        now = at(scene, path)
        now = at(VALUES, path) if now is None else now
        changes = another(path, schema, now)
        for key in reversed(path.split(".")):
            changes = {key: changes}
        try:
            if render(merged(scene, changes)) != rendered:
                return True
        except Refused:
            pass
    return False


def test_every_value_has_an_effect():
    # Each other value of these two contradicts the rest of a scene, see below.
    known = [(path, schema) for path, schema in leaves() if path not in ("auth", "database.mode")]
    scenes = [(scene, render(scene)) for scene in SCENES]
    with ThreadPoolExecutor() as pool:
        effects = pool.map(lambda leaf: has_effect(*leaf, scenes), known)
    assert [path for (path, _), has in zip(known, effects) if not has] == []


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
