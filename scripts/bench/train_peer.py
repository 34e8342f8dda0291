"""Trains the paper's CNN-LSTM with PyTorch on the CPU, as scripts/bench/train-bench.ts asks.

Debian package python3-torch. Reads lines `THREADS` from stdin and answers each with one JSON line {"seconds": s}: the
given epochs over the first 80 % of the series but their last tenth, with a look at that tenth after each epoch, and one
forecast of the rest. Both recurrent layers use PyTorch's own fused LSTM (tanh; it has none with ReLU).
"""

import json
import sys
import time

import torch

WINDOW, BATCH = 60, 32


class CnnLstm(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.convolution = torch.nn.Conv1d(1, 32, 3)
        self.first = torch.nn.LSTM(32, 64, batch_first=True)
        self.dropout = torch.nn.Dropout(0.2)
        self.second = torch.nn.LSTM(64, 32, batch_first=True)
        self.output = torch.nn.Linear(32, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        steps = torch.relu(self.convolution(x[:, None])).transpose(1, 2)
        hidden, _ = self.first(steps)
        hidden, _ = self.second(self.dropout(hidden))
        return self.output(hidden[:, -1]).squeeze(1)


def run(series: torch.Tensor, epochs: int) -> float:
    started = time.perf_counter()
    train_end = int(len(series) * 0.8)
    held_out_from = train_end - int(train_end * 0.1)
    scaled = (series - series[:train_end].min()) / (series[:train_end].max() - series[:train_end].min())
    windows = scaled.unfold(0, WINDOW, 1)[:-1]
    targets = scaled[WINDOW:]
    fitted = held_out_from - WINDOW
    network = CnnLstm()
    optimiser = torch.optim.Adam(network.parameters(), 1e-3, eps=1e-7)
    loss_of = torch.nn.functional.mse_loss
    for _ in range(epochs):
        network.train()
        for rows in torch.randperm(fitted).split(BATCH):
            optimiser.zero_grad()
            loss_of(network(windows[rows]), targets[rows]).backward()
            optimiser.step()
        network.eval()
        with torch.no_grad():
            loss_of(network(windows[fitted : train_end - WINDOW]), targets[fitted : train_end - WINDOW]).item()
    with torch.no_grad():
        network(windows[train_end - WINDOW :])
    return time.perf_counter() - started


if __name__ == "__main__":
    path, epochs = sys.argv[1], int(sys.argv[2])
    counts = [float(line.split(",")[1]) for line in open(path).read().split()[1:]]
    print("{}", flush=True)
    for line in sys.stdin:
        torch.set_num_threads(int(line))
        print(json.dumps({"seconds": run(torch.tensor(counts), epochs)}), flush=True)
