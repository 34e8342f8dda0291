#!/usr/bin/env python3
"""Renders the bundled sample: a synthetic fixed-camera yard in which a person walks by and a fire starts.

No foreign footage is used; every pixel is computed here, from a fixed seed, and says so in the picture.

    /usr/bin/python3 scripts/sample/render-sample.py [OUTPUT]     needs numpy, OpenCV and ffmpeg
"""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

WIDTH, HEIGHT, FPS, SECONDS = 640, 360, 20, 24
FIRE_STARTS, FIRE_FULL = 9.0, 19.0
FIRE_X, FIRE_Y = 436, 262
WALK_STARTS, WALK_ENDS = 1.0, 8.5
SEED = 20240607
BITRATE = "118k"


def fractal_noise(rng, height, width, cells, octaves=4):
    """Smooth noise in 0..1: octaves of random grids, each half as strong and twice as fine."""
    total = np.zeros((height, width), np.float32)
    weight, norm = 1.0, 0.0
    for octave in range(octaves):
        rows, columns = cells[0] << octave, cells[1] << octave
        grid = rng.random((rows + 1, columns + 1), np.float32)
        total += weight * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        norm += weight
        weight *= 0.5
    return np.clip(total / norm, 0, 1)


def paint_yard(rng):
    """The empty scene at dusk, float BGR 0..255."""
    scene = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    scene[:] = (52, 50, 48)
    sky = np.linspace(0, 1, 90, dtype=np.float32)[:, None, None]
    scene[:90] = np.array([86, 74, 62], np.float32) * (1 - sky) + np.array([104, 96, 92], np.float32) * sky
    cv2.rectangle(scene, (0, 70), (WIDTH, 206), (72, 78, 84), -1)
    for row, y in enumerate(range(70, 206, 12)):
        cv2.line(scene, (0, y), (WIDTH, y), (64, 69, 75), 1)
        for x in range((row % 2) * 16, WIDTH, 32):
            cv2.line(scene, (x, y), (x, y + 12), (66, 71, 77), 1)
    cv2.rectangle(scene, (0, 62), (WIDTH, 72), (48, 50, 54), -1)
    cv2.rectangle(scene, (92, 104), (204, 206), (86, 84, 80), -1)
    for y in range(108, 206, 9):
        cv2.line(scene, (92, y), (204, y), (74, 72, 69), 1)
    cv2.rectangle(scene, (92, 104), (204, 206), (44, 44, 46), 2)
    cv2.rectangle(scene, (262, 118), (306, 206), (58, 66, 74), -1)
    cv2.rectangle(scene, (262, 118), (306, 206), (40, 42, 46), 2)
    cv2.circle(scene, (298, 166), 2, (140, 150, 156), -1)
    cv2.rectangle(scene, (540, 112), (606, 156), (60, 58, 52), -1)
    cv2.rectangle(scene, (540, 112), (606, 156), (112, 114, 116), 2)
    cv2.line(scene, (573, 112), (573, 156), (112, 114, 116), 2)
    ground = scene[206:]
    depth = np.linspace(0, 1, HEIGHT - 206, dtype=np.float32)[:, None, None]
    ground[:] = np.array([70, 74, 76], np.float32) * (1 - 0.25 * depth)
    for offset in range(-900, 1500, 150):
        cv2.line(scene, (320 + (offset - 320) // 3, 206), (offset, HEIGHT), (64, 67, 69), 1, cv2.LINE_AA)
    for x0, x1 in ((30, 170), (360, 430)):
        cv2.line(scene, (320 + (x0 - 320) * 2 // 3, 226), (x0 - 120, HEIGHT), (128, 132, 134), 3, cv2.LINE_AA)
        cv2.line(scene, (320 + (x1 - 320) * 2 // 3, 226), (x1 + 60, HEIGHT), (128, 132, 134), 3, cv2.LINE_AA)
    grain = fractal_noise(rng, HEIGHT, WIDTH, (18, 32), 5)
    scene *= (0.86 + 0.28 * grain)[..., None]
    paint_objects(scene)
    return scene * lamp_light()[..., None]


def paint_objects(scene):
    """Two wheeled bins, a pallet and cardboard against the wall: what will burn."""
    for x, colour in ((372, (58, 66, 50)), (470, (62, 54, 48))):
        cv2.ellipse(scene, (x + 24, 264), (40, 7), 0, 0, 360, (40, 42, 43), -1, cv2.LINE_AA)
        body = np.array([[x, 204], [x + 48, 204], [x + 44, 264], [x + 4, 264]])
        cv2.fillPoly(scene, [body], colour, cv2.LINE_AA)
        cv2.rectangle(scene, (x - 3, 196), (x + 51, 206), tuple(c * 1.25 for c in colour), -1)
        cv2.circle(scene, (x + 40, 264), 6, (24, 24, 24), -1, cv2.LINE_AA)
    for x, y, w, h, tone in ((424, 236, 34, 30, 1.0), (430, 218, 26, 19, 0.85), (452, 248, 24, 18, 0.92)):
        cv2.rectangle(scene, (x, y), (x + w, y + h), (82 * tone, 112 * tone, 138 * tone), -1)
        cv2.line(scene, (x + w // 2, y), (x + w // 2, y + h), (70, 96, 118), 1)
    cv2.rectangle(scene, (20, 232), (110, 250), (66, 86, 104), -1)
    for x in range(22, 110, 15):
        cv2.rectangle(scene, (x, 234), (x + 4, 248), (48, 62, 76), -1)


def lamp_light():
    """How brightly the wall lamp lights each pixel."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    near = np.exp(-(((x - 240) / 260) ** 2 + ((y - 170) / 150) ** 2))
    return 0.62 + 0.6 * near


def draw_walker(frame, time):
    """A walking figure, left to right along the wall, with swinging limbs and a shadow."""
    if not WALK_STARTS <= time <= WALK_ENDS:
        return
    share = (time - WALK_STARTS) / (WALK_ENDS - WALK_STARTS)
    x, feet = -30 + share * (WIDTH + 60), 300 - 14 * np.sin(share * np.pi)
    swing = np.sin(time * 2 * np.pi * 0.95)
    bob = 1.6 * abs(np.cos(time * 2 * np.pi * 0.95))
    size = 96
    hip, neck = (x, feet - size * 0.48 - bob), (x + 2, feet - size * 0.82 - bob)
    cv2.ellipse(frame, (int(x), int(feet) + 2), (24, 5), 0, 0, 360, (38, 39, 40), -1, cv2.LINE_AA)
    limbs = (
        (hip, (x + swing * 17, feet - max(0.0, -swing) * 5), (46, 40, 36), 9),
        (hip, (x - swing * 17, feet - max(0.0, swing) * 5), (40, 35, 32), 9),
        (neck, (x - swing * 14, hip[1] + 2), (64, 58, 96), 7),
        (hip, neck, (72, 66, 112), 17),
        (neck, (x + swing * 14, hip[1] + 2), (78, 70, 120), 7),
    )
    for start, end, colour, thickness in limbs:
        cv2.line(frame, tuple(map(int, start)), tuple(map(int, end)), colour, thickness, cv2.LINE_AA)
    cv2.circle(frame, (int(neck[0] + 1), int(neck[1] - 11)), 8, (104, 124, 150), -1, cv2.LINE_AA)
    cv2.ellipse(frame, (int(neck[0]), int(neck[1] - 14)), (8, 6), 0, 180, 360, (34, 36, 40), -1, cv2.LINE_AA)


class Fire:
    """Flames from noise that scrolls upwards inside a tapering shape, and the smoke above them."""

    def __init__(self, rng):
        self.flame = np.tile(fractal_noise(rng, 512, 256, (12, 9), 4), (2, 1))
        self.smoke = np.tile(fractal_noise(rng, 512, WIDTH, (6, 7), 5), (2, 1))
        self.flicker = fractal_noise(rng, 1, FPS * SECONDS, (1, FPS * SECONDS // 5), 3)[0]

    def strength(self, time):
        if time < FIRE_STARTS:
            return 0.0
        growth = min(1.0, (time - FIRE_STARTS) / (FIRE_FULL - FIRE_STARTS))
        return 0.1 + 0.9 * growth**1.3

    def apply(self, frame, index):
        time = index / FPS
        strength = self.strength(time)
        if strength == 0.0:
            return
        flicker = 0.8 + 0.4 * float(self.flicker[index])
        self._add_smoke(frame, index, strength)
        self._add_glow(frame, strength * flicker)
        self._add_flames(frame, index, strength * flicker)

    def _add_flames(self, frame, index, strength):
        height, width = int(26 + 150 * strength), int(20 + 88 * strength)
        scroll = 512 - int(index * (5 + 2 * strength)) % 512
        noise = cv2.resize(self.flame[scroll : scroll + 200, : 40 + int(140 * strength)], (width, height))
        v, u = np.mgrid[0:height, 0:width].astype(np.float32)
        up = 1 - v / height
        across = abs(u / width - 0.5 - 0.1 * np.sin(index * 0.31 + up * 4) * up) * 2
        shape = np.clip(1.15 - across**1.6 - up * 0.95, 0, 1)
        heat = np.clip(shape * 1.5 + noise * 1.3 - 0.95, 0, 1) * np.clip((height - v) / 6, 0, 1)
        self._paste(frame, heat, FIRE_X - width // 2, FIRE_Y - height)

    def _paste(self, frame, heat, left, top):
        crop = np.s_[max(0, top) : top + heat.shape[0], left : left + heat.shape[1]]
        heat = cv2.GaussianBlur(heat[max(0, -top) :], (0, 0), 0.8)
        colour = np.stack([heat**3 * 190, heat**1.35 * 225, np.minimum(1, heat * 1.9) * 255], -1)
        alpha = np.clip(heat * 2.2, 0, 1)[..., None]
        frame[crop] = frame[crop] * (1 - alpha) + np.minimum(255, colour * 1.05) * alpha

    def _add_glow(self, frame, strength):
        y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
        falloff = np.exp(-(((x - FIRE_X) / 190) ** 2 + ((y - FIRE_Y + 30) / 130) ** 2))
        frame *= 1 + falloff[..., None] * strength * np.array([0.1, 0.5, 1.0], np.float32)

    def _add_smoke(self, frame, index, strength):
        scroll = 512 - int(index * 2.2) % 512
        noise = self.smoke[scroll : scroll + HEIGHT]
        y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
        rise = np.clip((FIRE_Y - 40 - y) / 220, 0, 1)
        drift = FIRE_X - 90 * rise**1.5 + 14 * np.sin(index * 0.05 + rise * 5)
        spread = 24 + 170 * rise
        plume = np.exp(-(((x - drift) / spread) ** 2)) * (y < FIRE_Y - 20) * np.clip(rise * 6, 0, 1)
        alpha = np.clip(plume * (0.25 + 1.1 * noise) * strength * 0.95, 0, 0.88)[..., None]
        frame[:] = frame * (1 - alpha) + np.array([58, 60, 64], np.float32) * alpha


def burn_in(frame, index):
    """What a recorder writes into the picture, and what this picture is."""
    total, millis = divmod(index * 1000 // FPS, 1000)
    clock = f"2024-06-07 21:14:{total:02d}.{millis // 100}"
    for text, (x, y), scale in (("SYNTHETIC SAMPLE", (462, 24), 0.55), (clock, (12, 346), 0.5), ("CAM 1 YARD", (528, 346), 0.5)):
        cv2.putText(frame, text, (x + 1, y + 1), cv2.FONT_HERSHEY_SIMPLEX, scale, (0, 0, 0), 2, cv2.LINE_AA)
        cv2.putText(frame, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, (235, 235, 235), 1, cv2.LINE_AA)


def render_frames():
    rng = np.random.default_rng(SEED)
    yard, fire = paint_yard(rng), Fire(rng)
    for index in range(FPS * SECONDS):
        frame = yard.copy()
        draw_walker(frame, index / FPS)
        fire.apply(frame, index)
        frame += rng.normal(0, 1.6, (HEIGHT, WIDTH, 1)).astype(np.float32)
        frame += rng.normal(0, 0.7, (HEIGHT, WIDTH, 3)).astype(np.float32)
        frame = np.clip(frame, 0, 255).astype(np.uint8)
        burn_in(frame, index)
        yield frame


def encode(frames, output):
    """Two passes at a fixed size; bit-exact flags and one thread keep the file the same from run to run."""
    source = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-"]
    coder = ["-c:v", "libx264", "-preset", "veryslow", "-b:v", BITRATE, "-g", str(FPS * 2), "-threads", "1"]
    shape = ["-pix_fmt", "yuv420p", "-passlogfile", str(output.with_suffix("")), "-fflags", "+bitexact", "-flags", "+bitexact"]
    target = ["-movflags", "+faststart", "-map_metadata", "-1", str(output)]
    data = b"".join(frame.tobytes() for frame in frames)
    for tail in (["-pass", "1", "-f", "null", "/dev/null"], ["-pass", "2", *target]):
        subprocess.run(["ffmpeg", "-y", "-loglevel", "error", *source, *coder, *shape, *tail], input=data, check=True)
    for log in output.parent.glob(f"{output.stem}-*.log*"):
        log.unlink()


if __name__ == "__main__":
    default = Path(__file__).parents[2] / "public/sample/vigil-sample.mp4"
    destination = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    destination.parent.mkdir(parents=True, exist_ok=True)
    encode(render_frames(), destination)
    print(f"{destination}: {destination.stat().st_size} bytes")
