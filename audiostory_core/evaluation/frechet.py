"""Frechet distance between two sets of embeddings, such as those of generated and real sounds.

Each set is treated as a Gaussian. With means m, n and covariances C, D the distance is:
    |m - n|^2 + tr C + tr D - 2 tr (C D)^(1/2)

Source: Frechet audio distance (Kilgour et al. 2019), after the Frechet inception distance.
"""
from __future__ import annotations

import numpy as np

LEAST_VECTORS = 2


def gaussian_distance(mean, covariance, other_mean, other_covariance) -> float:
    """The (squared) Frechet distance of two Gaussians.

    Args:
        mean, other_mean: [D].
        covariance, other_covariance: [D, D], symmetric, may be singular.

    Returns:
        At least 0.

    Raises:
        ValueError: the shapes do not fit together, or a value is not finite.
    """
    mean, other_mean, covariance, other_covariance = (
        np.asarray(value, dtype=np.float64) for value in (mean, other_mean, covariance, other_covariance))
    width = mean.shape
    if mean.ndim != 1 or other_mean.shape != width or not covariance.shape == other_covariance.shape == width * 2:
        raise ValueError(f"means of shapes {width} and {other_mean.shape} with covariances of shapes "
                         f"{covariance.shape} and {other_covariance.shape}; [D] and [D, D] are needed")
    if not all(np.isfinite(value).all() for value in (mean, other_mean, covariance, other_covariance)):
        raise ValueError("a mean or a covariance is not finite")
    # the trace of (C D)^(1/2) is that of (R D R)^(1/2) with R = C^(1/2), which is symmetric and has no complex roots
    root = _root(covariance)
    shared = _roots(np.linalg.eigvalsh(root @ other_covariance @ root)).sum()
    distance = ((mean - other_mean) ** 2).sum() + np.trace(covariance) + np.trace(other_covariance) - 2 * shared
    return float(max(0.0, distance))


def frechet_distance(vectors, others) -> float:
    """Frechet distance of two sets of embeddings [N, D] and [M, D], with full covariances.

    Raises:
        ValueError: a set has fewer than LEAST_VECTORS rows, the widths differ, or a value is not finite.
    """
    vectors, others = _checked(vectors, others)
    return gaussian_distance(vectors.mean(0), np.cov(vectors, rowvar=False).reshape(vectors.shape[1], -1),
                             others.mean(0), np.cov(others, rowvar=False).reshape(others.shape[1], -1))


def frechet_diagonal(vectors, others) -> float:
    """The Frechet distance with variances only, for sets that are too small for a covariance.

    Raises:
        ValueError: as `frechet_distance`.
    """
    vectors, others = _checked(vectors, others)
    means = ((vectors.mean(0) - others.mean(0)) ** 2).sum()
    spreads = ((vectors.std(0, ddof=1) - others.std(0, ddof=1)) ** 2).sum()
    return float(means + spreads)


def _root(covariance: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * _roots(values)) @ vectors.T


def _roots(values: np.ndarray) -> np.ndarray:
    """Roots of a covariance's eigenvalues. Values of the size of rounding errors count as 0, because their roots would
    not be small."""
    rounding = len(values) * np.finfo(np.float64).eps * np.abs(values).max(initial=0.0)
    return np.sqrt(np.where(values > rounding, values, 0.0))


def _checked(vectors, others):
    vectors, others = np.asarray(vectors, dtype=np.float64), np.asarray(others, dtype=np.float64)
    if vectors.ndim != 2 or others.ndim != 2 or vectors.shape[1] != others.shape[1]:
        raise ValueError(f"embeddings of shapes {vectors.shape} and {others.shape}; [N, D] and [M, D] are needed")
    if min(len(vectors), len(others)) < LEAST_VECTORS:
        raise ValueError(f"{len(vectors)} and {len(others)} embeddings; at least {LEAST_VECTORS} of each are needed")
    if not (np.isfinite(vectors).all() and np.isfinite(others).all()):
        raise ValueError("an embedding is not finite")
    return vectors, others
