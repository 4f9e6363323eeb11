"""Sounds from formulas, one function a sound class: unlimited, exactly labelled, free of any licence.

`MAKERS` maps the name of a sound to its maker; a maker takes (rng, seconds, rate) and
gives float64 [T]. Levels are arbitrary: clips.py sets them.
"""

from __future__ import annotations

import numpy as np

from .dsp import band, coloured, decay, glide, grains, place, resonate, room, slow, times, white


def wind(rng, seconds, rate):
    n = int(seconds * rate)
    gust = slow(rng, n, rate, rng.uniform(0.4, 0.9), 0.2, 1.0)
    out = 0.5 * band(coloured(rng, n, 1.0), 80, rng.uniform(300, 700), rate) * gust
    for _ in range(3):
        centre = slow(rng, n, rate, 0.8, rng.uniform(250, 450), rng.uniform(600, 1300))
        whistle = band(white(rng, n), 0, rng.uniform(40, 120), rate) * glide(centre, rate, rng.uniform(0, 6.28))
        out += rng.uniform(3.0, 6.0) * whistle * gust**2
    return out + 0.05 * band(white(rng, n), 500, 4000, rate) * gust


def thunder(rng, seconds, rate):
    n = int(seconds * rate)
    events = []
    for start in times(rng, seconds, 2.0, 4.5, first=0.3):
        length = int(rng.uniform(4.0, 7.0) * rate)
        rolls = slow(rng, length, rate, rng.uniform(5, 9), 0.0, 1.0) ** 2
        rumble = band(coloured(rng, length, 1.6), 30, rng.uniform(200, 450), rate, order=1) * rolls
        crack = band(white(rng, length), 60, rng.uniform(500, 1500), rate, order=1)
        fall = decay(length, rate, rng.uniform(0.01, 0.15), rng.uniform(0.8, 1.8))
        crack *= decay(length, rate, 0.01, rng.uniform(0.1, 0.5)) + 0.1 * fall
        events.append((start * rate, 2.0 * rumble * fall + rng.uniform(0.1, 0.5) * crack))
    rainy = rng.uniform(0.003, 0.008) * band(coloured(rng, n, 0.8), 150, 6000, rate, order=1)
    return room(rng, place(n, events), rate, 2.5, 0.4) + rainy


def stream(rng, seconds, rate):
    n = int(seconds * rate)
    out = 0.35 * band(coloured(rng, n, 0.7), 250, 7000, rate) * slow(rng, n, rate, 4.0, 0.7, 1.0)
    for _ in range(rng.integers(8, 14)):  # eddies: narrow noise bands that come and go
        centre = slow(rng, n, rate, 5.0, rng.uniform(350, 900), rng.uniform(1000, 2600))
        eddy = band(white(rng, n), 0, rng.uniform(20, 80), rate) * glide(centre, rate, rng.uniform(0, 6.28))
        out += 1.5 * eddy * slow(rng, n, rate, 7.0) ** 3
    return out


def engine(rng, seconds, rate):
    n = int(seconds * rate)
    base = rng.uniform(28, 60)
    flicker = 0.25 * band(white(rng, n), 0, 20, rate)
    turns = base * (1 + slow(rng, n, rate, 0.4, 0.0, rng.uniform(0.02, 0.3)) + flicker)
    phase = 2 * np.pi * np.cumsum(turns) / rate
    wobble = 1 + 0.3 * np.sin(phase / 2) + 0.2 * np.sin(phase / 4 + 1)  # four strokes: firing repeats slower
    beats = np.exp(4 * (np.cos(phase) - 1)) * wobble  # one puff of noise a firing
    tone = sum(np.cos(k * phase + rng.uniform(0, 6.28)) / k**1.2 for k in range(1, 16)) * wobble
    noise = band(coloured(rng, n, 1.0), 80, 3000, rate, order=1) * (0.15 + beats)
    return band(0.35 * tone + rng.uniform(0.5, 1.0) * noise, 50, rng.uniform(900, 2500), rate, order=1)


def siren(rng, seconds, rate):
    n = int(seconds * rate)
    low, span, slope = rng.uniform(600, 900), rng.uniform(1.6, 2.7), rng.uniform(1.5, 2.5)
    period = rng.uniform(1.8, 6.0)
    t = np.arange(n) / rate + rng.uniform(0, period)
    if rng.random() < 0.2:  # two tones, as in Europe
        frequency = np.where((t % period) < period / 2, low, low * 1.33)
    else:
        frequency = low * span ** (0.5 - 0.5 * np.cos(2 * np.pi * t / period))
    tone = sum(glide(k * frequency, rate) / k**slope for k in range(1, 5))
    return room(rng, tone, rate, 0.8, 0.4) + rng.uniform(0.08, 0.16) * coloured(rng, n, 1.0)


def bell(rng, seconds, rate):
    n = int(seconds * rate)
    base = rng.uniform(1750, 2400)  # a small bell: lower, 64 mel bands blur its partials into an organ
    partials = [(0.5, 0.5, 0.9), (1.0, 0.8, 0.7), (1.19, 0.8, 0.5), (1.506, 0.4, 0.45), (2.0, 1.0, 0.45),
                (2.51, 0.4, 0.3), (3.01, 0.6, 0.25), (4.17, 0.5, 0.15), (5.43, 0.4, 0.1)]
    beat, ring = rng.uniform(3, 7), rng.uniform(0.6, 1.2)

    def strike():
        length = int(3.0 * rate)
        t = np.arange(length) / rate
        tone = 0
        for ratio, level, fall in partials:
            pair = np.sin(2 * np.pi * base * ratio * t) + 0.6 * np.sin(2 * np.pi * (base * ratio + beat) * t)
            tone = tone + level * np.exp(-t / (fall * ring)) * pair
        return tone + 0.6 * band(white(rng, length), 1500, 9000, rate) * decay(length, rate, 0.001, 0.05)

    gap = rng.uniform(0.5, 1.3)
    strikes = [(t * rate, strike()) for t in times(rng, seconds, gap * 0.97, gap * 1.03, 0.4)]
    return room(rng, place(n, strikes), rate, 1.0, 0.3)


def footsteps(rng, seconds, rate):
    n = int(seconds * rate)
    gap, lag, toe = rng.uniform(0.4, 0.6), rng.uniform(0.1, 0.16), rng.uniform(0.5, 1.0)
    top, width, thump = rng.uniform(2800, 4200), rng.uniform(0.022, 0.04), rng.uniform(0, 3)

    def stone():
        return white(rng, 40) * np.hanning(40) * rng.pareto(2.2)

    def step():
        length = int(0.42 * rate)
        t = np.arange(length) / rate
        press = np.exp(-(((t - 0.05) / width) ** 2)) + toe * np.exp(-(((t - 0.05 - lag) / (1.5 * width)) ** 2))
        crunch = band(grains(rng, length, rate, 600, stone), 250, top, rate, order=1)
        heel = np.sin(2 * np.pi * 90 * t) * np.exp(-(((t - 0.05) / 0.03) ** 2))
        return rng.uniform(0.7, 1.0) * (crunch / (np.std(crunch) + 1e-9) * press + thump * heel)

    steps = place(n, [(t * rate, step()) for t in times(rng, seconds, gap * 0.95, gap * 1.05, 0.3)])
    # the open air between the steps keeps the gaps from being heard as crackling
    return room(rng, steps, rate, 0.5, rng.uniform(0.0, 0.15)) + rng.uniform(0.07, 0.11) * coloured(rng, n, 1.0)


def knocking(rng, seconds, rate):
    n = int(seconds * rate)
    tone, gap = rng.uniform(180, 320), rng.uniform(0.18, 0.28)

    def knock():
        length = int(0.15 * rate)
        hit = white(rng, length) * decay(length, rate, 0.0005, 0.003)
        body = sum(40 * a * resonate(hit, tone * r, d, rate)
                   for r, a, d in ((1, 1.0, 0.02), (1.7, 0.9, 0.015), (2.9, 0.8, 0.01), (4.6, 0.6, 0.007)))
        return rng.uniform(0.8, 1.0) * (body + 0.5 * hit)

    events = []
    for start in times(rng, seconds, 1.5, 2.4, 0.3):
        events += [((start + i * gap * rng.uniform(0.97, 1.03)) * rate, knock()) for i in range(rng.integers(3, 5))]
    return room(rng, place(n, events), rate, 0.25, 0.15) + 0.0005 * coloured(rng, n, 0.7)


def birds(rng, seconds, rate):
    n = int(seconds * rate)
    songs = []
    for _ in range(rng.integers(2, 4)):
        songs.append((rng.uniform(2200, 5200), rng.uniform(0.05, 0.16), rng.uniform(-0.5, 0.5), rng.integers(3, 9)))

    def phrase(song):
        centre, length_seconds, bend, notes = song
        out = []
        for _ in range(notes):
            length = int(length_seconds * rng.uniform(0.8, 1.2) * rate)
            t = np.linspace(0, 1, length)
            curve = centre * (1 + bend * (t - 0.5) + 0.06 * np.sin(2 * np.pi * rng.uniform(1, 4) * t))
            out += [glide(curve, rate) * np.sin(np.pi * t) ** 0.7, np.zeros(int(length * rng.uniform(0.2, 0.8)))]
        return np.concatenate(out) * rng.uniform(0.4, 1.0)

    events = [(t * rate, phrase(songs[rng.integers(len(songs))])) for t in times(rng, seconds, 0.35, 1.3, 0.4)]
    return room(rng, place(n, events), rate, 0.8, 0.12) + 0.004 * coloured(rng, n, 1.0)


def crickets(rng, seconds, rate):
    n = int(seconds * rate)
    t = np.arange(n) / rate
    out = rng.uniform(0.035, 0.06) * coloured(rng, n, 1.0)
    for _ in range(rng.integers(1, 3)):  # more of them blur into one whistle
        pitch, speed, chirps = rng.uniform(4400, 4900), rng.uniform(35, 60), rng.uniform(2.0, 4.0)
        phase = (t * chirps + rng.random()) % 1
        chirp = np.clip(30 * np.minimum(phase, rng.uniform(0.35, 0.45) - phase), 0, 1)
        wings = np.clip(np.sin(2 * np.pi * speed * t), 0, 1)
        out += rng.uniform(0.5, 1.0) * np.sin(2 * np.pi * pitch * t) * wings * chirp
    return out


def alarm(rng, seconds, rate):
    n = int(seconds * rate)
    pitch, period = rng.uniform(1800, 3200), rng.uniform(0.25, 1.0)
    t = np.arange(n) / rate
    on = ((t % period) < 0.5 * period) & ((t % (4 * period)) < rng.choice([3, 4]) * period)
    edge = np.convolve(on.astype(float), np.ones(64) / 64, "same")
    tone = np.sin(2 * np.pi * pitch * t) + 0.4 * np.sin(4 * np.pi * pitch * t) + 0.2 * np.sin(6 * np.pi * pitch * t)
    return room(rng, tone * edge, rate, 0.15, 0.1)


def telephone(rng, seconds, rate):
    n = int(seconds * rate)
    low, high, speed = rng.uniform(420, 1100), rng.uniform(1.15, 1.35), rng.uniform(16, 26)
    t = np.arange(n) / rate
    strikes = 0.5 + 0.5 * np.sign(np.sin(2 * np.pi * speed * t))
    tone = sum(np.sin(2 * np.pi * low * k * t) * strikes + np.sin(2 * np.pi * low * high * k * t) * (1 - strikes)
               for k in (1, 2.76, 5.4))
    period = rng.uniform(2.2, 3.2)
    on = (((t + rng.uniform(0, 0.4)) % period) < 0.55 * period).astype(float)
    return room(rng, tone * np.convolve(on, np.ones(400) / 400, "same"), rate, 0.3, 0.15)


def horn(rng, seconds, rate):
    n = int(seconds * rate)
    base = rng.uniform(240, 340)
    chord = base * np.array([1.0, 1.26, 1.5, 1.78])[: rng.integers(3, 5)]

    def blast(length_seconds):
        length = int(length_seconds * rate)
        bend = 1 - 0.03 * np.exp(-np.arange(length) / (0.1 * rate))
        tone = sum(glide(f * k * bend, rate) / k**0.9 for f in chord for k in range(1, 8))
        edge = np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / (0.08 * rate))
        return (tone + 0.3 * band(white(rng, length), 300, 3000, rate)) * edge

    events = [(t * rate, blast(rng.uniform(0.6, 2.0))) for t in times(rng, seconds, 2.0, 3.2, 0.4)]
    rumble = band(coloured(rng, n, 1.2), 40, 700, rate) * (0.6 + 0.4 * np.sin(2 * np.pi * 3.2 * np.arange(n) / rate))
    return room(rng, place(n, events), rate, 1.6, 0.3) + rng.uniform(0.1, 0.6) * rumble


def applause(rng, seconds, rate):
    n = int(seconds * rate)
    events = []
    for _ in range(rng.integers(30, 81)):  # people, each with a different pace and colour
        centre, gap, fall = rng.uniform(900, 2400), rng.uniform(0.19, 0.32), rng.uniform(0.005, 0.014)
        level = rng.uniform(0.15, 1.0) ** 1.5
        length = int(0.06 * rate)
        for t in times(rng, seconds, gap * 0.9, gap * 1.1, gap):
            hit = band(white(rng, length), centre * 0.7, centre * 1.5, rate, order=1) * decay(length, rate, 0.001, fall)
            events.append((t * rate, level * rng.uniform(0.7, 1.0) * hit))
    return room(rng, place(n, events) * slow(rng, n, rate, 0.4, 0.6, 1.0), rate, 0.6, 0.3)


def owl(rng, seconds, rate):
    n = int(seconds * rate)
    pitch = rng.uniform(300, 700)

    def hoot(length_seconds, flutter):
        length = int(length_seconds * rate)
        t = np.linspace(0, 1, length)
        curve = pitch * (1 + 0.08 * np.sin(np.pi * t)) * (1 + 0.012 * np.sin(2 * np.pi * 14 * t * length_seconds))
        breath = band(white(rng, length), pitch * 0.8, pitch * 2.5, rate) * 0.25
        shake = 1 - flutter * (0.5 + 0.5 * np.sin(2 * np.pi * 13 * t * length_seconds))
        return (glide(curve, rate) + 0.12 * glide(2 * curve, rate) + breath) * np.sin(np.pi * t) ** 0.5 * shake

    events = []
    for start in times(rng, seconds, 2.2, 3.6, 0.3):
        for lag, length, flutter in ((0.0, 0.35, 0.0), (0.7, 0.15, 0.0), (0.95, 0.8, 0.7)):
            events.append(((start + lag) * rate, hoot(length * rng.uniform(0.9, 1.1), flutter)))
    night = 0.02 * band(white(rng, n), 200, 5000, rate, order=1)
    return room(rng, place(n, events), rate, 1.6, 0.5) + night


def frogs(rng, seconds, rate):
    n = int(seconds * rate)
    out = 0.005 * coloured(rng, n, 1.0)
    for _ in range(rng.integers(1, 4)):
        pulse_rate, tone = rng.uniform(35, 75), rng.uniform(500, 1400)
        length = int(rng.uniform(0.18, 0.45) * rate)

        def croak(pulse_rate=pulse_rate, tone=tone, length=length):
            t = np.arange(length) / rate
            train = (np.diff(np.floor(t * pulse_rate), prepend=-1) > 0).astype(float)
            body = sum(resonate(train, tone * r, 0.006, rate) * a for r, a in ((1, 1.0), (1.9, 0.7), (3.1, 0.4)))
            return 40 * body * np.sin(np.pi * np.linspace(0, 1, length)) ** 0.5

        out += rng.uniform(0.5, 1.0) * place(n, [(t * rate, croak()) for t in times(rng, seconds, 0.6, 1.4, 0.7)])
    return out


def fireworks(rng, seconds, rate):
    n = int(seconds * rate)
    events = []
    for start in times(rng, seconds, 0.9, 2.0, 0.3):
        length = int(2.0 * rate)
        boom = band(white(rng, length), 40, rng.uniform(500, 1500), rate)
        boom *= decay(length, rate, 0.002, rng.uniform(0.1, 0.3))
        crackle = grains(rng, length, rate, 60, lambda: white(rng, 60) * np.hanning(60) * rng.uniform(0.1, 0.5))
        events.append((start * rate, 3 * boom + crackle * decay(length, rate, 0.4, 0.5) * rng.uniform(0, 1)))
    return room(rng, place(n, events), rate, 1.8, 0.4)


def heartbeat(rng, seconds, rate):
    n = int(seconds * rate)
    gap, tone = rng.uniform(0.65, 1.05), rng.uniform(45, 75)

    def thump(pitch):
        length = int(0.18 * rate)
        return glide(np.linspace(pitch * 1.4, pitch, length), rate) * np.hanning(length) ** 1.5

    events = []
    for t in times(rng, seconds, gap * 0.98, gap * 1.02, 0.3):
        events += [(t * rate, thump(tone)), ((t + 0.3 * gap) * rate, 0.7 * thump(tone * 1.2))]
    return place(n, events) + 0.002 * coloured(rng, n, 1.5)


def rain(rng, seconds, rate):
    n = int(seconds * rate)

    def drop():
        length = int(rng.uniform(0.003, 0.02) * rate)
        level = rng.uniform(0.05, 1.0) ** 2
        return level * band(white(rng, length + 8), 1000, 9000, rate)[8:] * np.exp(-np.linspace(0, 6, length))

    bed = band(coloured(rng, n, rng.uniform(0.0, 0.6)), rng.uniform(300, 900), 10000, rate)
    return 0.3 * bed * slow(rng, n, rate, 0.5, 0.8, 1.0) + 0.8 * grains(rng, n, rate, rng.uniform(40, 120), drop)


def sea_waves(rng, seconds, rate):
    n = int(seconds * rate)
    t = np.arange(n) / rate
    period = rng.uniform(4.0, 8.0)
    swell = (0.5 + 0.5 * np.sin(2 * np.pi * t / period + rng.uniform(0, 6.28))) ** 2
    surf = band(coloured(rng, n, 0.7), 200, 6000, rate) * swell + 0.5 * band(coloured(rng, n, 1.2), 40, 700, rate)
    return surf * slow(rng, n, rate, 0.8, 0.7, 1.0)


def fire(rng, seconds, rate):
    n = int(seconds * rate)
    low, high, length = rng.uniform(400, 800), rng.uniform(4000, 6000), rng.uniform(0.04, 0.065)

    def crack():
        count = int(rng.uniform(0.3, 1.0) * length * rate)
        pop = band(white(rng, count), low, high, rate, order=1) * decay(count, rate, 0.0, count / rate / 7)
        return min(1.0, rng.pareto(1.7)) * pop

    roar = band(coloured(rng, n, 1.0), 40, 1500, rate, order=1) * slow(rng, n, rate, 9.0, 0.4, 1.0)
    crackle = grains(rng, n, rate, rng.uniform(25, 60), crack)
    return crackle + rng.uniform(0.08, 0.2) * roar + 0.01 * coloured(rng, n, 0.3)


def clock(rng, seconds, rate):
    n = int(seconds * rate)
    gap = rng.choice([0.5, 1.0, rng.uniform(0.3, 0.6)])
    bright = rng.uniform(1800, 4200)

    def tick(pitch):
        length = int(0.08 * rate)
        hit = white(rng, length) * decay(length, rate, 0.0004, 0.002)
        return sum(resonate(hit, pitch * r, 0.004, rate) * 20 for r in (1, 1.7, 2.4)) + 0.4 * hit

    moments = times(rng, seconds, gap, gap * 1.001, 0.2)
    events = [(t * rate, tick(bright if i % 2 else bright * 0.82)) for i, t in enumerate(moments)]
    return room(rng, place(n, events), rate, 0.08, 0.1)


MAKERS = {
    "alarm": alarm, "applause": applause, "bell": bell, "birds": birds, "clock": clock, "crickets": crickets,
    "engine": engine, "fire": fire, "fireworks": fireworks, "footsteps": footsteps, "frogs": frogs,
    "heartbeat": heartbeat, "horn": horn, "knocking": knocking, "owl": owl, "rain": rain, "sea waves": sea_waves,
    "siren": siren, "stream": stream, "telephone": telephone, "thunder": thunder, "wind": wind,
}
