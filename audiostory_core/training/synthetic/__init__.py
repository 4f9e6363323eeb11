"""The small model's synthetic data and fresh weights: stories, sounds, a tokenizer, an LLM with induction heads.

    prepare.py              renders sounds and fits the codec to them; makes the bundle that the first stage starts from
    stories.py              instruction, reasoning and clips of a synthetic story
    phrases.py templates.py     paraphrases of one sound; instruction templates with slots for sounds
    connectives.py grammar.py   phrases that join sounds in a sentence; articles and forms of verbs
    known_words.py          the words of an instruction by which the model knows a sound class
    clips.py synthesis.py dsp.py    clips from recordings and from formulas
    tokenizer.py induction.py   the LLM's tokens, and its induction-head initialisation
    text/                   templates and lists, one entry a line, see text.py

Full-size training uses none of it.
"""
