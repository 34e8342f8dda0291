"""Integrated gradients of the shipped head, from PyTorch's autograd in float64.

    python3 scripts/goldens/explanation.py > tests/fixtures/model/explanation.json

The windows are those of tests/fixtures/model/network.bin. For each, the evidence of every step for one class: the
gradient of its logit, averaged over 2,000 points of the way from no feature to the window, times the features.
"""
import json

import numpy as np
import torch
import torch.nn.functional as F

FOLDER = "models/vigil-2"
POINTS = 2000


def read_weights():
    group = json.load(open(f"{FOLDER}/head/model.json"))["weightsManifest"][0]
    data = b"".join(open(f"{FOLDER}/head/{path}", "rb").read() for path in group["paths"])
    weights, at = {}, 0
    for entry in group["weights"]:
        kind = entry.get("quantization", entry)["dtype"]
        count = int(np.prod(entry["shape"]))
        values = np.frombuffer(data, kind, count, at).reshape(entry["shape"])
        weights[entry["name"]] = torch.tensor(values.astype("float64"))
        at += values.nbytes
    return weights


def logits(x, w):
    """x: [N, T, D]"""
    frames = (x @ w["frame_logits/kernel"] + w["frame_logits/bias"]).mean(1)
    z = F.relu(x @ w["project/kernel"] + w["project/bias"])
    units = w["lstm/recurrent_kernel"].shape[0]
    h = c = torch.zeros(len(x), units, dtype=x.dtype)
    hidden = []
    for t in range(x.shape[1]):
        i, f, g, o = (z[:, t] @ w["lstm/kernel"] + h @ w["lstm/recurrent_kernel"] + w["lstm/bias"]).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hidden.append(h)
    return frames + torch.stack(hidden, 1).mean(1) @ w["lstm_logits/kernel"] + w["lstm_logits/bias"]


def contributions(window, label, w):
    shares = (torch.arange(POINTS, dtype=torch.float64) + 0.5) / POINTS
    path = (shares[:, None, None] * window).requires_grad_()
    logits(path, w)[:, label].sum().backward()
    return (path.grad.mean(0) * window).sum(1)


def main():
    head = json.load(open("tests/fixtures/model/network.json"))["head"]["input"]
    count = int(np.prod(head["shape"]))
    values = np.fromfile("tests/fixtures/model/network.bin", "float32", count, offset=head["offset"])
    windows = torch.tensor(values.reshape(head["shape"]).astype("float64"))
    w = read_weights()
    found = []
    for n, window in enumerate(windows):
        label = n % len(w["frame_logits/bias"])
        parts = contributions(window, label, w)
        logit = logits(window[None], w)[0, label].item()
        baseline = logits(torch.zeros_like(window)[None], w)[0, label].item()
        assert abs(parts.sum().item() - (logit - baseline)) < 1e-5
        found.append({"window": n, "label": label, "logit": logit, "baseline": baseline, "contributions": parts.tolist()})
    print(json.dumps(found, indent=1))


main()
