"""What the objects of a release say, switch by switch."""

import json

import pytest
import yaml

from chart import (
    EVALUATION,
    EVERYTHING,
    PRODUCTION,
    REPOSITORY,
    environment,
    kinds,
    merged,
    only,
    pods,
    render,
    server,
    workload,
)

SERVICE = "ml-modelyard"


@pytest.fixture(scope="module")
def evaluation():
    return render(EVALUATION)


@pytest.fixture(scope="module")
def production():
    return render(PRODUCTION)


@pytest.fixture(scope="module")
def everything():
    return render(EVERYTHING)


def test_evaluation_is_one_pod_with_a_volume(evaluation):
    assert kinds(evaluation) == {
        *("StatefulSet", "Service", "ConfigMap", "ServiceAccount", "NetworkPolicy")
    }
    stateful = only(evaluation, "StatefulSet")["spec"]
    assert stateful["replicas"] == 1
    assert [it["metadata"]["name"] for it in stateful["volumeClaimTemplates"]] == ["data"]
    mounts = {it["name"]: it["mountPath"] for it in server(evaluation)["volumeMounts"]}
    data = environment(evaluation, server(evaluation))["MODELYARD_DATA_DIR"]
    assert data.startswith(mounts["data"] + "/")


def test_the_volume_is_as_wanted():
    wanted = {"size": "5Gi", "storageClass": "fast", "annotations": {"a": "b"}}
    claim = only(render(merged(EVALUATION, {"persistence": wanted})), "StatefulSet")["spec"][
        "volumeClaimTemplates"
    ][0]
    assert claim["spec"]["resources"]["requests"]["storage"] == "5Gi"
    assert claim["spec"]["storageClassName"] == "fast"
    assert claim["metadata"]["annotations"] == {"a": "b"}


def test_production_is_replicas_without_a_volume(production):
    deployment = only(production, "Deployment")["spec"]
    assert deployment["replicas"] == 2
    assert deployment["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert {it["name"] for it in deployment["template"]["spec"]["volumes"]} == {
        *("tmp", "database-password")
    }


@pytest.mark.parametrize("scene", ["evaluation", "production", "everything"])
def test_pods_are_restricted(scene, request):
    """The standard "restricted" of Kubernetes, and nothing of a pod's that it does not need."""
    for pod in pods(request.getfixturevalue(scene)).values():
        assert pod["automountServiceAccountToken"] is False
        assert pod["enableServiceLinks"] is False
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] > 0
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for volume in pod["volumes"]:
            assert set(volume) - {"name"} <= {"configMap", "emptyDir", "secret"}
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert {"requests", "limits"} <= set(container["resources"])
            assert "memory" in container["resources"]["limits"]
            assert all("hostPort" not in port for port in container.get("ports", []))


def test_probes_mean_what_they_say(production):
    container = server(production)
    paths = {kind: container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness", "readiness")}
    assert paths == {"startup": "/health", "liveness": "/health", "readiness": "/ready"}


def test_a_pod_drains_before_it_is_killed(production):
    pod = pods(production)["Deployment"]
    drain = int(environment(production, server(production))["MODELYARD_DRAIN_SECONDS"])
    assert drain == 5
    assert pod["terminationGracePeriodSeconds"] >= drain + 35


def test_hosts_of_service_and_ingress_are_allowed(everything):
    settings = environment(everything, server(everything))
    assert settings["MODELYARD_ALLOWED_HOSTS"].split(",") == [
        SERVICE,
        f"{SERVICE}.science",
        f"{SERVICE}.science.svc",
        f"{SERVICE}.science.svc.cluster.local",
        *("ml.example.org", "models.example.org", "10.0.0.5"),
    ]
    assert only(everything, "Service")["metadata"]["name"] == SERVICE
    hosts = [rule["host"] for rule in only(everything, "Ingress")["spec"]["rules"]]
    assert hosts == ["ml.example.org", "models.example.org"]


def test_links_begin_with_the_ingress_that_has_tls():
    ingress = {"enabled": True, "hosts": ["ml.example.org"]}
    tls = {**ingress, "tls": [{"secretName": "tls"}]}

    def public_url(values):
        objects = render(merged(PRODUCTION, values))
        return environment(objects, server(objects)).get("MODELYARD_PUBLIC_URL")

    assert public_url({"ingress": ingress}) is None
    assert public_url({"ingress": tls}) == "https://ml.example.org"
    assert public_url({"ingress": tls, "publicUrl": "https://a.org/b"}) == "https://a.org/b"


def test_the_migration_runs_first_and_servers_leave_the_schema_alone(everything):
    job = only(everything, "Job")
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    container = job["spec"]["template"]["spec"]["containers"][0]
    assert container["args"] == ["migrate"]
    assert environment(everything, container)["MODELYARD_DATABASE_DIRECT_URL"] == (
        "modelyard-database",
        "direct",
    )
    assert environment(everything, server(everything))["MODELYARD_MIGRATE"] == "never"


def test_the_migration_needs_nothing_that_comes_after_it(everything):
    pod = only(everything, "Job")["spec"]["template"]["spec"]
    assert "serviceAccountName" not in pod
    assert "envFrom" not in pod["containers"][0]


def test_without_the_job_servers_migrate():
    objects = render(merged(PRODUCTION, {"migration": {"job": False}}))
    assert "Job" not in kinds(objects)
    assert environment(objects, server(objects))["MODELYARD_MIGRATE"] == "auto"


def test_secrets_are_referred_to_and_nowhere_made(production, everything):
    for objects in (production, everything):
        assert "Secret" not in kinds(objects)
    secrets = environment(production, server(production))
    assert secrets["AWS_ACCESS_KEY_ID"] == ("modelyard-s3", "access-key-id")
    assert secrets["AWS_SECRET_ACCESS_KEY"] == ("modelyard-s3", "secret-access-key")
    assert "MODELYARD_DATABASE_PASSWORD" not in secrets
    for pod in pods(production).values():
        mount = next(it for it in pod["containers"][0]["volumeMounts"] if it["name"] == "database-password")
        volume = next(it for it in pod["volumes"] if it["name"] == "database-password")
        file = f"{mount['mountPath']}/{volume['secret']['items'][0]['path']}"
        assert secrets["MODELYARD_DATABASE_PASSWORD_FILE"] == file


def test_new_settings_make_new_pods(production):
    def checksum(objects):
        return workload(objects)["spec"]["template"]["metadata"]["annotations"]["checksum/settings"]

    assert checksum(production) == checksum(render(PRODUCTION))
    assert checksum(production) != checksum(render(merged(PRODUCTION, {"allowedHosts": ["other"]})))


def test_selectors_find_the_servers_and_not_the_migration(everything):
    server_labels = workload(everything)["spec"]["template"]["metadata"]["labels"]
    job_labels = only(everything, "Job")["spec"]["template"]["metadata"]["labels"]
    spread = pods(everything)["Deployment"]["topologySpreadConstraints"]
    selectors = [
        only(everything, "Service")["spec"]["selector"],
        only(everything, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
        only(everything, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        workload(everything)["spec"]["selector"]["matchLabels"],
        *(it["labelSelector"]["matchLabels"] for it in spread),
    ]
    for selector in selectors:
        assert selector.items() <= server_labels.items()
        assert not selector.items() <= job_labels.items()
    monitor = only(everything, "ServiceMonitor")["spec"]["selector"]["matchLabels"]
    assert monitor.items() <= only(everything, "Service")["metadata"]["labels"].items()


def test_replicas_are_left_to_the_autoscaler(everything):
    assert "replicas" not in only(everything, "Deployment")["spec"]
    target = only(everything, "HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert target["kind"] == "Deployment"
    assert target["name"] == only(everything, "Deployment")["metadata"]["name"]


def test_who_may_connect_is_limited_from_the_start(evaluation, everything):
    policy = only(evaluation, "NetworkPolicy")["spec"]
    assert policy["policyTypes"] == ["Ingress"]
    assert policy["ingress"] == [{"ports": [{"port": "http"}], "from": [{"podSelector": {}}]}]
    policy = only(everything, "NetworkPolicy")["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert policy["egress"] == EVERYTHING["networkPolicy"]["egress"]


SWITCHES = {
    "Ingress": {"ingress": {"enabled": False}},
    "HorizontalPodAutoscaler": {"autoscaling": {"enabled": False}},
    "PodDisruptionBudget": {"podDisruptionBudget": {"enabled": False}},
    "NetworkPolicy": {"networkPolicy": {"enabled": False}},
    "ServiceAccount": {"serviceAccount": {"create": False}},
    "Job": {"migration": {"job": False}},
    "ServiceMonitor": {"metrics": {"serviceMonitor": {"enabled": False}}},
    "PrometheusRule": {"metrics": {"rules": {"enabled": False}}},
}


@pytest.mark.parametrize("kind", SWITCHES)
def test_a_switch_takes_away_what_it_names_and_nothing_else(kind, everything):
    without = render(merged(EVERYTHING, SWITCHES[kind]))
    assert kinds(everything) - kinds(without) == {kind}


def test_two_releases_in_a_namespace_share_no_name():
    names = [
        {(it["kind"], it["metadata"]["name"]) for it in render(EVERYTHING, release=release)}
        for release in ("a", "b")
    ]
    assert not names[0] & names[1]


def test_names_can_be_chosen():
    assert only(render(merged(EVALUATION, {"fullnameOverride": "x"})), "Service")["metadata"]["name"] == "x"
    labels = only(render(merged(EVALUATION, {"nameOverride": "other"})), "Service")["metadata"]
    assert (labels["name"], labels["labels"]["app.kubernetes.io/name"]) == ("ml-other", "other")


def test_a_digest_wins_over_a_tag():
    digest = "sha256:" + "0a" * 32
    objects = render(merged(EVERYTHING, {"image": {"digest": digest}}))
    assert server(objects)["image"] == f"example.org/modelyard@{digest}"


def test_rules_and_dashboard_are_those_of_deploy(everything):
    monitoring = REPOSITORY / "deploy/monitoring"
    alerts = yaml.safe_load((monitoring / "alerts.yml").read_text())
    assert alerts["groups"] and only(everything, "PrometheusRule")["spec"] == alerts
    board = next(it for it in everything if it["metadata"]["name"] == f"{SERVICE}-dashboard")
    assert board["metadata"]["labels"]["grafana_dashboard"] == "1"
    text = (monitoring / "dashboard.json").read_text()
    assert json.loads(board["data"]["modelyard.json"]) == json.loads(text)


def test_series_are_scraped_under_the_name_that_alerts_look_for(everything):
    (endpoint,) = only(everything, "ServiceMonitor")["spec"]["endpoints"]
    assert endpoint["relabelings"] == [{"targetLabel": "job", "replacement": "modelyard"}]
    rules = only(everything, "PrometheusRule")["spec"]["groups"]
    assert all('job="modelyard"' in rule["expr"] for group in rules for rule in group["rules"])
