"""A fresh LLM copies words that it has never seen, before any training."""
import pytest
import torch

from audiostory_core.model_parts import build_llm
from audiostory_core.training.recipe import TINY
from audiostory_core.training.synthetic.induction import init_induction_heads

WORDS = 600
TOKENS = [f"{space}{first}{chr(97 + word // 26 % 26)}{chr(97 + word % 26)}"
          for word in range(WORDS) for space in ("", " ") for first in (chr(97 + word // 676), chr(65 + word // 676))]


def fresh(**changes):
    torch.manual_seed(0)
    llm = build_llm({**TINY.sizes.llm, "vocab_size": len(TOKENS), **changes}).eval()
    init_induction_heads(llm, TOKENS, torch.Generator().manual_seed(1))
    return llm


@pytest.fixture(scope="module")
def llm():
    return fresh()


def sequences(length: int) -> torch.Tensor:
    """24 of distinct words, spelled " aaa"."""
    orders = [torch.randperm(WORDS, generator=torch.Generator().manual_seed(row))[:length] for row in range(24)]
    return 4 * torch.stack(orders) + 2


def rightly(llm, said: torch.Tensor, again: torch.Tensor, place: int) -> torch.Tensor:
    """Whether after `said` and two words of `again` up to `place`, what followed there is foretold to the letter."""
    with torch.no_grad():
        logits = llm(torch.cat([said, again[:, place - 1: place + 1]], dim=1)).logits[:, -1]
    return logits.argmax(-1) == said[:, place + 1]


def foretold(llm, place: int, spelling: int) -> float:
    """The share of long sequences where that is so, the two words said in one of the four spellings."""
    said = sequences(110)
    return rightly(llm, said, said - 2 + spelling, place).double().mean().item()


def test_what_followed_words_follows_them_again(llm):
    assert [foretold(llm, place, 2) >= 0.8 for place in (2, 57, 108)] == [True, True, True]


def test_words_are_found_again_in_another_spelling(llm):
    assert [foretold(llm, 57, spelling) >= 0.8 for spelling in (0, 1, 3)] == [True, True, True]  # "aaa", "Aaa", " Aaa"


def test_the_two_words_before_tell_apart_what_followed_one(llm):
    """a x ... b x ... and then b x again: what followed there is said, not what followed the first x."""
    said = sequences(60)
    said[:, 40] = said[:, 10]
    assert sum(rightly(llm, said, said, place).sum() for place in (10, 40)) >= 0.8 * 48


@pytest.mark.parametrize("change, words", [
    ({"num_hidden_layers": 1}, "num_hidden_layers 1"), ({"num_key_value_heads": 2}, "num_key_value_heads 2"),
    ({"num_attention_heads": 1, "num_key_value_heads": 1}, "num_attention_heads 1"),
    ({"rope_theta": 100.0}, r"slowest rotary turn of 0\.01")])
def test_sizes_that_cannot_hold_it_are_refused(change, words):
    with pytest.raises(ValueError, match=words):
        fresh(**change)
