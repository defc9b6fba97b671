"""The search finds what people type: any spelling of Vietnamese, any name, every line of the texts."""

import unicodedata
from concurrent.futures import Future
from pathlib import Path

import pytest

from bdg_graph.engines import Engine
from bdg_graph.search import FACETS, NotReady, Search, index
from bdg_graph.search.fold import fold, marked, toned
from bdg_graph.search.lookup import Term, all_of, having, terms
from bdg_graph.terms import ID

SEX_RATIO = f"{ID}metric/sex-ratio-at-birth"


@pytest.fixture(scope="module")
def search(oxigraph: Engine) -> Search:
    return Search(oxigraph)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("Tỷ số", "tỉ số"),
        ("Uỷ ban", "Ủy ban"),
        ("Hoà Bình", "Hòa Bình"),
        ("kỹ thuật", "kĩ thuật"),
        ("lý do", "lí do"),
        ("Đắk Lắk", "dak lak"),
        ("THỪA THIÊN HUẾ", "thua thien hue"),
        ("Đồng Tháp", unicodedata.normalize("NFD", "đồng tháp")),
        ("quỹ", "quĩ"),
    ],
)
def test_spellings_of_one_word_are_one(written: str, other: str) -> None:
    assert fold(written) == fold(other)


def test_different_words_stay_different() -> None:
    assert fold("yêu cầu") == "yeu cau"
    assert fold("y tế") == "y te"  # only the syllables that are written both ways
    assert toned("hòa") == toned("hoà") != toned("hóa")


@pytest.mark.parametrize(
    "typed",
    [
        "ty so gioi tinh khi sinh",
        "tỉ số giới tính",
        "TỶ SỐ GIỚI TÍNH KHI SINH",
        unicodedata.normalize("NFD", "tỷ số giới tính khi sinh"),
        "tỷ số giới tính khi sin",
        "tỷ số giới tính khi s",
        '"tỷ số giới tính khi sinh"',
        "sex ratio at birth",
        "SRB",
    ],
)
def test_every_spelling_finds_the_metric_first(search: Search, typed: str) -> None:
    assert search.find(typed).hits[0].iri == SEX_RATIO


def test_all_spellings_find_the_same(search: Search) -> None:
    typed = ["ty so gioi tinh khi sinh", "TỶ SỐ GIỚI TÍNH KHI SINH", "tỉ số giới tính khi sinh"]
    typed.append(unicodedata.normalize("NFD", typed[1]))
    found = [sorted(hit.iri for hit in search.find(words, limit=100).hits) for words in typed]
    assert found[0] == found[1] == found[2] == found[3]


def test_what_has_just_this_name_is_found_however_many_have_its_words(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bdg_graph.search.lookup.NAMES", 1)
    monkeypatch.setattr("bdg_graph.search.lookup.CANDIDATES", 1)
    assert search.find("ninh binh").hits[0].iri == f"{ID}place/ninh-binh"
    assert search.suggest("Sở Y tế tỉnh Ninh Bình", "vi")[0].iri == f"{ID}agency/ninh-binh/so-y-te"


def test_a_beginning_finds_every_word_that_begins_so(search: Search) -> None:
    whole = {hit.iri for word in ("nghiệp ", "nghị ", "nghĩa ") for hit in search.find(word, limit=1000).hits}
    begun = {hit.iri for hit in search.find("nghi", limit=1000).hits}
    assert whole
    assert whole - begun == set()


def test_right_accents_come_first(search: Search) -> None:
    hits = [hit.name("vi") for hit in search.find("bà mẹ", limit=5).hits]
    assert "bà mẹ" in hits[0]


def test_a_line_that_no_fact_quotes_is_found_in_its_text(search: Search) -> None:
    hits = search.find("YÊU CẦU", {"kind": ["source"]}, limit=50).hits
    assert hits
    assert all("/source#char=" in hit.iri for hit in hits)


def test_facets_count_what_choosing_them_gives(search: Search) -> None:
    found = search.find("bình đẳng giới")
    assert set(found.facets) == set(FACETS)
    for facet in ("kind", "plan", "place"):
        for value, n in found.facets[facet][:5]:
            assert search.find("bình đẳng giới", {facet: [value]}).total == n, (facet, value)


def test_the_count_is_that_of_the_list(search: Search) -> None:
    found = search.find("phụ nữ", limit=20)
    seen = []
    for offset in range(0, found.total, 20):
        seen += [hit.iri for hit in search.find("phụ nữ", limit=20, offset=offset).hits]
    assert len(seen) == found.total


def test_the_rarest_words_are_looked_up_first_and_all_of_them_count(search: Search) -> None:
    assert all_of([Term(9, '"so"'), Term(2, '"ninh"'), Term(5, '"te"')]) == '("ninh" AND "te" OR "_0") AND "so"'
    made = search._index()
    words = ["so", "ninh", "te", "tinh"]
    places = [f"{ID}place/{name}" for name in ("thanh-hoa", "quang-binh")]

    def found(asked: str) -> set[int]:
        return {number for (number,) in made.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (asked,))}

    each = terms(made, words)
    assert [term.docs for term in each] == [len(found(f'"{word}"')) for word in words]
    assert found(all_of(each)) == set.intersection(*(found(f'"{word}"') for word in words)) != set()
    chosen = having(made, "place", places)
    assert chosen.docs == len(found(chosen.asked)) == sum(having(made, "place", [place]).docs for place in places) > 0
    assert found(all_of([*each[2:], chosen])) == found(all_of(each[2:])) & found(chosen.asked) != set()
    assert having(made, "place", ["nowhere"]).docs == 0


def test_without_a_full_match_a_part_is_offered_and_said(search: Search) -> None:
    found = search.find("tử vong bà mẹ xyzzy")
    assert found.partial
    assert found.hits


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', "*", "AND", "NEAR(a b)", "a' OR 1=1 --", "-", "(", "name:x", "\x00", "́", "x" * 5000]
)
def test_nothing_typed_breaks_it(search: Search, typed: str) -> None:
    found = search.find(typed)
    assert found.total >= len(found.hits)
    search.suggest(typed, "vi")


def test_snippets_mark_the_words_asked_for() -> None:
    text = "Chỉ tiêu 1: Tỷ số giới tính khi sinh ở mức 111 bé trai/100 bé gái sinh ra sống."
    pieces = marked(text, ["ti", "so"])
    assert "".join(words for words, _ in pieces) == text
    assert [words for words, hit in pieces if hit] == ["Tỷ", "số"]


def test_suggestions_begin_as_typed(search: Search) -> None:
    assert search.suggest("tỷ số giới", "vi")[0].iri == SEX_RATIO
    assert search.suggest("sex rat", "en")[0].name("en") == "Sex ratio at birth"


def test_an_index_in_a_file_finds_the_same_and_leaves_no_file(search: Search, oxigraph: Engine, tmp_path: Path) -> None:
    file = tmp_path / "index.sqlite"
    index.write(oxigraph, str(file)).close()
    written: Future[Path] = Future()
    read = Search(oxigraph, lambda: written)
    with pytest.raises(NotReady):
        read.suggest("so y te", "vi")
    written.set_result(file)
    assert read.suggest("so y te", "vi") == search.suggest("so y te", "vi") != []
    assert not file.exists()
    there, here = read.find("sở y tế", {"kind": ["agency"]}), search.find("sở y tế", {"kind": ["agency"]})
    assert (there.hits, there.total, there.facets) == (here.hits, here.total, here.facets)
    assert there.total > 0


def test_a_search_waits_for_an_index_but_not_for_ever(oxigraph: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bdg_graph.search.PATIENCE", 0.05)
    with pytest.raises(NotReady):
        Search(oxigraph, Future).find("sở y tế")
    failed: Future[Path] = Future()
    failed.set_exception(RuntimeError("no more memory"))
    with pytest.raises(NotReady):
        Search(oxigraph, lambda: failed).find("sở y tế")


def test_until_an_index_is_written_that_of_the_data_before_answers(search: Search, oxigraph: Engine) -> None:
    written: Future[Path] = Future()
    changed = Search(oxigraph, lambda: written)
    changed.before = search
    assert changed.is_behind
    assert changed.find("sở y tế").hits == search.find("sở y tế").hits != []
    assert changed.suggest("sở y tế", "vi") != []
    written.set_exception(RuntimeError("no more memory"))
    assert changed.is_behind
    assert changed.find("sở y tế").total


def test_an_index_that_is_written_takes_the_place_of_the_one_before(
    search: Search, oxigraph: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "index.sqlite"
    empty = index.write(oxigraph, str(file))
    empty.execute("DELETE FROM docs")
    empty.commit()
    empty.close()
    written: Future[Path] = Future()
    written.set_result(file)
    changed = Search(oxigraph, lambda: written)
    changed.before = search
    assert not changed.is_behind
    assert changed.suggest("sở y tế", "vi") == []
    assert changed.before is None


def test_the_words_of_facets_are_found_by_nobody(search: Search) -> None:
    assert search.find("tỷ số giới tính", {"kind": ["metric"]}).total
    assert search.find("_1 ").total == search.find("1 ").total < search.find("1").total
    assert search.find("_").total == 0
