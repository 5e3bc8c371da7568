"""Token vectors in four bits and MaxSim over them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import BlockKind, Passage
from index.encode import normalised
from index.errors import Damaged
from index.late_interaction import BLOCKS, PARTS, PassageTokens, TokenIndex, segmented, stored
from index.token_form import TokenForm, form_for, shipped_form
from index.token_writer import TokenWriter
from index.types import Vectors

DIMENSION = 24
FORM = TokenForm(DIMENSION)


def rows(seed: int, count: int, dimension: int = DIMENSION) -> Vectors:
    return normalised(np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32))


def tokens(seed: int, count: int) -> PassageTokens:
    """A passage of three segments: the first third of the tokens, none, and the rest."""
    third = count // 3
    return segmented(rows(seed, count), np.array([0, third, third], dtype=np.int32), FORM)


def saved(folder: Path, passages: Sequence[PassageTokens]) -> TokenIndex:
    with TokenWriter(folder, FORM) as writer:
        for passage in passages:
            writer.add(passage)
    return TokenIndex.load(folder)


@given(st.integers(0, 2**32), st.integers(1, 384))
def test_four_bits_keep_every_number_within_a_step(seed: int, dimension: int) -> None:
    form, original = TokenForm(dimension), rows(seed, 8, dimension)
    block = form.packed(original)
    assert block.dtype == np.uint8
    assert block.shape == (8, form.width) == (8, (dimension + 1) // 2 + 2)
    step = np.abs(original).max(axis=1, keepdims=True) / 7.5
    assert np.all(np.abs(form.unpacked(block)[:, :dimension] - original) <= step + 1e-4)


@given(st.integers(0, 2**32))
def test_the_shipped_form_keeps_products_in_the_mean(seed: int) -> None:
    form = shipped_form()
    assert form.matrix is not None
    turn, deviations = form.matrix[:-1].astype(np.float32), form.matrix[-1].astype(np.float32)
    tokens = normalised((rows(seed, 64, form.kept) * deviations) @ turn.T)
    block = form.packed(tokens)
    assert block.shape == (64, 74)
    products = form.products(form.opened(block), form.reduced(tokens))
    np.testing.assert_allclose(np.diag(products), 0.985, atol=0.01)
    off = (products - tokens @ tokens.T)[~np.eye(64, dtype=bool)]
    assert abs(off.mean()) < 0.01
    assert off.std() < 0.06


@given(st.integers(0, 2**32), st.integers(1, 384))
def test_products_are_those_of_what_is_unpacked(seed: int, dimension: int) -> None:
    for form in (TokenForm(dimension), shipped_form()):
        asked = form.reduced(rows(seed + 1, 5, form.dimension))
        block = form.packed(rows(seed, 8, form.dimension))
        np.testing.assert_allclose(form.products(form.opened(block), asked), form.unpacked(block) @ asked.T, atol=1e-3)


def test_what_was_left_out_is_zero_where_all_dimensions_are_restored() -> None:
    for form in (TokenForm(383), shipped_form()):
        kept = rows(5, 4, form.dimension)
        restored = form.restored(form.reduced(kept))
        np.testing.assert_allclose(form.reduced(restored), form.reduced(kept), atol=1e-3)
        assert restored.shape == kept.shape


def test_a_row_of_zeros_stays_zero() -> None:
    assert not FORM.unpacked(FORM.packed(np.zeros((2, DIMENSION), np.float32))).any()


def test_the_shipped_form_is_for_the_packaged_encoder_alone() -> None:
    form = form_for("all-MiniLM-L6-v2", 384)
    assert form is shipped_form()
    assert form.width <= 75
    assert form_for("another", 384).kept == 384
    assert form_for("all-MiniLM-L6-v2", 768).kept == 768


def test_a_form_comes_back_and_is_told_from_others(tmp_path: Path) -> None:
    for form in (shipped_form(), FORM):
        form.save(tmp_path / "form.npy")
        assert TokenForm.load(tmp_path / "form.npy").same_as(form)
    assert not FORM.same_as(TokenForm(DIMENSION + 1))
    assert not shipped_form().same_as(TokenForm(384))
    assert not TokenForm(2, np.eye(3, 1, dtype=np.float16)).same_as(TokenForm(2, np.ones((3, 1), np.float16)))


@pytest.mark.parametrize("lengths", [[3, 1, 7], [0, 3, 0, 0, 5, 0], [0, 0], [], [1]])
def test_save_load_and_similarities_against_brute_force(tmp_path: Path, lengths: list[int]) -> None:
    passages = [tokens(seed, length) for seed, length in enumerate(lengths)]
    index = saved(tmp_path, passages)
    assert len(index) == len(lengths)
    for row, passage in enumerate(passages):
        loaded = index.stored(slice(row, row + 1))
        for name in ("blocks", *PARTS):
            np.testing.assert_array_equal(getattr(loaded, name), getattr(passage, name))
    question, pooled, expected = rows(99, 4), rows(98, 1)[0], rows(97, 1)[0]
    asked = list(reversed(range(len(lengths))))
    found = index.similarities(question, pooled, expected, asked)
    assert found.tokens.shape == (3 * len(lengths), 4)
    assert list(found.bounds) == [3 * i for i in range(len(lengths) + 1)]
    means = np.stack([found.means, found.expected])
    for i, row in enumerate(asked):
        original = rows(row, lengths[row])
        third = lengths[row] // 3
        for segment, inside in enumerate((original[:third], original[:0], original[third:])):
            best, (mean, likeness) = found.tokens[3 * i + segment], means[:, 3 * i + segment]
            if not len(inside):
                assert not best.any()
                assert mean == likeness == 0
                continue
            np.testing.assert_allclose(best, (question @ inside.T).max(axis=1), atol=0.1)
            center = inside.mean(axis=0)
            length = np.linalg.norm(center)
            assert mean == pytest.approx(pooled @ center / length, abs=0.1)
            assert likeness == pytest.approx(expected @ center / length, abs=0.1)


def test_nothing_asked_finds_nothing(tmp_path: Path) -> None:
    index = saved(tmp_path, [tokens(1, 3)])
    assert index.similarities(rows(1, 0), rows(2, 1)[0], rows(3, 1)[0], [0]).tokens.shape == (3, 0)
    assert index.similarities(rows(1, 2), rows(2, 1)[0], rows(3, 1)[0], []).tokens.shape == (0, 2)


def test_mapped_blocks_are_compared_when_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passages = [tokens(seed, 5) for seed in range(4)]
    saved(tmp_path, passages)
    content = bytearray((tmp_path / BLOCKS).read_bytes())
    content[2 * 5 * FORM.width + 3] ^= 1  # in the third passage
    (tmp_path / BLOCKS).write_bytes(content)
    monkeypatch.setattr("index.late_interaction.MAPPED_FROM", 1)
    index = TokenIndex.load(tmp_path, "g1")
    question, pooled = rows(99, 4), rows(98, 1)[0]
    assert index.is_mapped
    assert index.similarities(question, pooled, pooled, [0, 1, 3]).tokens.any()
    assert index.damage is None
    with pytest.raises(Damaged, match=rf"generation g1: tokens/{BLOCKS} is not what was written"):
        index.similarities(question, pooled, pooled, [1, 2])
    with pytest.raises(Damaged):
        index.vectors(2)
    assert index.damage is not None


def test_segments_begin_where_the_sentences_do() -> None:
    passage = Passage(
        id="p",
        guide="g",
        title="Title",
        role="",
        heading_path=("Head",),
        topic="",
        kind=BlockKind.PARAGRAPH,
        start=100,
        end=116,
        text="One two. Three.",
        sentences=((100, 108), (109, 115)),
    )
    # "Title › Head\nOne two. Three.": tokens at Title, Head, One, two, Three
    assert list(stored(passage, rows(1, 5), np.array([0, 8, 13, 17, 22], np.int32), FORM).segments) == [0, 2, 4]
