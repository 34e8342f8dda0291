#!/usr/bin/env python3
"""Reference figures for src/training/judge/classification-report.ts, from scikit-learn and numpy.

    /usr/bin/python3 scripts/goldens/classification_report.py > tests/fixtures/training/classification-report.json
"""

import json

import numpy as np
from sklearn import metrics

LABELS = ["Accident", "Burglary", "Fighting", "Fire", "Normal", "Shooting"]


def expected_calibration_error(truth, probabilities, bins=15):
    confidence = probabilities.max(axis=1)
    hit = probabilities.argmax(axis=1) == truth
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - hit[inside].mean())
    return error


def main():
    random = np.random.default_rng(5)
    truth = random.choice([0, 2, 3, 4], size=80, p=[0.2, 0.2, 0.2, 0.4])
    logits = random.normal(size=(80, 6))
    logits[np.arange(80), truth] += 1.2
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    probabilities = probabilities.round(6)
    probabilities[:, 5] += 1 - probabilities.sum(axis=1)
    predicted = probabilities.argmax(axis=1)
    occurring = sorted(set(truth))
    print(
        json.dumps(
            {
                "labels": LABELS,
                "truth": truth.tolist(),
                "probabilities": probabilities.round(6).tolist(),
                "expected": {
                    "accuracy": metrics.accuracy_score(truth, predicted),
                    "balancedAccuracy": metrics.recall_score(truth, predicted, labels=occurring, average="macro"),
                    "macroF1": metrics.f1_score(truth, predicted, labels=occurring, average="macro"),
                    "anomalyAuc": metrics.roc_auc_score(truth != 4, 1 - probabilities[:, 4]),
                    "logLoss": metrics.log_loss(truth, probabilities, labels=range(6)),
                    "mse": float(((probabilities - np.eye(6)[truth]) ** 2).mean()),
                    "ece": expected_calibration_error(truth, probabilities),
                },
                "confusion": metrics.confusion_matrix(truth, predicted, labels=range(6)).tolist(),
            }
        )
    )


if __name__ == "__main__":
    main()
