"""What the placeholders of the registry stand for: models with versions, and models to search."""

import uuid
from functools import cached_property


class RegistryScene:
    """The part of a Scene that exchanges about registered models ask for; beside the others."""

    @cached_property
    def registered(self):
        return self._register("registered", description="first", tags=pairs(team="vision"))

    @cached_property
    def other_registered(self):
        return self._register("other")

    @cached_property
    def prompt(self):
        """A prompt as the client makes one: a model and a version, both with its tags."""
        mark = {"mlflow.prompt.is_prompt": "true"}
        name = self._register("prompt", tags=pairs(**mark))
        text = {**mark, "mlflow.prompt.text": "Hi {{name}}"}
        self._version(name, source="dummy-source", tags=pairs(**text))
        return name

    @cached_property
    def promoted(self):
        """Version 1, champion in Production, and version 2, which is new."""
        name = self._register("promoted")
        self._version(name, description="the first", tags=pairs(a="1", b=""))
        self._version(name)
        self._move(name, "1", "Production")
        self._alias(name, "champion", "1")
        return name

    @cached_property
    def versioned(self):
        """Versions 1 Archived, 2 and 3 Production, 4 None, 5 Staging, and 6 that is deleted."""
        name = self._register("versioned", tags=pairs(team="vision"))
        self._version(name, description="the first", tags=pairs(a="1", b=""))
        for _ in range(5):
            self._version(name)
        for version, stage in ("1", "Archived"), ("2", "Production"), ("3", "Production"):
            self._move(name, version, stage)
        self._move(name, "5", "Staging")
        for alias, version in ("champion", "3"), ("runner-up", "3"), ("second", "2"), ("gone", "6"):
            self._alias(name, alias, version)
        self._call("DELETE", "model-versions/delete", name=name, version="6")
        return name

    @cached_property
    def model_of_run(self):
        """A registered model whose version 1 is a folder of `<run>`."""
        name = self._register("of-run")
        run = self.fill("<run>")
        self._version(name, source=f"runs:/{run}/model", run_id=run)
        return name

    @cached_property
    def model_with_files(self):
        """A registered model whose version 1 is a folder of `<run with files>`."""
        name = self._register("of-files")
        run = self.fill("<run with files>")
        root = f"mlflow-artifacts:/{self.fill('<experiment>')}/{run}/artifacts/folder"
        self._version(name, source=root, run_id=run)
        return name

    @cached_property
    def searched_registry(self):
        """What the names of the searched models begin with: A, b, C, and the prompt D.

        A has versions 1 to 3, and a deleted 4; b and D have one. A1 is changed last.
        """
        name = f"interop-registry-{uuid.uuid4().hex}"
        for letter, tags in (
            ("A", {"t": "x", "team": "Ü"}),
            ("b", {"t": "y"}),
            ("C", {"t": "X", "mlflow.prompt.is_prompt": "false"}),
            ("D", {"t": "x", "mlflow.prompt.is_prompt": "true"}),
        ):
            self._create(f"{name}-{letter}", tags=pairs(**tags))
        for letter, version, tags in (
            ("A", 1, {"t": "v0", "a b": "é"}),
            ("A", 2, {"t": "v1"}),
            ("A", 3, {"t": "V1", "mlflow.prompt.is_prompt": "false"}),
            ("A", 4, {"t": "v0"}),
            ("b", 1, {"t": "v0"}),
            ("D", 1, {"t": "v0", "mlflow.prompt.is_prompt": "true"}),
        ):
            self._version(
                f"{name}-{letter}",
                source="dummy-source" if letter == "D" else f"s3://b/{letter}{version}",
                **({"run_id": f"run-{version}"} if letter == "A" else {}),
                tags=pairs(**tags),
            )
        self._call("DELETE", "model-versions/delete", name=f"{name}-A", version="4")
        for letter in "CAb":
            self._call("PATCH", "registered-models/update", name=f"{name}-{letter}", description="")
        self._call("PATCH", "model-versions/update", name=f"{name}-A", version="1", description="")
        return name

    def _register(self, kind, **fields):
        return self._create(f"interop-{kind}-{uuid.uuid4().hex}", **fields)

    def _create(self, name, **fields):
        self._call("POST", "registered-models/create", name=name, **fields)
        return name

    def _version(self, name, source="s3://models/folder", **fields):
        self._call("POST", "model-versions/create", name=name, source=source, **fields)

    def _move(self, name, version, stage):
        path = "model-versions/transition-stage"
        self._call("POST", path, name=name, version=version, stage=stage)

    def _alias(self, name, alias, version):
        self._call("POST", "registered-models/alias", name=name, alias=alias, version=version)

    def _call(self, method, path, **body):
        """Each at a time of its own: by that they are ordered."""
        self._wait_a_millisecond()
        answer = self.wire.send(method, path, body)
        assert answer.status_code == 200, f"{method} {path} {body}: {answer.text}"


def pairs(**texts):
    return [{"key": key, "value": value} for key, value in texts.items()]
