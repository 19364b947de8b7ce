"""What the placeholders of logged models stand for: a few of them, and some to be searched."""

import time
import uuid
from functools import cached_property


class LoggedModelScene:
    """The part of a Scene that exchanges about logged models ask for; beside that of runs."""

    @cached_property
    def model(self):
        return self.wire.create_model(self.experiment, name="a model")

    @cached_property
    def made_model(self):
        """A model that says that `<run>` has made it."""
        return self.wire.create_model(self.experiment, source_run_id=self.fill("<run>"))

    @cached_property
    def other_model(self):
        return self.wire.create_model(self.experiment, name="another model")

    @cached_property
    def deleted_model(self):
        model = self.wire.create_model(self.experiment, name="a deleted model")
        assert self.wire.send("DELETE", f"logged-models/{model}").status_code == 200
        return model

    @cached_property
    def model_with_data(self):
        return self.wire.create_model(
            self.experiment,
            name="a model with data",
            params=[{"key": "depth", "value": "4"}],
            tags=[{"key": "stage", "value": "tuning"}, {"key": "a/b c%", "value": ""}],
        )

    @cached_property
    def searched_models(self):
        """An experiment with the models one, two, three, lp and one again, and a deleted one."""
        experiment = self.wire.create_experiment(f"interop-{uuid.uuid4().hex}")
        run = self.wire.create_run(experiment)
        self.model_one = self._searched_model(
            experiment,
            name="one",
            model_type="Agent",
            source_run_id="f" * 32,
            params=[{"key": "p", "value": "1"}],
            tags=[{"key": "t", "value": "z"}, {"key": "a b", "value": "Ü"}],
        )
        two = self._searched_model(experiment, name="two", params=[{"key": "p", "value": "2"}])
        three = self._searched_model(experiment, name="three", model_type="agent")
        self._searched_model(experiment, name="lp")
        self._searched_model(experiment, name="one")
        gone = self._searched_model(experiment, name="gone")
        data = {"dataset_name": "ds", "dataset_digest": "dg"}
        for model, value, timestamp, step, dataset in (
            (self.model_one, 0.1, 1, 9, {}),
            (self.model_one, 0.9, 2, 0, data),
            (two, 0.2, 1, 0, {}),
            (two, 0.5, 1, 1, {"dataset_name": "ds", "dataset_digest": "other"}),
            (three, "Infinity", 1, 0, {}),
            (gone, 0.9, 1, 0, data),
        ):
            point = {"key": "acc", "value": value, "timestamp": timestamp, "step": step}
            self.wire.do("runs/log-metric", {"run_id": run, "model_id": model, **point, **dataset})
        for model, status in ((self.model_one, 2), (two, 3)):
            body = {"model_id": model, "status": status}
            assert self.wire.send("PATCH", f"logged-models/{model}", body).status_code == 200
            self._wait_a_millisecond()
        assert self.wire.send("DELETE", f"logged-models/{gone}").status_code == 200
        return experiment

    def _searched_model(self, experiment, **fields):
        """A model of a time of its own: by that they are ordered."""
        self._wait_a_millisecond()
        return self.wire.create_model(experiment, **fields)

    def _wait_a_millisecond(self):
        begin = time.monotonic()
        while time.monotonic() - begin < 0.0015:
            pass
