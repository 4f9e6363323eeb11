"""Building blocks of procedural sound: shaped noise, resonators, grains, envelopes. numpy and scipy only.

Every function takes an explicit `rng` (numpy.random.Generator) and works on float64 [T] at `rate` Hz.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, sosfilt


def white(rng, count):
    """Unit Gaussian noise [count]."""
    return rng.standard_normal(count)


def coloured(rng, count, slope):
    """Noise whose power falls with frequency as f ** -slope (1 pink, 2 brown), unit RMS."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    frequency = np.arange(len(spectrum))
    frequency[0] = 1
    noise = np.fft.irfft(spectrum * frequency ** (-slope / 2.0), count)
    return noise / (np.std(noise) + 1e-12)


def band(x, low, high, rate, order=2):
    """Band-pass; low 0 makes it a low-pass, high of rate / 2 or more a high-pass."""
    nyquist = rate / 2
    low, high = max(0.0, low), min(high, nyquist)
    if low <= 0 and high >= nyquist:
        return x
    if low <= 0:
        return sosfilt(butter(order, high / nyquist, "low", output="sos"), x)
    if high >= nyquist:
        return sosfilt(butter(order, low / nyquist, "high", output="sos"), x)
    return sosfilt(butter(order, [low / nyquist, high / nyquist], "band", output="sos"), x)


def resonate(x, frequency, decay_seconds, rate):
    """Two-pole resonator at `frequency` Hz ringing `decay_seconds` (to 1/e)."""
    radius = np.exp(-1.0 / (decay_seconds * rate))
    angle = 2 * np.pi * frequency / rate
    return lfilter([1.0 - radius], [1.0, -2 * radius * np.cos(angle), radius * radius], x)


def slow(rng, count, rate, per_second, low=0.0, high=1.0):
    """A smooth random curve between low and high that turns about `per_second` times a second."""
    points = max(4, int(count / rate * per_second) + 4)
    curve = np.interp(np.linspace(0, points - 3, count), np.arange(points), rng.random(points))
    width = max(1, int(rate / per_second / 2))
    kernel = np.ones(min(width, count)) / min(width, count)
    curve = fftconvolve(np.pad(curve, len(kernel), mode="edge"), kernel, "same")[len(kernel) : len(kernel) + count]
    return low + (high - low) * np.clip(curve, 0, 1)


def decay(count, rate, attack_seconds, decay_seconds):
    """A fast rise and an exponential fall [count]."""
    t = np.arange(count) / rate
    return np.minimum(1.0, t / max(attack_seconds, 1e-4)) * np.exp(-t / decay_seconds)


def glide(frequency, rate, phase=0.0):
    """A sine whose frequency in Hz is given for each sample [T]."""
    return np.sin(phase + 2 * np.pi * np.cumsum(frequency) / rate)


def place(total, events):
    """Add sounds into silence.

    Args:
        total: samples of the result.
        events: iterable of (start sample, sound [n]); what passes the end is cut.
    """
    out = np.zeros(total)
    for start, sound in events:
        start = int(start)
        if 0 <= start < total:
            stop = min(total, start + len(sound))
            out[start:stop] += sound[: stop - start]
    return out


def times(rng, seconds, gap_low, gap_high, first=0.5):
    """Random moments in seconds, `gap_low` to `gap_high` apart, the first within `first`."""
    now, moments = rng.uniform(0.02, max(0.03, first)), []
    while now < seconds:
        moments.append(now)
        now += rng.uniform(gap_low, gap_high)
    return moments


def room(rng, x, rate, seconds=0.4, amount=0.3):
    """Add a decaying noise tail: a plain room, or a valley when long."""
    count = max(8, int(seconds * rate))
    tail = rng.standard_normal(count) * np.exp(-5.0 * np.arange(count) / count)
    wet = fftconvolve(x, tail / (np.linalg.norm(tail) + 1e-9))[: len(x)]
    return x + amount * wet


def grains(rng, total, rate, per_second, make):
    """`per_second` short sounds at random moments; `make()` gives one."""
    count = rng.poisson(per_second * total / rate)
    return place(total, ((rng.integers(0, total), make()) for _ in range(count)))
