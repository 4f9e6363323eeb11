"""The small model's own data and beginning: made-up stories, synthetic sounds, a tokenizer, an LLM that can copy.

    prepare.py              sounds rendered, the codec fitted to them; the bundle that the first stage starts from
    stories.py              instruction, reasoning and clips of a made-up story
    phrases.py templates.py     words for one sound; whole sentences with slots for sounds
    connectives.py grammar.py   what joins sounds in a sentence; articles and forms of verbs
    known_words.py          which words of an instruction tell that the model knows something of it
    clips.py synthesis.py dsp.py    recordings and formulas -> clips
    tokenizer.py induction.py   the LLM's tokens, and weights that copy
    text/                   templates and lists, one entry a line, see text.py

Models of the full size have none of it.
"""
