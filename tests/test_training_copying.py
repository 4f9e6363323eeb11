"""A fresh LLM copies words that it has never seen, before any training."""
import pytest
import torch

from audiostory_core.bundle import build_llm
from audiostory_core.training.copying import begin_with_copying
from audiostory_core.training.recipe import TINY

WORDS = 600
TOKENS = [f"{space}{first}{chr(97 + word // 26 % 26)}{chr(97 + word % 26)}"
          for word in range(WORDS) for space in ("", " ") for first in (chr(97 + word // 676), chr(65 + word // 676))]


def fresh(**changes):
    torch.manual_seed(0)
    llm = build_llm({**TINY.sizes.llm, "vocab_size": len(TOKENS), **changes}).eval()
    begin_with_copying(llm, TOKENS, torch.Generator().manual_seed(1))
    return llm


def foretold(llm, place: int, spelling: int) -> float:
    """Share of sequences of distinct words after which, two words up to `place` said again in one of four spellings,
    what followed them is foretold to the letter."""
    orders = [torch.randperm(WORDS, generator=torch.Generator().manual_seed(row))[:110] for row in range(24)]
    said = 4 * torch.stack(orders) + 2  # " aaa"
    again = said[:, place - 1: place + 1] - 2 + spelling
    with torch.no_grad():
        next_tokens = llm(torch.cat([said, again], dim=1)).logits[:, -1].argmax(-1)
    return (next_tokens == said[:, place + 1]).double().mean().item()


def test_what_followed_words_follows_them_again():
    llm = fresh()
    assert [foretold(llm, place, 2) >= 0.8 for place in (2, 57, 108)] == [True, True, True]


def test_words_are_found_again_in_another_spelling():
    llm = fresh()
    assert [foretold(llm, 57, spelling) >= 0.8 for spelling in (0, 1, 3)] == [True, True, True]  # "aaa", "Aaa", " Aaa"


def test_the_two_words_before_tell_apart_what_followed_one():
    """a x ... b x ... and then b x again: what followed there is said, not what followed the first x."""
    llm, right = fresh(), 0
    for row in range(24):
        order = 4 * torch.randperm(WORDS, generator=torch.Generator().manual_seed(row))[:60] + 2
        same, second = order[10].clone(), 40
        order[second] = same
        for place in (10, second):
            ids = torch.cat([order, order[place - 1: place + 1]])
            with torch.no_grad():
                right += int(llm(ids[None]).logits[0, -1].argmax() == order[place + 1])
    assert right >= 0.8 * 48


@pytest.mark.parametrize("change, words", [
    ({"num_hidden_layers": 1}, "num_hidden_layers 1"), ({"num_key_value_heads": 2}, "num_key_value_heads 2"),
    ({"num_attention_heads": 1, "num_key_value_heads": 1}, "num_attention_heads 1"),
    ({"rope_theta": 100.0}, r"slowest rotary turn of 0\.01")])
def test_sizes_that_cannot_hold_it_are_refused(change, words):
    with pytest.raises(ValueError, match=words):
        fresh(**change)
