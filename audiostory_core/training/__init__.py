"""The open recipe: a bundle, data and a record of a stage go in, a bundle comes out.

    command.py run.py       the train command; which stages, from where, on which data
    recipe.py stages.py     every size, rate, weight and length: TINY, FULL, or a file
    train.py                one stage: build, train, save a bundle and its samples
    engine.py               the loop: steps, averages, state, logs; one process or several
    model.py lora.py listener.py    what trains, and every loss
    batches.py sources.py   a step's batch, from a folder's rows or made-up stories
    rows.py cache.py captions.py    data checked; latents and caption tokens computed once
    samples.py              the page to listen to at every save
    codec_stage.py          the codec, before all of it
    made_up.py              the small model's data: stories.py, catalogue.py, sounds.py, synthesis.py and their words
    tokenizer.py copying.py     what the small model begins with: its tokens, and an LLM that can already copy

Extra packages (accelerate, peft, scipy, tensorboard) stay inside.
"""
