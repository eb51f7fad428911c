import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from linli.insight.triage.learned import calibrating, store, telling, training
from linli.insight.triage.learned.comparing import lines
from linli.insight.triage.learned.measures import Measures
from linli.insight.triage.learned.model import Model
from linli.insight.triage.learned.tables import weighed
from linli.insight.triage.learned.tests.samples import MATTERS, sample
from linli.insight.triage.learned.training import Example, TooFew, learn


@pytest.fixture(scope="module")
def learned() -> tuple[Model, Measures]:
    return learn(sample(240, cut=True))


@pytest.fixture(scope="module")
def uncut() -> Model:
    return learn(sample(120, cut=False))[0]


@pytest.mark.parametrize("cut", [True, False])
def test_one_model_reads_cut_and_uncut_texts(learned: tuple[Model, Measures], cut: bool) -> None:
    model, _ = learned
    unseen = sample(80, cut=cut, seed=2)
    right = [model.classify(of.text).proposals[0].label == of.label for of in unseen]
    assert sum(right) >= 78


@pytest.mark.parametrize("cut", [True, False])
def test_a_model_of_uncut_texts_reads_both(uncut: Model, cut: bool) -> None:
    model = uncut
    unseen = sample(80, cut=cut, seed=3)
    right = [model.classify(of.text).proposals[0].label == of.label for of in unseen]
    assert sum(right) >= 76


def test_the_words_that_spoke_are_of_the_matter(learned: tuple[Model, Measures]) -> None:
    first = learned[0].classify("小区物业的电梯坏了，业主很着急").proposals[0]
    assert first.label == "物业管理"
    assert first.because
    assert set(first.because) <= set(MATTERS["物业管理"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "电",
        "?",
        "https://example.org/photo.jpg",
        "[图片]",
        "\ud800\x00",
        "😀" * 50,
        "Guten Tag, der Aufzug ist kaputt",
        "アパートのエレベーターが壊れています",
    ],
)
def test_what_says_nothing_gets_a_calm_answer(learned: tuple[Model, Measures], text: str) -> None:
    answer = learned[0].classify(text)
    assert not answer.sure
    assert answer.proposals[0].chance < 0.6
    assert sum(of.chance for of in answer.proposals) == pytest.approx(1, abs=1e-3)


def test_a_text_without_end_is_read(learned: tuple[Model, Measures]) -> None:
    assert learned[0].classify("物业" * 50_000).proposals[0].label == "物业管理"


def test_a_model_comes_back_from_its_folder_as_it_was(
    learned: tuple[Model, Measures], tmp_path: Path
) -> None:
    model, worth = learned
    store.use(tmp_path, store.save(tmp_path, model, worth.plain()))
    again = store.load(tmp_path)
    for example in sample(20, cut=False, seed=4):
        mine, kept = model.classify(example.text), again.classify(example.text)
        assert mine.proposals[0].label == kept.proposals[0].label
        assert mine.proposals[0].chance == pytest.approx(kept.proposals[0].chance, abs=0.01)


def test_there_is_a_way_back_and_old_models_are_let_go(
    learned: tuple[Model, Measures], tmp_path: Path
) -> None:
    model, worth = learned
    for _ in range(store.KEPT + 2):
        store.use(tmp_path, store.save(tmp_path, model, worth.plain()))
    newest = store.current(tmp_path)
    assert newest == store.KEPT + 2
    assert store.numbers(tmp_path) == list(range(3, newest + 1))
    # What is learned each night and never put to work neither piles up nor drives out the others.
    waiting = [store.save(tmp_path, model, worth.plain()) for _ in range(store.KEPT + 1)]
    assert store.numbers(tmp_path) == [*range(3, newest + 1), *waiting[1:]]
    store.use(tmp_path, newest - 1)
    assert store.current(tmp_path) == newest - 1
    with pytest.raises(store.NoModel):
        store.use(tmp_path, 1)


@pytest.mark.parametrize("damaged", ["arrays.npz", "words.json"])
def test_a_damaged_model_is_refused_in_a_sentence(
    learned: tuple[Model, Measures], tmp_path: Path, damaged: str
) -> None:
    store.use(tmp_path, store.save(tmp_path, *learned[:1], learned[1].plain()))
    file = tmp_path / "0001" / damaged
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(store.NoModel, match="重新训练"):
        store.load(tmp_path)


def test_arrays_with_objects_are_never_opened(
    learned: tuple[Model, Measures], tmp_path: Path
) -> None:
    store.use(tmp_path, store.save(tmp_path, *learned[:1], learned[1].plain()))
    np.savez(tmp_path / "0001" / "arrays.npz", weights=np.array([{}], dtype=object))
    with pytest.raises(store.NoModel):
        store.load(tmp_path)


def test_no_message_is_judged_by_its_double() -> None:
    examples = sample(40, cut=True)
    messages = [training.read(of.text, training.Lexicon.of([])) for of in examples * 2]
    folds = training.folds_of(messages)
    assert (folds[:40] == folds[40:]).all()
    assert len(set(folds.tolist())) == training.FOLDS


def test_too_little_is_refused_in_a_sentence() -> None:
    with pytest.raises(TooFew, match="两个类别"):
        learn([Example("电梯坏了", "物业管理")] * 20 + [Example("没发工资", "劳动保障")] * 2)


def test_chances_come_true_as_often_as_they_say() -> None:
    chance = np.random.default_rng(1)
    labels = chance.integers(0, 3, 3000)
    margins = chance.normal(0, 1, (3000, 3))
    margins[np.arange(3000), labels] += 2
    fitted = calibrating.fit(margins[:1500], labels[:1500])
    known = np.full(1500, 100)
    assert calibrating.error(fitted.chances(margins[1500:], known), labels[1500:]) < 0.03
    assert calibrating.error(np.eye(3)[margins[1500:].argmax(1)], labels[1500:]) > 0.05


def test_one_is_only_sure_where_one_is_nearly_always_right() -> None:
    chances = np.array([[0.9, 0.1]] * 50 + [[0.6, 0.4]] * 50)
    labels = np.array([0] * 50 + [0, 1] * 25)
    assert calibrating.sure_from(chances, labels) == pytest.approx(0.9)
    assert calibrating.sure_from(chances, 1 - labels) > 1


def test_the_report_says_what_got_better_and_worse(learned: tuple[Model, Measures]) -> None:
    now = json.loads(json.dumps(learned[1].plain()))
    before = json.loads(json.dumps(now))
    before["labels"][0]["recall"] = before["labels"][0]["precision"] = 0.5
    before["labels"].append({"label": "旧类", "messages": 9, "precision": 1, "recall": 1})
    told = "\n".join(lines(now, before))
    assert "好50.0%" in told
    assert "和原来一样" in told
    assert "旧类：不再有这一类" in told


def test_reading_loads_no_solver() -> None:
    code = "import sys; import linli.insight.triage.learned.store; sys.exit('scipy' in sys.modules)"
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    assert (
        subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
    )


def test_what_only_one_label_says_tells_most() -> None:
    weights = telling.telling(np.array([[0.5, 0.0, 0.2], [0.5, 0.4, 0.1], [0.5, 0.0, 0.2]]))
    assert weights[1] > weights[2] > weights[0] > 0
    table = sparse.csr_matrix(np.array([[1, 2, 0], [0, 0, 0], [0, 1, 3]], dtype=np.float32))
    rows = weighed(table, weights).toarray()
    for row in (0, 1, 2):
        columns = table[row].indices
        alone = telling.weighed(columns, table[row].data, weights)
        assert rows[row][columns] == pytest.approx(alone)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([telling.LENGTH, 0, telling.LENGTH])


def test_hundreds_of_labels_fit_in_a_small_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MOST_WEIGHTS", 3_600)
    examples = [
        Example(f"{door}号门{word}的事情请处理", f"{name}／{word}")
        for name, words in MATTERS.items()
        for word in words
        for door in range(10, 15)
    ]
    model, _ = learn(examples)
    assert model.weights.shape[1] == len(model.labels) == 24
    assert model.weights.size == 3_600
    right = [model.classify(of.text).proposals[0].label == of.label for of in examples[::5]]
    assert sum(right) >= 20
