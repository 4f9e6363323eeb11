"""The evaluation: a model makes the stories of a set, and they are measured.

    command.py              the evaluate command
    cases.py                sets of instructions with the events that must sound; builtin.jsonl, domains.jsonl
    stories.py              stories made and measured, one folder a story
    planning.py sounds.py   measures of a plan; of its sound
    yamnet.py aisfx.py clap.py judge.py     networks that listen; a language model that gives marks
    real.py frechet.py      real recordings; the Frechet distance to them
    metrics.py report.py page.py    the metrics of a set, as a table, as JSON and as a page
    class_clips.py          clips of one sound class
    spectrogram.py          a picture of a story

Its extra packages (onnx, onnxruntime, scipy, pyloudnorm) are imported nowhere else.
"""
