from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.errors import Unavailable
from domain.ports import EvidenceStore
from links.evidence import CHAIN, DirectoryEvidence


@pytest.fixture
def store(tmp_path) -> DirectoryEvidence:
    return DirectoryEvidence(tmp_path / "evidence")


def test_it_gives_back_the_bytes_under_their_digest(store):
    port: EvidenceStore = store
    digest = port.put(b"raw\r\n\x00\xff")
    assert digest == hashlib.sha256(b"raw\r\n\x00\xff").hexdigest()
    assert port.get(digest) == b"raw\r\n\x00\xff"
    assert (store.root / digest[:2] / digest[2:4] / digest).is_file()


def test_the_same_bytes_are_kept_once(store):
    assert store.put(b"a") == store.put(b"a")
    assert store.verify().entries == 1


def test_many_at_once_are_as_many_one_by_one(store):
    blobs = [b"a", b"b", b"a", b"c"]
    digests = store.put_many(blobs)
    assert [store.get(digest) for digest in digests] == blobs
    assert (store.verify().entries, store.verify().sound) == (3, True)
    assert store.put_many([]) == []
    assert not list(store.root.glob(".writing-*"))


def test_what_was_never_put_is_none(store):
    assert store.get("0" * 64) is None


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "0" * 63, "G" * 64, "A" * 64])
def test_only_digests_name_blobs(store, digest):
    with pytest.raises(ValueError):
        store.get(digest)


def test_erasing_leaves_a_tombstone_and_a_sound_chain(store):
    digest = store.put(b"personal")
    store.put(b"other")
    store.erase(digest, "asked by the person")
    assert store.get(digest) is None
    assert store.tombstone(digest) == "asked by the person"
    assert store.verify().sound


def test_what_was_erased_stays_erased(store):
    digest = store.put(b"personal")
    store.erase(digest, "asked")
    assert store.put(b"personal") == digest
    assert store.get(digest) is None


def test_erasing_what_is_not_there_does_nothing(store):
    store.erase("0" * 64, "x")
    assert store.tombstone("0" * 64) is None


def test_an_altered_blob_is_never_given_out(store):
    digest = store.put(b"true")
    (store.root / digest[:2] / digest[2:4] / digest).write_bytes(b"false")
    with pytest.raises(Unavailable):
        store.get(digest)
    assert store.verify().altered == (digest,)


def test_a_removed_blob_is_missed_and_putting_it_again_mends_it(store):
    digest = store.put(b"true")
    (store.root / digest[:2] / digest[2:4] / digest).unlink()
    assert store.verify().missing == (digest,)
    store.put(b"true")
    assert store.verify().sound


@pytest.mark.parametrize("change", ["drop", "swap", "edit"])
def test_the_chain_shows_that_it_was_touched(store, change):
    for blob in (b"1", b"2", b"3"):
        store.put(blob)
    path = store.root / CHAIN
    lines = path.read_text().splitlines()
    if change == "drop":
        del lines[0]
    elif change == "swap":
        lines[0], lines[1] = lines[1], lines[0]
    else:
        lines[1] = json.dumps(json.loads(lines[1]) | {"digest": "0" * 64})
    path.write_text("\n".join(lines) + "\n")
    assert store.verify().broken_at == (2 if change == "edit" else 1)


def test_lines_cut_off_at_the_end_show_against_a_published_head(store):
    store.put(b"1")
    store.put(b"2")
    head = store.head()
    path = store.root / CHAIN
    path.write_text("".join(f"{line}\n" for line in path.read_text().splitlines()[:-1]))
    assert store.head() != head


def test_a_line_torn_by_a_crash_is_cut_off(store):
    store.put(b"1")
    with (store.root / CHAIN).open("a") as chain:
        chain.write('{"act": "put", "dig')
    store.put(b"2")
    report = store.verify()
    assert report.sound and report.entries == 2


def test_many_writers_make_one_chain(store):
    blobs = [str(number % 60).encode() for number in range(120)]
    others = [store, DirectoryEvidence(store.root)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda pair: others[pair[0] % 2].put(pair[1]), enumerate(blobs)))
    report = store.verify()
    assert report.sound and report.entries == 60


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable):
        DirectoryEvidence(tmp_path / "file" / "evidence").put(b"x")
