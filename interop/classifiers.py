"""A small real model to log and load back: it tells irises apart."""

import mlflow
from mlflow.models import infer_signature

REQUIREMENTS = ["scikit-learn"]


def iris():
    from sklearn.datasets import load_iris

    return load_iris(as_frame=True)


def fitted(iris, **options):
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(max_iter=300, **options).fit(iris.data, iris.target)


def log_classifier(classifier, iris, **arguments):
    return mlflow.sklearn.log_model(
        classifier,
        **{"name": "model", "pip_requirements": REQUIREMENTS, **arguments},
        signature=infer_signature(iris.data, classifier.predict(iris.data)),
        input_example=iris.data.head(3),
    )
