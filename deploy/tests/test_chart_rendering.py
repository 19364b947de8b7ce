"""Whatever is switched on or off, the chart renders objects that every supported Kubernetes takes."""

import shutil

import kubernetes_validate
import pytest
import yaml

from chart import CHART, EVALUATION, EVERYTHING, PRODUCTION, helm, kinds, merged, render, workload

MATRIX = {
    "evaluation": EVALUATION,
    "evaluation with artifacts on S3": merged(
        EVALUATION, {"artifacts": {"location": "s3://models", "s3": {"region": "eu-central-1"}}}
    ),
    "evaluation with what has switches off": merged(
        EVALUATION, {"networkPolicy": {"enabled": False}, "serviceAccount": {"create": False}}
    ),
    "production": PRODUCTION,
    "production with what has switches off": merged(
        PRODUCTION,
        {
            "migration": {"job": False},
            "podDisruptionBudget": {"enabled": False},
            "topologySpread": {"enabled": False},
            "networkPolicy": {"enabled": False},
            "serviceAccount": {"create": False, "name": "theirs"},
        },
    ),
    "everything": EVERYTHING,
}
# The oldest, one between, the newest that there are schemas for.
KUBERNETES = ["1.25", "1.31", "1.37"]
# What operators of their own define.
FOREIGN = "monitoring.coreos.com/"


@pytest.mark.parametrize("values", MATRIX.values(), ids=MATRIX.keys())
def test_objects_fit_the_schemas_of_kubernetes(values):
    for version in KUBERNETES:
        for document in render(values, kubernetes=f"{version}.0"):
            if not document["apiVersion"].startswith(FOREIGN):
                kubernetes_validate.validate(document, version, strict=True)


def test_the_schemas_do_refuse(tmp_path):
    deployment = workload(render(PRODUCTION))
    deployment["spec"]["replcas"] = 2
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment, KUBERNETES[0], strict=True)


@pytest.mark.parametrize("values", MATRIX.values(), ids=MATRIX.keys())
def test_helm_finds_nothing_to_complain_of(values, tmp_path):
    file = tmp_path / "values.yaml"
    file.write_text(yaml.safe_dump(values))
    helm("lint", "--strict", "--kube-version", f"{KUBERNETES[-1]}.0", str(CHART), "--values", str(file))


def test_the_values_for_eks_render():
    objects = render({"auth": "off"}, "--values", str(CHART / "values-eks.yaml"))
    assert {"Deployment", "Ingress", "HorizontalPodAutoscaler", "Job"} <= kinds(objects)
    for document in objects:
        if not document["apiVersion"].startswith(FOREIGN):
            kubernetes_validate.validate(document, KUBERNETES[-1], strict=True)


def test_the_packed_chart_renders_the_same(tmp_path):
    helm("package", str(CHART), "--destination", str(tmp_path))
    packed = next(tmp_path.glob("modelyard-*.tgz"))
    file = tmp_path / "values.yaml"
    file.write_text(yaml.safe_dump(EVERYTHING))
    text = helm(
        *("template", "ml", str(packed), "--namespace", "science", "--kube-version", "1.33.0"),
        *("--values", str(file)),
    )
    assert [it for it in yaml.safe_load_all(text) if it] == render(EVERYTHING)


def notes(values, folder):
    """What Helm prints after an install, which it only does with a cluster: here it is an object's text."""
    chart = shutil.copytree(CHART, folder / "chart")
    (chart / "templates/NOTES.txt").rename(chart / "notes")
    (chart / "templates/notes.yaml").write_text('notes: {{ tpl (.Files.Get "notes") . | quote }}')
    file = folder / "values.yaml"
    file.write_text(yaml.safe_dump(values))
    text = helm(
        *("template", "ml", str(chart), "--namespace", "science", "--kube-version", "1.33.0"),
        *("--values", str(file), "--show-only", "templates/notes.yaml"),
    )
    return yaml.safe_load(text)["notes"]


def test_the_notes_tell_the_address_and_who_gets_in(tmp_path):
    for place in ("inside", "outside", "open"):
        (tmp_path / place).mkdir()
    inside = notes(EVALUATION, tmp_path / "inside")
    assert "MLFLOW_TRACKING_URI=http://ml-modelyard.science\n" in inside
    assert "port-forward service/ml-modelyard 5000:80" in inside
    assert "data-ml-modelyard-0" in inside and "NetworkPolicy ml-modelyard" in inside
    outside = notes(EVERYTHING, tmp_path / "outside")
    assert "MLFLOW_TRACKING_URI=https://ml.example.org\n" in outside
    assert "evaluation" not in outside
    policy = {"networkPolicy": {"enabled": False}, "service": {"port": 8080}}
    text = notes(merged(EVALUATION, policy), tmp_path / "open")
    assert "http://ml-modelyard.science:8080\n" in text and "every pod of the cluster" in text
