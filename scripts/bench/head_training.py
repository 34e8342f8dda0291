#!/usr/bin/env python3
"""The PyTorch peer of head training: the same networks, batches and optimizer on the same cores.

    /usr/bin/python3 scripts/bench/head_training.py [--threads N] < commands

Prints `ready` with the number of threads, then for each line on stdin, `hybrid` or `lstm128`, runs one epoch over 600
sequences of 16 steps and 1280 features in batches of 32 and prints {"seconds", "loss"} as JSON. Start-up and the making
of the data are outside the timing, as on the other side; shuffling and the gathering of batches are inside.
"""
import argparse
import json
import os
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "pretrain"))
from network import Head  # noqa: E402

CLIPS, WINDOW, DEPTH, LABELS, BATCH = 600, 16, 1280, 6, 32


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(DEPTH, 128, batch_first=True)
        self.out = nn.Linear(128, LABELS)

    def forward(self, x):
        return self.out(self.lstm(x)[0][:, -1])


def epoch(net, optimiser, x, y):
    start, total = time.perf_counter(), 0.0
    order = torch.randperm(CLIPS)
    for at in range(0, CLIPS, BATCH):
        batch = order[at : at + BATCH]
        loss = F.cross_entropy(net(x[batch]), y[batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(batch)
    return {"seconds": time.perf_counter() - start, "loss": total / CLIPS}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int)
    threads = parser.parse_args().threads
    if threads:
        torch.set_num_threads(threads)
    torch.manual_seed(1)
    nets = {"hybrid": Head(DEPTH), "lstm128": Plain()}
    optimisers = {name: torch.optim.Adam(net.parameters(), 1e-3, eps=1e-7) for name, net in nets.items()}
    x, y = 2 * torch.rand(CLIPS, WINDOW, DEPTH), torch.arange(CLIPS) % LABELS
    print(json.dumps({"ready": True, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        name = line.strip()
        print(json.dumps(epoch(nets[name], optimisers[name], x, y)), flush=True)


if __name__ == "__main__":
    main()
