"""What any training reads.

    examples.py     a story to learn from
    rows.py         rows of people's files, checked
    cache.py        latents computed once, in files
    captions.py     caption tokens computed once, in files
"""
