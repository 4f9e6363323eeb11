"""How fast a model tells a story: every stage timed, and compared with a plain version or another revision.

    models.py    the model that is measured: a bundle, or random weights of a given size
    stages.py    the stages of a story, and the side that runs them with this library
    measure.py   seconds, memory, floating-point operations, the machine's own speed
    compare.py   the other side: the plain version, or another revision in a separate process
    runs.py      rounds of all stages on both sides, interleaved; the run over more and more clips
    report.py    the figures as data, and as a table
    command.py   python -m audiostory_core benchmark
"""
