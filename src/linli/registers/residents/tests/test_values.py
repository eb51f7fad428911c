"""What people write, and what it is kept as."""

import csv
from pathlib import Path

import pytest

from linli.registers.residents import catalogue, codes, values
from linli.registers.residents.catalogue import FIELDS, Kind


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("person.ethnicity", "汉", "01"),
        ("person.ethnicity", "汉族", "01"),
        ("person.ethnicity", "01", "01"),
        ("person.political_status", "党员", "01"),
        ("person.political_status", "中共党员", "01"),
        ("person.education", "本科", "20"),
        ("person.education", "大专", "30"),
        ("person.marital_status", "离异", "40"),
        ("person.employment_status", "离退休人员", "80"),
        ("person.employment_status", "退（离）休人员", "80"),
        ("person.employment_status", "外出务工", "24"),
        ("person.education", "大学专科", "30"),
        ("person.sex", "男", "1"),
        ("person.birth_date", "1956年7月8日", "1956-07-08"),
        ("person.birth_date", "19560708", "1956-07-08"),
        ("person.birth_date", "1956/7/8", "1956-07-08"),
        ("veteran.enlist_date", "1976-12", "1976-12-01"),
        ("person.is_disabled", "是", "1"),
        ("person.is_disabled", "否", "0"),
        ("person.monthly_income", "3,200.50元", "3200.5"),
        ("person.phone", "１５４ 0000 0001", "15400000001"),
        ("dwelling.room_count", "3间", "3"),
        ("person.employer", "  云山机械厂 ", "云山机械厂"),
        ("person.employer", "—", ""),
    ],
)
def test_what_people_write_is_understood(field, text, kept):
    assert values.parse(FIELDS[field], text) == kept


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("person.ethnicity", "火星族"),
        ("person.birth_date", "1956-02-30"),
        ("person.birth_date", "去年"),
        ("person.monthly_income", "很多"),
        ("person.monthly_income", "9" * 20),
        ("person.is_disabled", "也许"),
        ("person.phone", "12"),
        ("person.name", "长" * 41),
    ],
)
def test_what_cannot_be_is_told_in_words(field, text):
    with pytest.raises(values.BadValue):
        values.parse(FIELDS[field], text)


def test_each_code_list_reads_its_own_labels():
    for name in codes.LISTS:
        for code, label in codes.entries(name).items():
            assert codes.code_of(name, label) == code, label
        for word in codes.ENTRY.findall(codes.ALSO.get(name, "")):
            assert codes.code_of(name, word[1]) in codes.entries(name), word


def test_the_catalogue_is_in_order():
    ids = [field.id for group in catalogue.ALL_GROUPS for field in group.fields]
    assert len(ids) == len(set(ids))
    for field in FIELDS.values():
        assert (field.kind == Kind.CODE) == bool(field.codes), field.id
        assert not field.codes or field.codes in codes.LISTS, field.id


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("GBT3304_1991_民族.csv", "ethnicity"),
        ("GBT4761_family_relation_2digit.csv", "relation"),
        ("GBT4762_political_status.csv", "political"),
        ("GB4658_2006_学历_大类.csv", "education"),
        ("GBT2261.2_2003_婚姻状况.csv", "marital"),
    ],
)
def test_codes_are_those_of_the_standards(shared_data: Path, file, name):
    path = shared_data / "codes" / file
    with path.open(encoding="utf-8-sig") as lines:
        assert [row["code"] for row in csv.DictReader(lines)] == list(codes.entries(name))
