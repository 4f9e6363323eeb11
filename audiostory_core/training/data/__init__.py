"""The data of any training: rows of people's files, a cache of latents and caption tokens, batches.

    examples.py     one training story
    rows.py         rows of people's files, checked
    cache.py captions.py    latents and caption tokens, computed once and kept in files
    sources.py      where examples come from: rows, or endless synthetic stories
    batches.py prefetch.py  a step's batch; batches made before they are needed
    seeds.py        a random generator for every name
    from_nothing.py the least sizes of a model that starts from fresh weights
"""
