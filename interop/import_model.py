"""The command `import-model` of mlflow-export-import, with two slips of it mended.

It knows versions whose files lie on `dbfs:` or on a disk of its own. Where a server hands the
artifacts through, MLflow's own server too, it says that there are none (its issue 53), and takes
the "artifacts" of `mlflow-artifacts:` for the folder of the run (its pull request 229).
"""

import os

from mlflow_export_import.common import MlflowExportImportException
from mlflow_export_import.model import import_model

is_on_this_disk = os.path.exists


def exists(path):
    return str(path).startswith("mlflow-artifacts:") or is_on_this_disk(path)


def path_below_the_run(source, run_id):
    _, of_that_run, path = source.partition(f"/{run_id}/artifacts/")
    if not of_that_run:
        raise MlflowExportImportException(f"'{source}' is no folder of run '{run_id}'")
    return path


if __name__ == "__main__":
    os.path.exists = exists
    import_model._extract_model_path = path_below_the_run
    import_model.main()
