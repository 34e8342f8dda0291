#!/usr/bin/env python3
"""Reference values of the start-up self-test (src/compute/self-test.ts), in PyTorch float64.

    /usr/bin/python3 scripts/goldens/self_test.py > src/compute/self-test-reference.json

The network: [2 sequences x 3 steps, 12, 12, 3] -> conv 3x3 stride 2 SAME, relu6 -> depthwise 3x3 stride 2 SAME, relu6
-> 1x1 conv, relu6 -> mean over the plane -> LSTM (last state) -> dense -> softmax cross-entropy. Every weight and
pixel is fill(n, seed)[i] = sin(seed + 1.7 i) * scale, so both sides can make them without a file.
Gradients are those of the mean loss with respect to the first kernel, the depthwise kernel and the recurrent kernel.
"""

import json

import numpy as np
import torch
import torch.nn.functional as F


def fill(shape, seed, scale):
    count = int(np.prod(shape))
    values = np.sin(seed + 1.7 * np.arange(count)) * scale
    return torch.tensor(values.reshape(shape), dtype=torch.float64, requires_grad=True)


def same_pad(x):
    """TensorFlow SAME for a 3x3 stride-2 convolution on even sizes: one row and column at the end."""
    return F.pad(x, (0, 1, 0, 1))


def main():
    pixels = fill((6, 12, 12, 3), 0.3, 1.0)
    conv = fill((3, 3, 3, 4), 0.7, 0.4)  # HWIO
    depthwise = fill((3, 3, 4, 1), 1.1, 0.5)  # HWC1
    pointwise = fill((1, 1, 4, 5), 1.9, 0.6)
    kernel = fill((5, 24), 2.3, 0.5)  # [D, 4H], gates i f c o
    recurrent = fill((6, 24), 2.9, 0.5)
    bias = fill((24,), 3.1, 0.2)
    dense = fill((6, 3), 3.7, 0.8)

    x = pixels.permute(0, 3, 1, 2)
    x = F.conv2d(same_pad(x), conv.permute(3, 2, 0, 1), stride=2).clamp(0, 6)
    x = F.conv2d(same_pad(x), depthwise.permute(2, 3, 0, 1), stride=2, groups=4).clamp(0, 6)
    x = F.conv2d(x, pointwise.permute(3, 2, 0, 1)).clamp(0, 6)
    features = x.mean(dim=(2, 3)).reshape(2, 3, 5)

    h = torch.zeros(2, 6, dtype=torch.float64)
    c = torch.zeros(2, 6, dtype=torch.float64)
    for step in range(3):
        i, f, g, o = (features[:, step] @ kernel + h @ recurrent + bias).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
    logits = h @ dense
    loss = F.cross_entropy(logits, torch.tensor([0, 2]))
    loss.backward()

    def flat(t):
        return [round(float(v), 12) for v in t.detach().reshape(-1)]

    print(
        json.dumps(
            {
                "logits": flat(logits),
                "loss": round(float(loss.detach()), 12),
                "gradients": {
                    "conv": flat(conv.grad),
                    "depthwise": flat(depthwise.grad),
                    "recurrent": flat(recurrent.grad),
                },
            }
        )
    )


if __name__ == "__main__":
    main()
