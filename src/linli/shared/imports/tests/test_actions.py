"""From file to rows and back: what is written at each step."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage

from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.kernel.errors import InvalidMove, NotAllowed, NotFound
from linli.shared.imports import keeping, queries, vault
from linli.shared.imports.actions import bringing, cleaning, mapping, undoing, upload
from linli.shared.imports.models import Mapping, Run
from linli.shared.imports.reading.errors import UnreadableFile
from linli.shared.imports.states import State
from linli.shared.imports.targets import TARGETS
from linli.shared.imports.tests import factories, files
from linli.shared.imports.tests.factories import BAD, GOOD, HEAD, MORNING, Town

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def town() -> Town:
    return factories.make_town()


def dwellings(town: Town) -> set[str]:
    found = places.subtree(town.community).filter(kind=places.Kind.DWELLING)
    return set(found.values_list("full_name", flat=True))


def counts(run: Run) -> tuple[int, int, int, int]:
    return run.total, run.good, run.bad, run.same


class TestReading:
    def test_sheet_header_and_columns_are_guessed(self, town: Town) -> None:
        content = files.workbook_of(
            {
                "说明": [["填表说明", "楼栋"]],
                "住房": [["幸福里住房表"], ["序号", *HEAD], [1, *GOOD]],
            }
        )
        run = factories.uploaded(town.community, [], content=content)
        assert (run.state, run.sheet, run.header) == (State.MAPPING, 1, 2)
        assert run.columns == {"building": 1, "unit": 2, "dwelling": 3, "grid": 4}

    def test_what_cannot_be_read_is_refused_and_forgotten(self, town: Town) -> None:
        run = factories.uploaded(
            town.community, [], content=files.with_sheet_xml(files.workbook([HEAD]), b"<broken")
        )
        assert run.state == State.FAILED
        assert "打不开" in run.message
        with pytest.raises(FileNotFoundError):
            vault.read(run, vault.SOURCE)

    def test_what_is_plainly_no_table_is_not_even_kept(self, town: Town) -> None:
        with pytest.raises(UnreadableFile):
            factories.uploaded(town.community, [], content=b"%PDF-1.7")
        assert not Run.objects.exists()

    def test_files_lie_encrypted(self, town: Town) -> None:
        run = factories.uploaded(town.community, [HEAD, GOOD])
        with default_storage.open(f"imports/{run.pk}.rows") as file:
            raw = file.read()
        assert GOOD[0].encode() not in raw
        assert not raw.startswith(b"\x1f\x8b")
        other = factories.uploaded(town.community, [HEAD, GOOD])
        assert other.secret != run.secret


class TestColumns:
    def test_a_required_field_needs_a_column(self, town: Town) -> None:
        run = factories.uploaded(town.community, [["单元", "房号"], ["1", "101"]])
        with pytest.raises(mapping.MissingColumn, match="楼栋"):
            mapping.choose_columns(
                run=run, sheet=0, header=1, columns=run.columns, options={}, by=None, at=MORNING
            )
        run.refresh_from_db()
        assert run.state == State.MAPPING

    def test_the_choice_is_remembered_for_the_next_file(self, town: Town) -> None:
        strange = ["坐落", "甲", "乙", "丙"]
        run = factories.uploaded(town.community, [strange, GOOD])
        assert run.columns == {}
        mapping.choose_columns(
            run=run,
            sheet=0,
            header=1,
            columns={"building": 0, "dwelling": 2},
            options={},
            by=None,
            at=MORNING,
        )
        again = factories.uploaded(town.community, [["标题"], strange, GOOD])
        assert (again.header, again.columns) == (2, {"building": 0, "dwelling": 2})
        assert Mapping.objects.count() == 1

    def test_a_foreign_sheet_is_not_found(self, town: Town) -> None:
        run = factories.uploaded(town.community, [HEAD, GOOD])
        with pytest.raises(NotFound):
            mapping.choose_columns(
                run=run, sheet=7, header=1, columns=run.columns, options={}, by=None, at=MORNING
            )


class TestChecking:
    def test_each_fault_names_its_cell(self, town: Town) -> None:
        long_name = "长" * 61
        run = factories.checked(town.community, [HEAD, GOOD, BAD, [None, "1单元", long_name], GOOD])
        assert counts(run) == (4, 1, 2, 1)
        faults = {bad.row: bad.problems for bad in run.bad_rows.all()}
        assert faults == {
            3: [["D3", "网格：本社区还没有“第九网格”，请先建网格，或核对名称"]],
            4: [["A4", "楼栋：没有填"], ["C4", "房号：太长（61字），最多60字"]],
        }
        assert dwellings(town) == {"幸福里社区 3号楼 2单元 501"}

    def test_checking_twice_tells_each_fault_once(self, town: Town) -> None:
        run = factories.checked(town.community, [HEAD, BAD])
        Run.objects.filter(pk=run.pk).update(state=State.CHECKING)
        run.refresh_from_db()
        factories.work_on(run)
        assert (counts(run), run.bad_rows.count()) == ((1, 0, 1, 0), 1)

    def test_what_is_here_already_is_no_fault(self, town: Town) -> None:
        run = factories.checked(town.community, [HEAD, ["3号楼", "2单元", "501", ""]])
        assert counts(run) == (1, 0, 0, 1)
        with pytest.raises(bringing.NothingGood):
            bringing.begin(run=run, by=None, at=MORNING)


class TestBringingIn:
    def test_good_rows_come_in_and_bad_ones_stay_out(self, town: Town) -> None:
        run = factories.brought_in(town.community, [HEAD, GOOD, BAD])
        assert (run.state, run.created, run.done) == (State.DONE, 1, 2)
        assert counts(run) == (2, 1, 1, 0)
        assert "幸福里社区 5号楼 1单元 101" in dwellings(town)
        assert "幸福里社区 5号楼 1单元 102" not in dwellings(town)

    def test_the_same_file_twice_changes_nothing(self, town: Town) -> None:
        rows = [HEAD, GOOD, *factories.many_rows(30)]
        factories.brought_in(town.community, rows)
        before = dwellings(town)
        again = factories.checked(town.community, rows)
        assert counts(again) == (31, 0, 0, 31)
        assert dwellings(town) == before

    def test_it_can_be_stopped_between_batches_and_gone_on_with(self, town: Town) -> None:
        run = factories.checked(town.community, [HEAD, *factories.many_rows(1200)])
        bringing.begin(run=run, by=None, at=MORNING)
        factories.work_on(run, tell=lambda done, _total: done < 500)
        assert (run.state, run.created, run.position) == (State.CANCELLED, 1000, 1001)
        bringing.begin(run=run, by=None, at=MORNING)
        factories.work_on(run)
        assert (run.state, run.created) == (State.DONE, 1200)
        assert len(dwellings(town)) == 1201

    def test_a_second_worker_leaves_a_batch_that_is_done(self, town: Town) -> None:
        run = factories.checked(town.community, [HEAD, *factories.many_rows(600)])
        bringing.begin(run=run, by=None, at=MORNING)
        late = Run.objects.get(pk=run.pk)
        factories.work_on(run)
        factories.work_on(late)
        late.refresh_from_db()
        assert (late.state, late.created) == (State.DONE, 600)
        assert len(dwellings(town)) == 601

    def test_what_has_gone_wrong_since_the_check_stays_out(self, town: Town) -> None:
        run = factories.checked(town.community, [HEAD, GOOD, ["6号楼", "", "", ""]])
        places.remove_unused(ids=[], by=None, at=MORNING)
        town.grid.name = "第二网格"
        town.grid.save()
        bringing.begin(run=run, by=None, at=MORNING)
        factories.work_on(run)
        assert (run.created, counts(run)) == (1, (2, 1, 1, 0))
        assert [bad.row for bad in run.bad_rows.all()] == [2]

    def test_each_step_is_on_the_log(self, town: Town) -> None:
        run = factories.brought_in(town.community, [HEAD, GOOD])
        deeds = [event.action for event in audit.of_subject(run)]
        assert deeds[::-1] == ["imports.upload", "imports.run", "imports.batch", "imports.finish"]


class TestUndo:
    def test_everything_goes_that_nobody_has_used(self, town: Town) -> None:
        run = factories.brought_in(town.community, [HEAD, GOOD, *factories.many_rows(700)])
        undoing.begin_undo(run=run, by=None, at=MORNING + WEEK)
        factories.work_on(run)
        assert (run.state, run.kept) == (State.UNDONE, 0)
        assert dwellings(town) == {"幸福里社区 3号楼 2单元 501"}
        assert not places.subtree(town.community).filter(name="5号楼").exists()

    def test_not_after_its_time(self, town: Town) -> None:
        run = factories.brought_in(town.community, [HEAD, GOOD])
        assert queries.may_undo(run, at=MORNING + WEEK)
        assert not queries.may_undo(run, at=MORNING + WEEK + SECOND)
        with pytest.raises(undoing.TooLateToUndo):
            undoing.begin_undo(run=run, by=None, at=MORNING + WEEK + SECOND)

    def test_not_twice(self, town: Town) -> None:
        run = factories.brought_in(town.community, [HEAD, GOOD])
        undoing.begin_undo(run=run, by=None, at=MORNING)
        factories.work_on(run)
        with pytest.raises(InvalidMove):
            undoing.begin_undo(run=run, by=None, at=MORNING)


class TestRights:
    def test_only_who_holds_the_code_there(self, town: Town) -> None:
        stranger = factories.place_keeper(town.neighbour)
        with pytest.raises(NotAllowed):
            upload.start(
                target=TARGETS["places"],
                place=town.community,
                file_name="a.xlsx",
                content=files.workbook([HEAD, GOOD]),
                by=stranger,
                at=MORNING,
            )
        run = factories.checked(town.community, [HEAD, GOOD])
        for step in (bringing.begin, undoing.begin_undo):
            with pytest.raises(NotAllowed):
                step(run=run, by=stranger, at=MORNING)
        assert not queries.visible_to(stranger).exists()
        assert queries.visible_to(factories.place_keeper(town.street)).get() == run


def test_old_files_are_forgotten(town: Town) -> None:
    run = factories.brought_in(town.community, [HEAD, GOOD, BAD])
    month = dt.timedelta(days=30)
    keeper, day = factories.place_keeper(town.street), local_date(MORNING + month)
    assert keeping.coming(keeper, day - dt.timedelta(days=1)) == 0
    assert keeping.coming(keeper, day) == 1
    assert cleaning.forget_old_files(at=MORNING + month) == 0
    assert cleaning.forget_old_files(at=MORNING + month + SECOND) == 1
    assert cleaning.forget_old_files(at=MORNING + month + SECOND) == 0
    run.refresh_from_db()
    assert run.secret is None
    assert not run.bad_rows.exists()
    assert not default_storage.exists(f"imports/{run.pk}.source")
