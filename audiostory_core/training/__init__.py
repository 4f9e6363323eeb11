"""The open recipe: a bundle and data go in, a trained bundle comes out.

    command.py options.py run.py    the train command; which stages, from where, on which data
    recipe.py stages.py     every size, rate, weight and length: TINY, FULL, or a file
    train.py                one stage: build, train, save a bundle and its samples
    trainer.py state.py     the loop: steps, averaged weights, logs, the state that a run goes on from
    model.py lora.py audio_adapter.py   what trains, and every loss
    samples.py              the page to listen to at every save
    codec.py                the codec's own training, before all stages
    data/                   what any training reads: rows checked, latents and a teacher's pairs computed once, batches
    synthetic/              the small model's data and beginning: synthetic stories, sounds, tokens

Its extra packages (accelerate, peft, scipy, tensorboard) are imported nowhere else.
"""
