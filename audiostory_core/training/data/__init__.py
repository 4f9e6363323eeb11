"""What any training reads.

    examples.py     a story to learn from
    rows.py         rows of people's files, checked
    cache.py captions.py    latents and caption tokens computed once, in files
    sources.py      where examples come from: rows, or stories made up without end
    batches.py prefetch.py  a step's batch; made by other processes before it is needed
    seeds.py        a random generator for every name
    from_nothing.py what a model that is trained from nothing needs of its sizes
"""
