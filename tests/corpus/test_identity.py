"""What guides are called."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from corpus.identity import path_slug, path_title, role_of, slug_of, subject_of, titled, version_of
from corpus.lexicon import Lexicon


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("tech-lead.md", "tech-lead"),
        ("Tech Lead (v2).txt", "tech-lead-v2"),
        ("eng/roles/README.md", "eng-roles"),
        ("eng/_index.html", "eng"),
        ("README.md", "readme"),
        ("a/tech-lead.md", "a-tech-lead"),
        ("../../etc/passwd.md", "etc-passwd"),
        ("東京.md", "東京"),
        ("Führung.md", "führung"),
        ("---.md", "guide"),
        ("bad\udcff.md", "bad"),
    ],
)
def test_slugs_come_from_the_path(path: str, slug: str) -> None:
    assert path_slug(PurePath(path)) == slug
    assert slug_of(slug) == slug


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("director-of-engineering.txt", "Director of Engineering"),
        ("vpe.txt", "VP of Engineering"),
        ("how-we-hire_and_fire.md", "How We Hire and Fire"),
        ("cto.md", "CTO"),
        ("AWS-guide.md", "AWS Guide"),
        ("people/README.md", "People"),
        ("___.md", "Guide"),
    ],
)
def test_titles_from_file_names(path: str, title: str, lexicon: Lexicon) -> None:
    assert path_title(PurePath(path), lexicon) == title


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Director of Engineering", "Director of Engineering"),
        ("Staff engineers", "Staff Software Engineer"),
        ("VPE", "VP of Engineering"),
        ("The Remote Engineering Manager Guide", "Engineering Manager"),
        ("Tech Lead vs Engineering Manager", "Tech Lead"),
        ("Director of Marketing", ""),
        ("Staff handbook", ""),
        ("Lead generation", ""),
    ],
)
def test_roles_named_by_titles(title: str, role: str, lexicon: Lexicon) -> None:
    assert role_of(title, lexicon) == role


@pytest.mark.parametrize(
    ("opening", "name", "title"),
    [
        ("Director of Engineering is the mid-senior leadership role.", "x.txt", "Director of Engineering"),
        ("A staff engineer is somebody who helps.", "x.txt", "Staff Engineer"),
        ("Tech leads are engineers first.", "x.txt", "Tech Lead"),
        ("An EM is a coach.", "x.txt", "Engineering Manager"),
        ("A VP of Engineering (VPE) is an executive.", "x.txt", "VP of Engineering"),
        ("Product Designer is the role that draws.", "guide7.txt", "Product Designer"),
        ("Release captain is whoever holds the key.", "release-captain.txt", "Release Captain"),
        ("Leadership is a skill.", "staff-engineer.txt", ""),
        ("There is no such role.", "x.txt", ""),
        ("Nobody knows.", "x.txt", ""),
    ],
)
def test_an_opening_sentence_gives_the_title_away(opening: str, name: str, title: str, lexicon: Lexicon) -> None:
    assert subject_of(opening, PurePath(name), lexicon) == title


def test_case_of_titles(lexicon: Lexicon) -> None:
    assert titled("head of engineering", lexicon) == "Head of Engineering"
    assert titled("the cost of SRE on call", lexicon) == "The Cost of SRE on Call"


def test_versions_tell_every_difference() -> None:
    versions = [
        version_of("a", "b", "", "text"),
        version_of("ab", "", "", "text"),
        version_of("a", "b", "https://x", "text"),
        version_of("a", "b", "", "Text"),
        version_of("a", "c", "", "text"),
    ]
    assert len(set(versions)) == len(versions)
    assert versions[0] == version_of("a", "b", "", "text")
    assert all(len(version) == 12 and int(version, 16) >= 0 for version in versions)
