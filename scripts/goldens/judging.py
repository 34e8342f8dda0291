#!/usr/bin/env python3
"""References for src/training/judge: temperature (scipy on torch's softmax), McNemar (statsmodels), reliability (numpy).

    /usr/bin/python3 scripts/goldens/judging.py > tests/fixtures/training/judging.json
"""

import json

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from statsmodels.stats.contingency_tables import mcnemar

LABELS = 4


def clips(random, count, sharpness, skill):
    made = []
    for n in range(count):
        windows = int(random.integers(1, 6))
        truth = int(random.integers(LABELS))
        logits = random.normal(size=(windows, LABELS))
        logits[:, truth] += skill
        made.append({"truth": truth, "logits": (logits * sharpness).round(4).tolist()})
    return made


def probabilities(clip, temperature):
    logits = torch.tensor(clip["logits"], dtype=torch.float64)
    return torch.softmax(logits / temperature, dim=1).mean(dim=0).numpy()


def log_loss(made, temperature):
    return float(np.mean([-np.log(probabilities(clip, temperature)[clip["truth"]]) for clip in made]))


def best_temperature(made):
    loss = lambda t: log_loss(made, float(np.exp(t)))
    bounds = (np.log(0.05), np.log(20))
    grid = np.linspace(*bounds, 400)
    start = grid[int(np.argmin([loss(t) for t in grid]))]
    around = (max(bounds[0], start - 0.02), min(bounds[1], start + 0.02))
    fit = minimize_scalar(loss, bounds=around, method="bounded", options={"xatol": 1e-9})
    return float(np.exp(fit.x)), float(fit.fun)


def reliability(confidence, hit, bins=15):
    index = np.digitize(confidence, np.linspace(0, 1, bins + 1)[1:-1], right=True)
    return [
        {
            "clips": int((index == b).sum()),
            "confidence": float(confidence[index == b].mean()) if (index == b).any() else None,
            "accuracy": float(hit[index == b].mean()) if (index == b).any() else None,
        }
        for b in range(bins)
    ]


def main():
    random = np.random.default_rng(21)
    cases = []
    for name, sharpness, skill in [("overconfident", 4.0, 0.8), ("timid", 0.3, 1.5), ("fair", 1.0, 1.0)]:
        made = clips(random, 60, sharpness, skill)
        temperature, loss = best_temperature(made)
        cases.append({"name": name, "clips": made, "temperature": temperature, "logLoss": loss})
    judged = [probabilities(clip, 1.7) for clip in cases[0]["clips"]]
    truth = np.array([clip["truth"] for clip in cases[0]["clips"]])
    top = np.array([p.argmax() for p in judged])
    tables = [(0, 0), (1, 0), (5, 5), (3, 11), (12, 2), (40, 61), (300, 351), (0, 30)]
    print(
        json.dumps(
            {
                "labels": LABELS,
                "temperatures": cases,
                "atTemperature": {"temperature": 1.7, "probabilities": [p.tolist() for p in judged]},
                "reliability": reliability(np.array([p.max() for p in judged]), top == truth),
                "mcnemar": [
                    {"firstOnly": b, "secondOnly": c, "p": float(mcnemar([[9, b], [c, 9]], exact=True).pvalue)}
                    for b, c in tables
                ],
            }
        )
    )


if __name__ == "__main__":
    main()
