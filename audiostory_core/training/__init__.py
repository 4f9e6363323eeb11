"""The open recipe: a bundle, data and a record of a stage go in, a bundle comes out.

    command.py run.py       the train command; which stages, from where, on which data
    recipe.py stages.py     every size, rate, weight and length: TINY, FULL, or a file
    train.py                one stage: build, train, save a bundle and its samples
    engine.py               the loop: steps, averages, state, logs; one process or several
    model.py lora.py listener.py    what trains, and every loss
    data/                   what any training reads: rows checked, latents computed once, a step's batch
    samples.py              the page to listen to at every save
    codec_stage.py          the codec, before all of it
    synthetic/              the small model's data and beginning: made-up stories, sounds, tokens

Extra packages (accelerate, peft, scipy, tensorboard) stay inside.
"""
