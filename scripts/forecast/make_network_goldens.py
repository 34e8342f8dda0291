"""Golden losses, slopes and weights of the three networks, in float64, for tests/unit/forecast/models/network.test.ts.

    /usr/bin/python3 scripts/forecast/make_network_goldens.py

Debian package python3-torch. Weights and inputs follow a formula that the test repeats; the LSTM cell is written out,
since PyTorch has none with ReLU, and differentiated by autograd; Adam is PyTorch's own.
"""

import json
from pathlib import Path

import torch

FIXTURE = Path(__file__).resolve().parents[2] / "tests/fixtures/forecast/network.json"
WINDOW, ROWS, UNITS, SECOND, FILTERS = 7, 5, 8, 32, 32
SHOWN = 23  # every 23rd number is kept: all parts are hit, and the file stays small

torch.set_default_dtype(torch.float64)


def weights(count: int) -> torch.Tensor:
    return 0.4 * torch.sin(1.7 * torch.arange(count) + 0.3)


def lstm(x, kernel, recurrent, bias, activation):
    """x [steps, rows, from] → hidden states; gates i, f, c, o as in Keras."""
    units = recurrent.shape[0]
    h = c = torch.zeros(x.shape[1], units)
    out = []
    for step in x:
        i, f, g, o = (step @ kernel + h @ recurrent + bias).split(units, 1)
        c = torch.sigmoid(i) * activation(g) + torch.sigmoid(f) * c
        h = torch.sigmoid(o) * activation(c)
        out.append(h)
    return torch.stack(out)


def parts_of(kind: str, depth: int) -> list[tuple[int, ...]]:
    cnn = [(3 * depth, FILTERS), (FILTERS,)] if kind == "cnn-lstm" else []
    start = FILTERS if kind == "cnn-lstm" else depth
    first = [(start, 4 * UNITS), (UNITS, 4 * UNITS), (4 * UNITS,)]
    second = [(UNITS, SECOND), (SECOND,)] if kind == "lstm-time" else [(UNITS, 4 * SECOND), (SECOND, 4 * SECOND), (4 * SECOND,)]
    return [*cnn, *first, *second, (SECOND, 1), (1,)]


def output(kind: str, parts: list[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    parts = list(parts)
    take = lambda: parts.pop(0)
    if kind == "cnn-lstm":
        columns = torch.cat([x[k : x.shape[0] - 2 + k] for k in range(3)], 2)
        x = torch.relu(columns @ take() + take())
    hidden = lstm(x, take(), take(), take(), torch.tanh)
    if kind == "lstm-time":
        last = torch.relu(hidden[-1] @ take() + take())
    else:
        last = lstm(hidden, take(), take(), take(), torch.relu)[-1]
    return (last @ take() + take()).squeeze(1)


def golden(kind: str, depth: int) -> dict:
    shapes = parts_of(kind, depth)
    sizes = [torch.Size(shape).numel() for shape in shapes]
    flat = weights(sum(sizes))
    parts = [part.reshape(shape).clone().requires_grad_() for part, shape in zip(flat.split(sizes), shapes)]
    x = torch.sin(0.9 * torch.arange(WINDOW * ROWS * depth)).reshape(WINDOW, ROWS, depth)
    y = torch.cos(1.3 * torch.arange(ROWS))
    optimiser = torch.optim.Adam(parts, 0.01, eps=1e-7)
    losses, slopes = [], []
    for _ in range(3):
        optimiser.zero_grad()
        loss = ((output(kind, parts, x) - y) ** 2).mean()
        loss.backward()
        losses.append(loss.item())
        slopes.append(torch.cat([part.grad.flatten() for part in parts]))
        optimiser.step()
    flat = lambda tensor: tensor.detach()[::SHOWN].tolist()
    return {
        "kind": kind, "depth": depth, "count": sum(sizes), "losses": losses,
        "slopes": flat(slopes[0]), "weights": flat(torch.cat([part.flatten() for part in parts])),
        "outputs": output(kind, parts, x).tolist(),
    }


if __name__ == "__main__":
    cases = [golden("lstm", 1), golden("cnn-lstm", 1), golden("lstm-time", 6)]
    FIXTURE.write_text(json.dumps({"window": WINDOW, "rows": ROWS, "units": UNITS, "shown": SHOWN, "cases": cases}) + "\n")
