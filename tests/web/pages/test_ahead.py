"""What pages read before anybody asks: nobody waits for it afterwards, and it ends by itself."""

import gc
import time
import weakref
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from bdg_graph import questions
from bdg_graph.engines import Engine
from bdg_graph.engines.oxigraph import Oxigraph
from bdg_graph.search import fold
from bdg_graph.terms import BDG
from bdg_graph.web.pages import ahead, figures
from bdg_graph.web.pages import questions as pages
from bdg_graph.web.pages.router import Views
from bdg_graph.web.pages.view import View

COUNTING = [i for i in questions.ids() if "counts" in questions.read(i).tags]


class Noting(Oxigraph):
    """Notes what it is asked."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.dataset)
        self.asked: Counter[str] = Counter()

    def query(self, sparql: str):  # type: ignore[no-untyped-def] # as Oxigraph's
        self.asked[sparql] += 1
        return super().query(sparql)


@pytest.fixture
def noting(oxigraph: Engine) -> Noting:
    return Noting(oxigraph)


def asked_ids(view: View, monkeypatch: pytest.MonkeyPatch, then: Callable[[], None] = lambda: None) -> list[str]:
    """The ids of the questions that are asked ahead, in their order; `then` follows each."""
    found: list[str] = []
    ask = view.asked.ask

    def note(question: questions.Question, *rest: object) -> object:
        found.append(question.id)
        then()
        return ask(question, *rest)  # type: ignore[arg-type] # as it was given

    monkeypatch.setattr(view.asked, "ask", note)
    for _ in ahead.read(view):
        pass
    return found


def test_what_was_read_is_not_asked_again(noting: Noting) -> None:
    view = View(noting)
    for _ in ahead.read(view):
        pass
    once = {text for text, n in noting.asked.items() if n == 1}
    assert not [text for text in noting.asked if text not in once and "GROUP BY" in text]
    noting.asked.clear()
    view.asked.ask(questions.read(COUNTING[0]), {})
    flagship = questions.read("leads/metric-leads")
    with_choice = view.asked.ask(flagship, {name: [value] for name, value in flagship.example.items()})
    assert view.asked.ask(flagship, {}) is with_choice  # whose default is what the example chooses
    assert noting.asked.total() == 0


def test_questions_that_count_are_asked_first_and_all_in_time(noting: Noting, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asked_ids(View(noting), monkeypatch)
    assert found[: len(COUNTING)] == COUNTING
    assert Counter(found) == {i: 2 for i in questions.ids() if not i.startswith("checks/")}


def test_nothing_is_asked_after_the_time_or_what_is_kept_is_full(
    noting: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = View(noting)
    now = [time.monotonic()]
    monkeypatch.setattr(ahead, "time", SimpleNamespace(monotonic=lambda: now[0]))
    late = asked_ids(view, monkeypatch, lambda: now.append(now.pop() + ahead.ASKING / 2))
    assert len(late) == 3
    small = View(noting)
    small.asked.most = 200
    monkeypatch.setattr(ahead, "SHARE", 1 << 30)
    few = asked_ids(small, monkeypatch)
    assert small.asked.full
    assert 0 < len(few) < len(COUNTING)


def test_the_reading_of_former_data_is_left(oxigraph: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    version, steps = ["one"], []

    def read(view: View):  # type: ignore[no-untyped-def] # a generator
        for step in range(5):
            steps.append(step)
            if step == 2:
                version[0] = "two"
                monkeypatch.setattr(ahead, "read", lambda view: iter(()))  # of the new data
            yield

    views = Views(lambda: oxigraph, lambda: version[0])
    monkeypatch.setattr(ahead, "read", read)
    views.fill()
    assert steps == [0, 1, 2]


def test_a_view_of_former_data_goes_without_the_collector(oxigraph: Engine) -> None:
    """Which looks no more through what it once saw."""
    version = ["one"]
    views = Views(lambda: oxigraph, lambda: version[0])
    views.fill()
    former = weakref.ref(views.now)
    gc.disable()
    try:
        version[0] = "two"
        assert views.now is not None
        end = time.monotonic() + 60
        while views.reading and time.monotonic() < end:
            time.sleep(0.05)
        assert former() is None
    finally:
        gc.enable()


def test_lists_are_in_the_order_of_the_names(oxigraph: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "AT_ONCE", 7)
    view = View(oxigraph)
    for lang in ("vi", "en"):
        found = view.figures.members(BDG.Agency, lang)
        names = [fold(view.graph.name(iri)[lang]) for iri in found]
        assert names == sorted(names)
        assert set(found) == {s.value for (s,) in view.graph.select("SELECT ?s { ?s a bdg:Agency }").rows if s}


@pytest.mark.parametrize("of", ["leads/agency-mentions", "targets/plan-targets", "legal/plans-citing-document"])
def test_of_many_choices_the_first_by_name_are_found(
    oxigraph: Engine, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    param = questions.read(of).params[0]
    every = pages.choices(View(oxigraph), param)
    monkeypatch.setattr(pages, "KEPT_CHOICES", 4)
    few = pages.choices(View(oxigraph), param)
    assert {lang: len(found) for lang, found in few.items()} == {"vi": 4, "en": 4}
    for lang, found in few.items():
        assert [fold(words) for _, words in found] == [fold(words) for _, words in every[lang][:4]]
