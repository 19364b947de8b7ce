"""Renders the chart as Helm does, and finds things in what comes out."""

import os
import subprocess
import tempfile
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
CHART = REPOSITORY / "helm/modelyard"
# A Helm that was built from source takes itself for an old Kubernetes.
KUBERNETES = "1.33.0"

EVALUATION = {"auth": "off"}
PRODUCTION = {
    "auth": "off",
    "database": {
        "mode": "external",
        "url": "jdbc:postgresql://db.example.org:5432/modelyard",
        "user": "modelyard",
        "passwordSecret": {"name": "modelyard-database"},
    },
    "artifacts": {
        "location": "s3://models/modelyard",
        "s3": {
            "endpoint": "http://s3.example.org:9000",
            "credentialsSecret": {"name": "modelyard-s3"},
        },
    },
}
# Every switch on, and every value different from its default.
EVERYTHING = {
    "auth": "off",
    "image": {"repository": "example.org/modelyard", "tag": "1.2.3", "pullSecrets": ["pull"]},
    "database": {
        "mode": "external",
        "urlSecret": {"name": "modelyard-database", "key": "pooled"},
        "directUrlSecret": {"name": "modelyard-database", "key": "direct"},
        "user": "modelyard",
        "passwordSecret": {"name": "modelyard-database"},
        "pooler": True,
        "poolSize": 12,
    },
    "artifacts": {
        "location": "s3://models/modelyard",
        "s3": {
            "region": "eu-central-1",
            "endpoint": "http://s3.example.org:9000",
            "pathStyle": False,
            "direct": False,
            "credentialsSecret": {"name": "modelyard-s3"},
        },
        "allowedLocations": ["s3://team-a/mlflow", "s3://archive"],
    },
    "allowedHosts": ["10.0.0.5"],
    "allowedOrigins": ["https://notebooks.example.org"],
    "publicUrl": "https://ml.example.org",
    "defaultModelMode": "guarded",
    "listenAddress": "[::]",
    "service": {"type": "LoadBalancer", "port": 8080, "annotations": {"a": "b"}},
    "ingress": {
        "enabled": True,
        "className": "nginx",
        "annotations": {"a": "b"},
        "hosts": ["ml.example.org", "models.example.org"],
        "tls": [{"secretName": "tls", "hosts": ["ml.example.org"]}],
    },
    "networkPolicy": {
        "from": [{"namespaceSelector": {"matchLabels": {"name": "ingress"}}}],
        "egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}],
    },
    "autoscaling": {"enabled": True, "behavior": {"scaleDown": {"stabilizationWindowSeconds": 600}}},
    "podDisruptionBudget": {"maxUnavailable": "50%"},
    "serviceAccount": {"annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/m"}},
    "podAnnotations": {"a": "b"},
    "podLabels": {"team": "ml"},
    "nodeSelector": {"kubernetes.io/arch": "amd64"},
    "tolerations": [{"key": "ml", "operator": "Exists"}],
    "affinity": {"podAntiAffinity": {}},
    "priorityClassName": "high",
    "runtimeClassName": "gvisor",
    "extraEnv": [{"name": "AWS_REQUEST_CHECKSUM_CALCULATION", "value": "when_supported"}],
    "extraVolumes": [{"name": "ca", "configMap": {"name": "ca"}}],
    "extraVolumeMounts": [{"name": "ca", "mountPath": "/etc/ca"}],
    "metrics": {
        "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
        "rules": {"enabled": True, "labels": {"release": "prometheus"}},
        "dashboard": {"enabled": True, "annotations": {"grafana_folder": "ML"}},
    },
}


class Refused(Exception):
    """What Helm says about values that the chart does not take."""


def helm(*arguments):
    # A home of its own: nobody's plug-ins and repositories change what the chart renders.
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            ["helm", *arguments],
            env={"HOME": home, "PATH": os.environ["PATH"]},
            capture_output=True,
            encoding="utf-8",
        )
    if done.returncode:
        raise Refused(done.stdout + done.stderr)
    return done.stdout


def render(values, *arguments, kubernetes=KUBERNETES, release="ml", namespace="science"):
    """The objects that a release with these values (or files of values) consists of."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "values.yaml"
        file.write_text(yaml.safe_dump(values))
        text = helm(
            *("template", release, str(CHART), "--namespace", namespace, "--kube-version", kubernetes),
            *(*arguments, "--values", str(file)),
        )
    return [document for document in yaml.safe_load_all(text) if document]


def only(objects, kind):
    """The one object of a kind."""
    found = [it for it in objects if it["kind"] == kind]
    assert len(found) == 1, f"{len(found)} of {kind}"
    return found[0]


def kinds(objects):
    return {it["kind"] for it in objects}


def merged(base, changes):
    """Values with others laid over them, as Helm does it."""
    result = dict(base)
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(result.get(key), dict):
            value = merged(result[key], value)
        result[key] = value
    return result


def workload(objects):
    """Deployment or StatefulSet."""
    return next(it for it in objects if it["kind"] in ("Deployment", "StatefulSet"))


def pods(objects):
    """Name and specification of every kind of pod."""
    return {
        it["kind"]: it["spec"]["template"]["spec"]
        for it in objects
        if "template" in it.get("spec", {})
    }


def server(objects):
    return workload(objects)["spec"]["template"]["spec"]["containers"][0]


def environment(objects, container, secrets=None):
    """The variables that a container sees, those of existing secrets looked up in `secrets`."""
    variables = {}
    for source in container.get("envFrom", []):
        name = source["configMapRef"]["name"]
        settings = next(
            it for it in objects if it["kind"] == "ConfigMap" and it["metadata"]["name"] == name
        )
        variables |= settings["data"]
    for variable in container.get("env", []):
        if "value" in variable:
            variables[variable["name"]] = variable["value"]
        else:
            reference = variable["valueFrom"]["secretKeyRef"]
            key = (reference["name"], reference["key"])
            variables[variable["name"]] = secrets[key] if secrets is not None else key
    return variables
