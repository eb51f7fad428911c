"""Models on disk: a folder of models, of which one is in use; plain arrays and JSON, no pickle.

FOLDER/current            the number of the model in use
FOLDER/0001/arrays.npz    weights and calibration, loaded with allow_pickle=False
FOLDER/0001/words.json    labels, vocabulary, lexicon
FOLDER/0001/report.json   what it is worth
"""

import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from linli.insight.triage.learned.calibration import Calibration
from linli.insight.triage.learned.features import VIEWS, Vocabulary
from linli.insight.triage.learned.model import Model
from linli.insight.triage.learned.texts import Lexicon
from linli.insight.triage.refusing import Refused
from linli.kernel import whole_files

FORMAT = 2
KEPT = 3
CURRENT = "current"


class NoModel(Refused):
    """There is none, or none that can be used."""


def save(folder: Path, model: Model, report: dict[str, Any]) -> int:
    """Lay a model down beside the others; `use` puts it to work."""
    folder.mkdir(parents=True, exist_ok=True)
    number = max([0, *numbers(folder)]) + 1
    written = Path(tempfile.mkdtemp(dir=folder, prefix=".new-"))
    try:
        np.savez_compressed(
            written / "arrays.npz",
            weights=model.weights.astype(np.float16),
            offsets=model.offsets,
            rarity=model.vocabulary.weights,
            tells=model.tells,
            sharpness=np.array(model.calibration.sharpness),
            chance_offsets=model.calibration.offsets,
            prior=model.calibration.prior,
            sure_from=np.array(model.calibration.sure_from),
        )
        words = {
            "format": FORMAT,
            "labels": model.labels,
            "features": model.vocabulary.features,
            "lexicon": model.lexicon.counts,
        }
        (written / "words.json").write_text(json.dumps(words, ensure_ascii=False))
        (written / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1))
        written.chmod(0o755)
        written.rename(folder / f"{number:04}")
    except BaseException:
        shutil.rmtree(written, ignore_errors=True)
        raise
    _let_go(folder)
    return number


def use(folder: Path, number: int) -> None:
    """From now on this model answers."""
    report(folder, number)
    whole_files.replace(folder / CURRENT, f"{number}\n")
    _let_go(folder)


def _let_go(folder: Path) -> None:
    """Kept are the model in use, those before it for the way back, and the last that wait: one is
    learned each night, whether or not anybody puts it to work, and who went back to an old one may
    still want any of those after it."""
    used = current(folder) or 0
    known = numbers(folder)
    waiting = [number for number in known if number > used]
    former = [number for number in known if number <= used]
    for number in {*former[:-KEPT], *waiting[:-KEPT]}:
        shutil.rmtree(folder / f"{number:04}", ignore_errors=True)


def numbers(folder: Path) -> list[int]:
    found = folder.glob("[0-9][0-9][0-9][0-9]") if folder.is_dir() else []
    return sorted(int(path.name) for path in found)


def current(folder: Path) -> int | None:
    """Which model answers; None before any learned."""
    try:
        return int((folder / CURRENT).read_text())
    except FileNotFoundError:
        return None
    except (ValueError, OSError) as error:
        raise NoModel(f"{folder / CURRENT}: 读不出正在用的是哪个模型。") from error


Stamp = tuple[tuple[str, int, int], ...]


def stamp(folder: Path) -> Stamp:
    """Changes with each change of what `load` would read."""
    try:
        number = current(folder)
    except NoModel:
        number = None
    files = [folder / CURRENT]
    if number is not None:
        files += [folder / f"{number:04}" / name for name in ("words.json", "arrays.npz")]
    found = []
    for path in files:
        try:
            told = path.stat()
        except OSError:
            continue
        found.append((str(path), told.st_mtime_ns, told.st_size))
    return tuple(found)


def report(folder: Path, number: int) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads((folder / f"{number:04}" / "report.json").read_text())
    except (OSError, ValueError) as error:
        raise NoModel(f"{folder}: 没有第{number}号模型，或者它不完整。") from error
    return read


def load(folder: Path, number: int | None = None) -> Model:
    """The model in use, or another one. Raises `NoModel`."""
    number = number if number is not None else current(folder)
    if number is None:
        raise NoModel(f"{folder}: 还没有学习过，请先运行 linli triage train。")
    place = folder / f"{number:04}"
    try:
        words = json.loads((place / "words.json").read_text())
        with (
            (place / "arrays.npz").open("rb") as file,
            np.load(file, allow_pickle=False) as arrays,
        ):
            return _model(words, arrays)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise NoModel(f"{place}: 模型不完整，请重新训练。") from error


def _model(words: dict[str, Any], arrays: Any) -> Model:
    if words["format"] != FORMAT:
        raise ValueError(words["format"])
    vocabulary = Vocabulary({view: words["features"][view] for view in VIEWS}, arrays["rarity"])
    weights = arrays["weights"]
    if weights.shape != (sum(map(len, words["features"].values())), len(words["labels"])):
        raise ValueError(weights.shape)
    calibration = Calibration(
        float(arrays["sharpness"]),
        arrays["chance_offsets"],
        arrays["prior"],
        float(arrays["sure_from"]),
    )
    lexicon = Lexicon({str(word): int(count) for word, count in words["lexicon"].items()})
    return Model(
        words["labels"],
        lexicon,
        vocabulary,
        arrays["tells"],
        weights,
        arrays["offsets"],
        calibration,
    )
