"""Losses of the first steps of fitting each head, from PyTorch, float64.

    python3 scripts/goldens/fit_head.py > tests/fixtures/training/fit-head.json

Weights and windows are the deterministic filling sin(seed + 1.7 i) * scale that the test shares. Every head sees one
batch again and again, without dropout, with Adam (epsilon 1e-7), label smoothing and class weights; once with
cross-entropy and once with generalised cross-entropy.
"""
import json

import torch
import torch.nn.functional as F

N, T, D, C, P, H = 5, 4, 6, 3, 7, 8
STEPS, RATE, SMOOTHING, Q = 12, 0.01, 0.1, 0.7
TRUTHS = [0, 2, 1, 0, 0]
WEIGHTS = [0.6, 1.4, 1.8]

SPECS = {
    "frame_logits/kernel": ([D, C], 0.1, 0.5),
    "frame_logits/bias": ([C], 0.2, 0.1),
    "project/kernel": ([D, P], 0.3, 0.6),
    "project/bias": ([P], 0.4, 0.1),
    "lstm/kernel": ([P, 4 * H], 0.5, 0.5),
    "lstm/recurrent_kernel": ([H, 4 * H], 0.6, 0.5),
    "lstm/bias": ([4 * H], 0.7, 0.3),
    "lstm_logits/kernel": ([H, C], 0.8, 0.9),
    "lstm_logits/bias": ([C], 0.9, 0.1),
}


def fill(shape, seed, scale):
    count = int(torch.tensor(shape).prod())
    return (torch.sin(seed + 1.7 * torch.arange(count, dtype=torch.float64)) * scale).reshape(shape)


def logits(kind, x, w):
    out = 0
    if kind != "lstm":
        out = (x @ w["frame_logits/kernel"] + w["frame_logits/bias"]).mean(1)
    if kind == "cnn":
        return out
    z = F.relu(x @ w["project/kernel"] + w["project/bias"])
    h, c, hidden = torch.zeros(N, H, dtype=x.dtype), torch.zeros(N, H, dtype=x.dtype), []
    for t in range(T):
        i, f, g, o = (z[:, t] @ w["lstm/kernel"] + h @ w["lstm/recurrent_kernel"] + w["lstm/bias"]).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hidden.append(h)
    return out + torch.stack(hidden, 1).mean(1) @ w["lstm_logits/kernel"] + w["lstm_logits/bias"]


def loss_of(z, loss):
    target = F.one_hot(torch.tensor(TRUTHS), C).double() * (1 - SMOOTHING) + SMOOTHING / C
    p = F.softmax(z, 1)
    cost = -torch.log(p) if loss == "cross-entropy" else (1 - p**Q) / Q
    return ((target * cost).sum(1) * torch.tensor(WEIGHTS, dtype=torch.float64)[TRUTHS]).mean()


def fit(kind, loss):
    names = [n for n in SPECS if (kind != "lstm" or "frame" not in n) and (kind != "cnn" or "frame" in n)]
    w = {n: fill(*SPECS[n]).requires_grad_() for n in names}
    adam = torch.optim.Adam(list(w.values()), RATE, eps=1e-7)
    x, losses = fill([N, T, D], 1.3, 1.0), []
    for _ in range(STEPS):
        value = loss_of(logits(kind, x, w), loss)
        adam.zero_grad()
        value.backward()
        adam.step()
        losses.append(value.item())
    return losses


if __name__ == "__main__":
    print(json.dumps({
        "torch": torch.__version__, "rows": N, "window": T, "featureLength": D, "labels": C,
        "rate": RATE, "smoothing": SMOOTHING, "q": Q, "truths": TRUTHS, "classWeights": WEIGHTS,
        "weights": [{"name": n, "shape": s, "seed": a, "scale": b} for n, (s, a, b) in SPECS.items()],
        "fits": [{"kind": k, "loss": l, "losses": fit(k, l)}
                 for k in ("hybrid", "cnn", "lstm") for l in ("cross-entropy", "generalised-cross-entropy")],
    }, indent=1))
