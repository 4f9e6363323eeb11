"""The codec's training, which comes before stage 0: sound to latents and back, with an adversarial loss.

For a GPU there is the Oobleck autoencoder, from waveform to waveform. For a CPU there is a small vocoder (vocoder.py),
which makes sound from the mel frames that a mel codec's latents give back. Both have the same losses:
multi-resolution STFT, adversarial (hinge) and feature matching against a discriminator on several STFTs. The Oobleck
also has a small KL loss, which keeps its latents near unit variance. It runs in one process only.

Sources: Stable Audio's autoencoder (Evans 2024), multi-scale STFT discriminators (EnCodec).
"""
from __future__ import annotations

import dataclasses
from collections.abc import Callable

import torch
from diffusers import AutoencoderOobleck
from torch import nn
from torch.nn import functional as F
from tqdm import tqdm

from ..audio_file import READABLE, sound_files
from ..config import OobleckConfig, VocoderConfig
from ..digests import digest_of
from ..mel import MelCodec
from ..vae import plain_convolutions
from .data.rows import Segment
from .data.seeds import generator_for
from .stages import CodecStage
from .state import STEP, WEIGHT, RunState

SMALLEST = 1e-5  # magnitudes are clamped to it before a logarithm
FREE_TO_CHANGE = ("steps", "save_every")  # may differ when resuming, because the rate is constant


class FolderSounds:
    """Random segments of the audio files under a folder.

    Args:
        samples: length of a segment. sample_rate, channels: the format of every segment.

    Attributes:
        digest: of the files' paths in the folder and their sizes.

    Raises:
        ValueError: there is no audio file, or some cannot be read; names all of them.
    """

    def __init__(self, folder, samples: int, sample_rate: int, channels: int):
        import soundfile

        self.samples, self.sample_rate, self.channels = samples, sample_rate, channels
        self.files, problems = [], []
        for file in sound_files(folder):
            try:
                self.files.append((file, soundfile.info(file).duration))
            except (soundfile.LibsndfileError, OSError) as error:
                problems.append(f"{file}: not a sound that can be read ({error})")
        if problems or not self.files:
            raise ValueError("\n".join(problems) or f"{folder}: there is no audio file ({', '.join(READABLE)})")
        self.digest = digest_of(*((file.relative_to(folder).as_posix(), file.stat().st_size) for file, _ in self.files))

    def __call__(self, count: int, generator: torch.Generator) -> torch.Tensor:
        """Draw segments [count, channels, samples]. A file that is shorter is followed by silence."""
        seconds, drawn = self.samples / self.sample_rate, []
        for place, share in zip(torch.randint(len(self.files), (count,), generator=generator).tolist(),
                                torch.rand(count, generator=generator).tolist(), strict=True):
            file, length = self.files[place]
            segment = Segment(file, share * max(0.0, length - seconds), seconds)
            drawn.append(segment.read(self.sample_rate, self.channels)[:, : self.samples])
        return torch.stack(drawn)


class MelVocoding(nn.Module):
    """A mel codec whose basis is fixed and whose fresh vocoder trains: sound to latents to sound."""

    def __init__(self, codec: MelCodec, sizes: VocoderConfig):
        super().__init__()
        self.codec = MelCodec(dataclasses.replace(codec.config, vocoder=sizes))
        for name, value in codec.coding_state().items():
            getattr(self.codec, name).copy_(value)
        self.settings = self.codec.config.to_dict()

    def forward(self, sound: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """sound [B, 1, T] of whole latent frames -> (the sound coded and decoded, a KL of 0)."""
        with torch.no_grad():
            log_mel = self.codec.log_mel(self.codec.encode(sound))
        noise = torch.randn(len(sound), sound.shape[-1], generator=generator).to(sound)
        return self.codec.vocoded(log_mel, noise)[:, None], sound.new_zeros(())

    def bundle_weights(self) -> dict[str, torch.Tensor]:
        """The weights under the names of a bundle's `vae.safetensors`."""
        return self.codec.state_dict()


class OobleckCoding(nn.Module):
    """The Oobleck autoencoder with the weight normalisation that training needs. Its latents are sampled."""

    def __init__(self, config: OobleckConfig):
        super().__init__()
        sizes = config.to_dict()
        self.settings = dict(sizes)
        del sizes["kind"]
        self.autoencoder = AutoencoderOobleck(**sizes)

    def forward(self, sound: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """sound [B, C, T] of whole frames -> (the sound coded and decoded, the KL to unit Gaussians)."""
        mean, scale = self.autoencoder.encoder(sound).chunk(2, dim=1)
        spread = F.softplus(scale) + 1e-4  # the same as diffusers' latent distribution
        drawn = mean + spread * torch.randn(mean.shape, generator=generator).to(mean)
        kl = (mean.square() + spread.square() - 2 * spread.log() - 1).sum(1).mean()
        return self.autoencoder.decoder(drawn), kl

    def bundle_weights(self) -> dict[str, torch.Tensor]:
        """The weights under the names of a bundle's `vae.safetensors`, with the normalisation folded in.

        The module cannot train any further.
        """
        plain_convolutions(self.autoencoder)
        return {name: value.contiguous() for name, value in self.autoencoder.state_dict().items()}


class Discriminator(nn.Module):
    """Tells real sound from decoded sound by STFTs of several sizes. Real and imaginary part are two channels."""

    def __init__(self, sizes: tuple[int, ...], width: int):
        super().__init__()
        self.sizes = sizes
        self.nets = nn.ModuleList(self._net(width) for _ in sizes)

    @staticmethod
    def _net(width: int) -> nn.ModuleList:
        def conv(inner: int, outer: int, **how):
            return nn.utils.parametrizations.weight_norm(nn.Conv2d(inner, outer, (3, 9), padding=(1, 4), **how))

        return nn.ModuleList([conv(2, width), *(conv(width, width, stride=(1, 2)) for _ in range(3)), conv(width, 1)])

    def forward(self, sound: torch.Tensor) -> list[list[torch.Tensor]]:
        """sound [B, C, T] -> for each STFT size the feature maps of all layers; the last one is the verdict."""
        mono, found = sound.flatten(0, 1), []
        for size, net in zip(self.sizes, self.nets, strict=True):
            spectrum = _stft(mono, size)
            x = torch.stack([spectrum.real, spectrum.imag], dim=1).transpose(2, 3)  # [B, 2, frames, bins]
            maps = []
            for layer in net[:-1]:
                x = F.leaky_relu(layer(x), 0.2)
                maps.append(x)
            found.append([*maps, net[-1](x)])
        return found


def _stft(mono: torch.Tensor, size: int) -> torch.Tensor:
    """[B, T] -> [B, size // 2 + 1, frames], normalised so that all sizes have similar levels."""
    window = torch.hann_window(size, device=mono.device)
    return torch.stft(mono.float(), size, size // 4, window=window, return_complex=True, normalized=True,
                      pad_mode="constant")


def stft_loss(made: torch.Tensor, real: torch.Tensor, sizes: tuple[int, ...]) -> torch.Tensor:
    """Spectral convergence plus the mean difference of log magnitudes, averaged over the STFT sizes.

    Args:
        made, real: [B, C, T].
    """
    total = made.new_zeros(())
    for size in sizes:
        ours, theirs = (_stft(x.flatten(0, 1), size).abs() for x in (made, real))
        convergence = (theirs - ours).norm() / theirs.norm().clamp_min(SMALLEST)
        logs = F.l1_loss(ours.clamp_min(SMALLEST).log(), theirs.clamp_min(SMALLEST).log())
        total = total + convergence + logs
    return total / len(sizes)


def judge_loss(real: list, made: list) -> torch.Tensor:
    """The discriminator's hinge loss."""
    return sum(F.relu(1 - ours[-1]).mean() + F.relu(1 + theirs[-1]).mean()
               for ours, theirs in zip(real, made, strict=True)) / len(real)


def maker_losses(real: list, made: list) -> tuple[torch.Tensor, torch.Tensor]:
    """(adversarial, feature matching): the verdict on the decoded sound, and the distance of its feature maps."""
    verdict = -sum(maps[-1].mean() for maps in made) / len(made)
    apart = [F.l1_loss(ours, theirs.detach()) / theirs.detach().abs().mean().clamp_min(SMALLEST)
             for own, other in zip(made, real, strict=True) for ours, theirs in zip(own[:-1], other[:-1], strict=True)]
    return verdict, torch.stack(apart).mean()


class CodecRun:
    """A codec and its discriminator in training.

    Args:
        coding: MelVocoding or OobleckCoding.
        draw: (count, generator) -> sound [count, C, T] of whole frames.
        folder: gets `state.safetensors`. If it has one, the run resumes from it.
        seed: of the discriminator and the batches.
        depends: everything else that the steps depend on, as plain data by name. A state with other values is refused.

    Raises:
        ValueError: the state in the folder is of another run.
    """

    def __init__(self, coding: nn.Module, stage: CodecStage, draw: Callable, folder, seed: int = 0,
                 depends: dict | None = None):
        self.coding, self.stage, self.draw, self.seed = coding, stage, draw, seed
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.judge = Discriminator(stage.discriminators, stage.discriminator_width)
        self.judge.to(next(coding.parameters()).device)
        self.modules = {"coding": coding, "judge": self.judge}
        self.optimisers = {name: torch.optim.AdamW([p for p in module.parameters() if p.requires_grad],
                                                   stage.learning_rate, betas=stage.betas)
                           for name, module in self.modules.items()}
        self.step = 0
        settings = (depends or {}) | {"seed": seed, "codec": coding.settings} | {
            name: value for name, value in dataclasses.asdict(stage).items() if name not in FREE_TO_CHANGE}
        self.state = RunState(folder, settings)
        if self.state.exists:
            self._resume()

    def train(self) -> None:
        """Run to the last step.

        Raises:
            ValueError: a loss is not finite.
        """
        bar = tqdm(range(self.step, self.stage.steps), initial=self.step, total=self.stage.steps, desc="codec",
                   mininterval=5.0)
        for _ in bar:
            bar.set_postfix({name: f"{value:.4f}" for name, value in self.update().items()}, refresh=False)
            if self.step % self.stage.save_every == 0 or self.step == self.stage.steps:
                self.save()

    def update(self) -> dict[str, float]:
        """Take one step of codec and discriminator; returns the unweighted losses."""
        stage, device = self.stage, next(self.coding.parameters()).device
        generator = generator_for(self.seed, "codec", self.step)
        real = self.draw(stage.batch, generator).to(device)
        made, kl = self.coding(real, generator)
        losses = {"stft": stft_loss(made, real, stage.stft_sizes), "kl": kl}
        if self.step >= stage.adversarial_from:
            judged = judge_loss(self.judge(real), self.judge(made.detach()))
            self._descend("judge", judged)
            self.judge.requires_grad_(False)
            losses["adversarial"], losses["features"] = maker_losses(self.judge(real), self.judge(made))
            self.judge.requires_grad_(True)
        self._descend("coding", sum(getattr(stage, name) * value for name, value in losses.items()))
        self.step += 1
        return {name: value.item() for name, value in losses.items()}

    def _descend(self, name: str, loss: torch.Tensor) -> None:
        if not torch.isfinite(loss):
            raise ValueError(f"codec, step {self.step}: the loss of {name} is {loss.item()}")
        loss.backward()
        nn.utils.clip_grad_norm_(self.modules[name].parameters(), 10.0)
        self.optimisers[name].step()
        self.optimisers[name].zero_grad(set_to_none=True)

    def _trained(self):
        for name, module in self.modules.items():
            for key, parameter in module.named_parameters():
                if parameter.requires_grad:
                    yield f"{name}.{key}", parameter, self.optimisers[name].state

    def save(self) -> None:
        """Write the state to a temporary file, which then replaces the old one."""
        tensors = {STEP: torch.tensor(self.step)}
        for name, parameter, states in self._trained():
            tensors |= self.state.tensors_of(name, parameter, states.get(parameter, {}))
        self.state.write(tensors)

    def _resume(self) -> None:
        with self.state.opened() as opened:
            there = set(opened.keys())
            self.step = int(opened.get_tensor(STEP))
            for name, parameter, states in self._trained():
                if f"{WEIGHT}{name}" not in there:
                    raise ValueError(f"{self.state.file}: {name} is missing; it is another codec's")
                self.state.read_weight(opened, name, parameter)
                if there >= self.state.names_of(name):  # a discriminator that has not begun has no moments
                    states[parameter] = self.state.read_moments(opened, name, parameter, step_device="cpu")
