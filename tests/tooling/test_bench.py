"""`make bench` runs and answers what its readers expect; nothing is timed here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CALLS = ["desk_list", "desk_list_small", "case_page", "search_name", "public_create"]
WORKS = ["import_rows", "import_residents", "audit_seal"]


@pytest.mark.slow
def test_a_small_site_is_measured(tmp_path):
    options = ["--rows=200", "--rounds=2", "--seconds=0.1", "--database=sqlite"]
    options += ["--only", *CALLS, *WORKS, f"--folder={tmp_path}"]
    subprocess.run(
        [sys.executable, ROOT / "tools/bench.py", *options],
        cwd=tmp_path,
        check=True,
        timeout=300,
    )
    answer = json.loads((tmp_path / "bench.json").read_text())
    assert answer["machine"].keys() >= {"cores", "memory_gb", "cpu", "python", "sqlite"}
    found = {row["name"]: row for row in answer["results"]}
    assert found.keys() == {*CALLS, *WORKS}
    for row in answer["results"]:
        assert (row["database"], row["rows"]) == ("sqlite", 200)
        assert row["per_second"] > 0
        assert row["peak_mb"] > 0
    for name in CALLS:
        assert 0 < found[name]["p50_ms"] <= found[name]["p95_ms"]
