"""CCTV-like augmentation of cached frames (uint8 RGB): geometry per clip, the same for all its frames."""
import cv2
import numpy as np


def geometry(rng, source, size):
    """A 2x3 matrix from output pixels to source pixels: random crop, aspect, small turn, flip."""
    area = rng.uniform(0.45, 1.0)
    aspect = np.exp(rng.uniform(-0.22, 0.22))
    w = min(1.0, np.sqrt(area * aspect)) * source
    h = min(1.0, np.sqrt(area / aspect)) * source
    cx, cy = rng.uniform(w / 2, source - w / 2), rng.uniform(h / 2, source - h / 2)
    angle = np.deg2rad(rng.uniform(-6, 6)) if rng.rand() < 0.25 else 0.0
    flip = -1 if rng.rand() < 0.5 else 1
    c, s = np.cos(angle), np.sin(angle)
    a = np.array([[c * w * flip, -s * h], [s * w * flip, c * h]]) / size
    t = np.array([cx, cy]) - a @ np.array([size / 2, size / 2])
    return np.column_stack([a, t])


def warp(frame, matrix, size):
    return cv2.warpAffine(
        frame, matrix, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT_101
    )


def look(rng):
    """A random camera look, as parameters so that a clip keeps one look."""
    p = {"gain": 1.0, "lift": 0.0, "gamma": 1.0, "saturation": 1.0, "tint": np.ones(3)}
    if rng.rand() < 0.8:
        p["gain"], p["lift"] = rng.uniform(0.7, 1.3), rng.uniform(-25, 25)
        p["saturation"] = rng.uniform(0.5, 1.3)
    if rng.rand() < 0.2:
        p["gain"], p["gamma"] = rng.uniform(0.35, 0.7), rng.uniform(1.0, 1.6)
    elif rng.rand() < 0.2:
        p["gamma"] = rng.uniform(0.6, 1.0)
    if rng.rand() < 0.15:
        p["saturation"] = 0.0
    if rng.rand() < 0.25:
        p["tint"] = rng.uniform(0.85, 1.15, 3)
    p["blur"] = int(rng.choice([3, 5])) if rng.rand() < 0.15 else 0
    p["small"] = rng.uniform(0.35, 0.8) if rng.rand() < 0.25 else 1.0
    p["noise"] = rng.uniform(3, 16) if rng.rand() < 0.25 else 0.0
    p["jpeg"] = int(rng.uniform(12, 60)) if rng.rand() < 0.35 else 0
    p["holes"] = [(rng.rand(2), rng.uniform(0.1, 0.35, 2), rng.uniform(0, 255)) for _ in range(rng.randint(1, 3))] if rng.rand() < 0.3 else []
    return p


def light(rng):
    """Brightness, contrast and saturation only."""
    return {
        "gain": rng.uniform(0.7, 1.3), "lift": rng.uniform(-25, 25), "gamma": 1.0, "saturation": rng.uniform(0.6, 1.3),
        "tint": np.ones(3), "blur": 0, "small": 1.0, "noise": 0.0, "jpeg": 0, "holes": [],
    }


def apply(rng, frame, p):
    size = frame.shape[0]
    if p["small"] < 1:
        n = max(16, int(size * p["small"]))
        frame = cv2.resize(cv2.resize(frame, (n, n), interpolation=cv2.INTER_AREA), (size, size))
    if p["blur"]:
        frame = cv2.blur(frame, (p["blur"], p["blur"]))
    x = frame.astype(np.float32)
    if p["saturation"] != 1:
        y = x @ np.array([0.299, 0.587, 0.114], np.float32)
        x = y[..., None] + (x - y[..., None]) * np.float32(p["saturation"])
    x = x * (p["gain"] * p["tint"]).astype(np.float32) + np.float32(p["lift"])
    if p["noise"]:
        n = np.empty(x.shape[:2], np.float32)
        cv2.randn(n, 0, p["noise"])
        x = x + n[..., None]
    x = np.clip(x, 0, 255)
    if p["gamma"] != 1:
        x = 255 * (x / 255) ** np.float32(p["gamma"])
    x = x.astype(np.uint8)
    if p["jpeg"]:
        x = cv2.imdecode(cv2.imencode(".jpg", x, [cv2.IMWRITE_JPEG_QUALITY, p["jpeg"]])[1], 1)
    for at, extent, value in p["holes"]:
        x0, y0 = (at * size).astype(int)
        x[y0 : y0 + int(extent[1] * size), x0 : x0 + int(extent[0] * size)] = int(value)
    return x
