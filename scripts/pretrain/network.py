"""The CNN-LSTM: a MobileNetV1 backbone (batch norm folded) and the clip head.

Per frame the backbone gives D features (the mean over the last map). The head sees T frames:
logits = mean over time of frame logits (one dense layer) + an LSTM branch that starts at zero, so that
training begins from frame averaging and learns a correction. No convolution over time: the head must be
trainable in the browser, where the WASM backend has no convolution gradients.
"""
import os

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

STYLED = (4, 8)
STRIDES = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1]
WEIGHTS = "backbones/google-coral__test_data/mobilenet_v1_{}_quant.npz"


class _Relu6(torch.autograd.Function):
    """clamp(x,0,6) whose backward is made of vectorised bfloat16 kernels (hardtanh's is not)."""

    @staticmethod
    def forward(ctx, x):
        y = x.clamp(0, 6)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        g = torch.ops.aten.threshold_backward(g, y, 0)
        return torch.ops.aten.threshold_backward(g, 6 - y, 0)


def mix_style(x, alpha=0.2):
    """MixStyle (Zhou et al. 2021): each picture's channel means and deviations mixed with another's, so that the look
    of a camera tells less."""
    with torch.no_grad():
        z = x.float()
        mean, std = z.mean((2, 3), keepdim=True), (z.var((2, 3), keepdim=True) + 1e-5).sqrt()
        lam = torch.distributions.Beta(alpha, alpha).sample((len(x), 1, 1, 1))
        order = torch.randperm(len(x))
        scale = lam + (1 - lam) * std[order] / std
        shift = lam * mean + (1 - lam) * mean[order] - mean * scale
    return x * scale.to(x.dtype) + shift.to(x.dtype)


class Backbone(nn.Module):
    def __init__(self, widths, activation="relu"):
        super().__init__()
        self.activation = activation
        self.convs = nn.ModuleList([nn.Conv2d(3, widths[0], 3, 2)])
        for i, s in enumerate(STRIDES):
            self.convs.append(nn.Conv2d(widths[i], widths[i], 3, s, 1 if s == 1 else 0, groups=widths[i]))
            self.convs.append(nn.Conv2d(widths[i], widths[i + 1], 1))
        self.features = widths[-1]

    def act(self, x):
        return F.relu(x) if self.activation == "relu" else _Relu6.apply(x)

    def map(self, x, style=0.0):
        for i, c in enumerate(self.convs):
            if c.stride[0] == 2:
                x = F.pad(x, (0, 1, 0, 1))
            x = self.act(c(x))
            if i in STYLED and style and self.training and torch.rand(()) < style:
                x = mix_style(x)
        return x

    def forward(self, x, style=0.0):
        return self.map(x, style).float().mean((2, 3))


def pretrained(data, name="0.75_192", activation="relu6"):
    z = np.load(os.path.join(data, WEIGHTS.format(name)))
    w = [z[k].astype(np.float32) for k in sorted(z) if k.endswith("_w")][:27]
    b = [z[k].astype(np.float32) for k in sorted(z) if k.endswith("_b")][:27]
    widths = [w[0].shape[3]] + [x.shape[3] for x in w[2::2]]
    net = Backbone(widths, activation)
    for i, c in enumerate(net.convs):
        depthwise = i > 0 and i % 2 == 1
        c.weight.data = torch.from_numpy(w[i].transpose((2, 3, 0, 1) if depthwise else (3, 2, 0, 1)).copy())
        c.bias.data = torch.from_numpy(b[i].copy())
    return net.to(memory_format=torch.channels_last)


class Head(nn.Module):
    """[N,T,D] -> logits [N,6]; kind: hybrid | frames | lstm."""

    def __init__(self, features, classes=6, kind="hybrid", hidden=48, width=96):
        super().__init__()
        self.kind, self.hidden, self.width = kind, hidden, width
        if kind != "lstm":
            self.frame = nn.Linear(features, classes)
            nn.init.normal_(self.frame.weight, std=0.01)
            nn.init.zeros_(self.frame.bias)
        if kind != "frames":
            self.project = nn.Linear(features, width)
            self.lstm = nn.LSTM(width, hidden, batch_first=True)
            self.out = nn.Linear(hidden, classes)
            if kind == "hybrid":
                nn.init.zeros_(self.out.weight)
                nn.init.zeros_(self.out.bias)

    def forward(self, x, drop=0.0):
        logits = 0
        if self.kind != "lstm":
            logits = self.frame(F.dropout(x, drop, self.training)).mean(1)
        if self.kind != "frames":
            z = F.relu(self.project(F.dropout(x, drop, self.training)))
            z, _ = self.lstm(F.dropout(z, drop, self.training))
            logits = logits + self.out(F.dropout(z, drop, self.training).mean(1))
        return logits
