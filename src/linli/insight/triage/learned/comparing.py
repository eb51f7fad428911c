"""A model beside the one before it, in words for whoever decides which of them answers."""

from typing import Any

# Smaller differences come from which messages were there.
NOTICEABLE = 0.005


def lines(now: dict[str, Any], before: dict[str, Any] | None) -> list[str]:
    """What the model is worth; what got better or worse since the former."""
    told = [
        "，".join(
            (
                f"{now['messages']}条，各类平均F1 {now['macro_f1']:.3f}",
                f"九成最有把握的里面对{now['right_at_coverage']:.1%}",
                f"把握误差{now['calibration_error']:.3f}",
                f"不用再问的占{now['sure_share']:.0%}",
            )
        )
    ]
    former = {of["label"]: f1(of) for of in before["labels"]} if before else {}
    told += [
        f"  {of['label']}：{of['messages']}条，准{of['precision']:.0%}，"
        f"全{of['recall']:.0%}{changed(f1(of), former.get(of['label']), known=bool(before))}"
        for of in now["labels"]
    ]
    gone = former.keys() - {of["label"] for of in now["labels"]}
    told += [f"  {label}：不再有这一类" for label in sorted(gone)]
    told += [
        f"  {said}常被当作{guessed}：{count}条" for said, guessed, count in now["confusions"][:5]
    ]
    if before:
        told.append(f"原来的平均F1 {before['macro_f1']:.3f}")
    return told


def changed(now: float, before: float | None, *, known: bool) -> str:
    if before is None:
        return "，新的一类" if known else ""
    if abs(now - before) < NOTICEABLE:
        return "，和原来一样"
    return f"，比原来{'好' if now > before else '差'}{abs(now - before):.1%}"


def f1(of: dict[str, Any]) -> float:
    """Of a label as a report tells it."""
    both = of["precision"] + of["recall"]
    return 2 * of["precision"] * of["recall"] / both if both else 0.0
