#!/usr/bin/env python3
"""Reference hashes for src/training/dataset/fingerprint.ts, from OpenCV (area resize) and scipy (DCT).

    /usr/bin/python3 scripts/goldens/fingerprint.py > tests/fixtures/training/fingerprint.json
"""

import json

import cv2
import numpy as np
from scipy.fft import dctn

SIDE, KEPT = 32, 8


def grey(picture):
    luma = picture.astype(np.float64) @ np.array([0.299, 0.587, 0.114])
    height, width = luma.shape
    if min(height, width) >= SIDE:
        return cv2.resize(luma, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    # OpenCV interpolates when enlarging; the mean over the cell comes from a picture 32 times as large.
    fine = luma.repeat(SIDE, axis=0).repeat(SIDE, axis=1)
    return fine.reshape(SIDE, height, SIDE, width).mean(axis=(1, 3))


def hash_of(plane, checked=True):
    low = dctn(plane, type=2, norm="ortho")[:KEPT, :KEPT].ravel()
    median = np.median(low[1:])
    # A bit that hangs on the last digits would not be a golden. The median itself is one of the 63.
    gaps = np.sort(np.abs(low[1:] - median))
    assert not checked or gaps[1] > 1e-3, gaps[:3]
    bits = low > median
    bits[0] = False
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def main():
    random = np.random.default_rng(11)
    pictures = []
    for height, width in [(64, 64), (64, 64), (64, 64), (64, 64), (37, 50), (90, 33), (20, 24)]:
        coarse = random.integers(0, 256, (5, 7, 3)).astype(np.float32)
        smooth = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
        noisy = smooth + random.normal(0, 12, smooth.shape)
        pictures.append(noisy.clip(0, 255).round().astype(np.uint8))
    series = [grey(picture) for picture in pictures[:4]]
    print(
        json.dumps(
            {
                "pictures": [
                    {
                        "width": p.shape[1],
                        "height": p.shape[0],
                        "rgb": p.tobytes().hex(),
                        "hash": hash_of(grey(p)),
                    }
                    for p in pictures
                ],
                "background": {
                    "ofFirst3": hash_of(np.median(series[:3], axis=0)),
                    "ofFirst4": hash_of(np.median(series, axis=0)),
                },
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
