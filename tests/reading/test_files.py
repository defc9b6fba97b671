"""Each reader on real files made here, and the files that must be refused with a sentence that says what to do."""

import textwrap
import unicodedata
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from bdg_graph import paths
from bdg_graph.errors import BdgError
from bdg_graph.reading import encodings, legacy, markdown, read
from bdg_graph.reading.text import clean
from tests.reading.made import pdf

SENTENCE = "Ủy ban nhân dân tỉnh ban hành Kế hoạch thực hiện bình đẳng giới, hỗ trợ phụ nữ khởi nghiệp."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    "folder", sorted(p.parent for p in (paths.data() / "plans").glob("*/original.txt")), ids=lambda p: p.name
)
def test_the_five_sources_stay_as_they_are(folder: Path) -> None:
    """Passages point into source.txt: the reader's output may not change by a letter."""
    assert read(folder / "original.txt").text.encode() == (folder / "source.txt").read_bytes()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode(tmp_path: Path, codec: str) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes(SENTENCE.encode(codec))
    assert read(file).text == SENTENCE + "\n"


def test_windows_1258(tmp_path: Path) -> None:
    """Vowels with their tones apart, as Windows wrote them."""
    made = b""
    for c in SENTENCE:
        try:
            made += c.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", c)
            base = unicodedata.normalize("NFC", parts[0] + "".join(p for p in parts[1:] if p in "\u0302\u0306\u031b"))
            tone = "".join(p for p in parts[1:] if p not in "\u0302\u0306\u031b")
            made += (base + tone).encode("cp1258")
    file = tmp_path / "plan.txt"
    file.write_bytes(made)
    assert read(file).text == SENTENCE + "\n"


def test_tcvn3(tmp_path: Path) -> None:
    sentence = SENTENCE.replace("Ủ", "ủ")  # the capital was a matter of the font
    file = tmp_path / "plan.txt"
    file.write_bytes(sentence.translate(str.maketrans(legacy.TCVN3[1], legacy.TCVN3[0])).encode("cp1252"))
    assert read(file).text == sentence + "\n"


def test_vni(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes("Keá hoaïch thöïc hieän bình ñaúng giôùi cuûa tænh".encode("cp1252"))
    assert read(file).text == "Kế hoạch thực hiện bình đẳng giới của tỉnh\n"


def test_unknown_bytes_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes("Это текст на другом языке".encode("cp1251"))
    with pytest.raises(BdgError, match="encoding is not known"):
        read(file)


def test_markdown(tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    file.write_text(
        "# KẾ HOẠCH\n\n**1\\. Sở Y tế**\n\n- **Chỉ tiêu 1:** Tỷ lệ\n  - Năm 2025: 60%\n- Hai\n\n"
        "| TT | Chủ trì |\n|----|:---:|\n| 1 | *Sở* Y tế<br>tỉnh |\n\n> Trích [dẫn](http://x.y)\n",
        "utf-8",
    )
    assert read(file).text == (
        "KẾ HOẠCH\n\n1. Sở Y tế\n\n- Chỉ tiêu 1: Tỷ lệ\n+ Năm 2025: 60%\n- Hai\n\n"
        "| TT | Chủ trì |\n\n| 1 | Sở Y tế tỉnh |\n\nTrích dẫn\n"
    )


def test_a_plus_is_the_bullet_below_a_dash_though_it_is_not_indented() -> None:
    assert clean(markdown.plain("- Cơ quan thực hiện:\n+ Sở Y tế\n* Thời gian\n")) == (
        "- Cơ quan thực hiện:\n+ Sở Y tế\n- Thời gian\n"
    )


def test_a_star_above_dashes_stays() -> None:
    assert clean(markdown.plain("* **Các chỉ tiêu:**\n\n- Một\n- Hai\n\n* Giải pháp\n")) == (
        "* Các chỉ tiêu:\n\n- Một\n- Hai\n\n* Giải pháp\n"
    )
    assert clean(markdown.plain("* Một:\n  - Hai\n* Ba\n")) == "- Một:\n+ Hai\n- Ba\n"


def test_hard_wrapped_markdown_becomes_paragraphs() -> None:
    words = ["Chủ", "trì", "phối", "hợp", "với", "các", "sở", "ngành", "và", "địa", "phương", "triển", "khai", "thực"]
    cut = [" ".join(words[:12]), " ".join(words[:14]), " ".join(words[:3]) + "."]
    wrapped = [line for n in range(1, 9) for line in (f"{n}\\. {cut[0]}", *cut[1:], "")]
    whole = [f"{n}. {' '.join(cut)}" for n in range(1, 9)]
    assert clean(markdown.plain("\n".join(wrapped))) == "\n\n".join(whole) + "\n"


def test_a_page_saved_as_markdown() -> None:
    """Bars on lines of their own: a letterhead is lines, a table of tasks is rows; emphasis closed in any place."""
    letterhead = (
        "|\n**ỦY BAN NHÂN\nDÂN **\nTỈNH SƠN LĨNH\n-------\n|\n**CỘNG HÒA XÃ\nHỘI CHỦ NGHĨA VIỆT NAM**\nĐộc lập\n|\n|\n"
        "Số:\n12/KH-UBND\n|\n*Sơn Lĩnh, ngày\n05 tháng 3 năm 2024 *\n|\n\n"
    )
    table = (
        "|\nTT\n|\nNhiệm vụ\n|\nChủ trì\n|\nPhối hợp\n|\n|\n**I**\n|\nY TẾ\n|\n|\n1\n|\nTruyền\nthông\n|\n|\nCác sở\n"
        "|\n|\n2\n|\nTập huấn\n|\nSở Y tế\n|\n|\n|\n3\n|\nSơ kết\n|\nSở Nội vụ\n|\nHội\n|\n\n"
    )
    signature = "|\n*-* Lưu: VT.\n|\n**KT. CHỦ TỊCH\n**\nPHÓ CHỦ TỊCH\n|\n"
    assert clean(markdown.plain(f"{letterhead}\n**1. **Sở Y tế*, *hội\n\n{table}{signature}")) == (
        "ỦY BAN NHÂN DÂN\nTỈNH SƠN LĨNH\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập\n\nSố: 12/KH-UBND\n\n"
        "Sơn Lĩnh, ngày 05 tháng 3 năm 2024\n\n1. Sở Y tế, hội\n\n"
        "| TT | Nhiệm vụ | Chủ trì | Phối hợp |\n| I | Y TẾ |\n| 1 | Truyền thông | | Các sở |\n"
        "| 2 | Tập huấn | Sở Y tế | |\n| 3 | Sơ kết | Sở Nội vụ | Hội |\n\n- Lưu: VT.\n\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n"
    )


def test_emphasis_that_marks_nothing() -> None:
    page = "**Điều 1.**** **Ban hành Quy chế.\n\n* *\n\n**Điều **2****. Thi hành**\n\n*Huế**, ngày 5* (*) 5 * 3 \\*\n"
    assert clean(markdown.plain(page)) == ("Điều 1. Ban hành Quy chế.\n\nĐiều 2. Thi hành\n\nHuế, ngày 5 (*) 5 * 3 *\n")


def test_a_page_that_a_table_lays_out() -> None:
    """Running text between two bars is no cell, words in pointed brackets are no tags."""
    text = "Sở <tên đơn vị> chủ trì <b>tập huấn</b>.\n" * 80
    assert clean(markdown.plain(f"|\nSố: 1/KH\n|\nKẾ HOẠCH\n{text}|\nNơi nhận:\n- A;\n|\nB\n|\n")).startswith(
        "Số: 1/KH\n\nKẾ HOẠCH\nSở <tên đơn vị> chủ trì tập huấn.\nSở <tên đơn vị> chủ trì tập huấn.\n"
    )


def test_docx(tmp_path: Path) -> None:
    """Automatic numbers and bullets, a table, a text box, a deleted run."""
    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH")
    for words in ("Mục đích", "Yêu cầu"):
        document.add_paragraph(words, style="List Number")
    document.add_paragraph("Chủ trì, phối hợp", style="List Bullet")
    table = document.add_table(2, 3)
    for row, cells in zip(table.rows, (("TT", "Nhiệm vụ", "Chủ trì"), ("1", "Truyền thông", "Sở Y tế")), strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    boxed = document.add_paragraph("Trước hộp")
    boxed._p.append(
        parse_xml(
            f"<w:r {W}><w:pict><w:txbxContent><w:p><w:r><w:t>Trong hộp</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
        )
    )
    boxed._p.append(parse_xml(f"<w:del {W}><w:r><w:t>đã xóa</w:t></w:r></w:del>"))
    file = tmp_path / "plan.docx"
    document.save(str(file))
    reading = read(file)
    assert reading.text == (
        "KẾ HOẠCH\n1. Mục đích\n2. Yêu cầu\n- Chủ trì, phối hợp\n"
        "| TT | Nhiệm vụ | Chủ trì |\n| 1 | Truyền thông | Sở Y tế |\nTrước hộp\nTrong hộp\n"
    )
    assert reading.places[:3] == [(0, "đoạn 1"), (9, "đoạn 2"), (21, "đoạn 3")]


def test_pdf(tmp_path: Path) -> None:
    """Running headers and page numbers go; a sentence and a word that the page break cut are whole."""
    body = [f"- Gạch đầu dòng thứ {n} của kế hoạch bình đẳng giới trên địa bàn tỉnh năm nay;" for n in range(20)]
    pages = [
        [
            "UBND TỈNH",
            "I. MỤC TIÊU",
            *body[:7],
            "- Tuyên truyền nâng cao nhận thức cho các tầng lớp nhân dân phát tri-",
            "1",
        ],
        ["UBND TỈNH", "ển bền vững trên địa bàn", "toàn tỉnh.", *body[7:14], "2"],
        ["UBND TỈNH", *body[14:], "3"],
    ]
    reading = read(pdf(tmp_path / "plan.pdf", pages))
    joined = "- Tuyên truyền nâng cao nhận thức cho các tầng lớp nhân dân phát triển bền vững trên địa bàn toàn tỉnh."
    assert reading.text == "\n".join(["I. MỤC TIÊU", *body[:7], joined, *body[7:]]) + "\n"
    assert reading.places[0] == (0, "trang 1, dòng 2")


def test_html(tmp_path: Path) -> None:
    file = tmp_path / "plan.html"
    file.write_text(
        "<html><head><title>x</title><style>p{}</style></head><body><nav>Trang chủ</nav><h1>KẾ HOẠCH</h1>"
        "<p>Căn cứ <b>Luật</b> Bình đẳng giới;</p><ol start=2><li>Sở Y tế<ul><li>Chủ trì</li></ul></li><li>Sở Nội "
        "vụ</li></ol>"
        "<table><tr><th>TT</th><th>Chủ trì</th></tr><tr><td>1</td><td>Sở <i>Y "
        "tế</i></td></tr></table><script>x</script>",
        "utf-8",
    )
    assert read(file).text == (
        "KẾ HOẠCH\nCăn cứ Luật Bình đẳng giới;\n2. Sở Y tế\n- Chủ trì\n3. Sở Nội vụ\n| TT | Chủ trì |\n| 1 | Sở Y tế "
        "|\n"
    )


def test_html_tables_that_lay_out_a_page_and_cells_that_reach_over_others(tmp_path: Path) -> None:
    file = tmp_path / "plan.html"
    file.write_text(
        "<table><tr><td><div>UBND TỈNH</div><table><tr><th>TT</th><th>Nhiệm vụ</th><th>Chủ trì</th></tr>"
        "<tr><td colspan=2>I. Y TẾ</td><td></td></tr><tr><td>1</td><td>Khám</td><td rowspan=2>Sở Y tế</td></tr>"
        "<tr><td>2</td><td>Tiêm</td></tr></table>Nơi nhận:</td></tr></table>",
        "utf-8",
    )
    assert read(file).text == (
        "UBND TỈNH\n| TT | Nhiệm vụ | Chủ trì |\n| I. Y TẾ | | |\n| 1 | Khám | Sở Y tế |\n| 2 | Tiêm | |\nNơi nhận:\n"
    )


def test_docx_cells_that_reach_over_others(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    for cell, words in zip(table.rows[1].cells, ("1", "Khám", "Sở Y tế"), strict=True):
        cell.text = words
    table.rows[0].cells[0].merge(table.rows[0].cells[1]).text = "Nhiệm vụ"
    table.rows[0].cells[2].text = "Chủ trì"
    file = tmp_path / "plan.docx"
    document.save(str(file))
    assert read(file).text == "| Nhiệm vụ | | Chủ trì |\n| 1 | Khám | Sở Y tế |\n"


def test_deep_html_is_read(tmp_path: Path) -> None:
    file = tmp_path / "deep.html"
    file.write_text("<div>" * 60_000 + "Kế hoạch", "utf-8")
    assert read(file).text == "Kế hoạch\n"


def test_a_scan_is_refused_with_the_command_to_run(tmp_path: Path) -> None:
    with pytest.raises(BdgError, match=r"ocrmypdf -l vie scan\.pdf scan-ocr\.pdf"):
        read(pdf(tmp_path / "scan.pdf", [[], []]))


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bomb.docx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 130_000_000)
    with pytest.raises(BdgError, match="unpacks to over"):
        read(file)


@pytest.mark.parametrize(
    ("name", "content"), [("a.docx", b"no zip"), ("a.pdf", b"%PDF-1.4 broken"), ("a.txt", b" \n"), ("a.xlsx", b"")]
)
def test_broken_and_strange_files_are_refused_in_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BdgError) as problem:
        read(file)
    assert str(file) in problem.value.vi
    assert str(file) in problem.value.en


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        assert isinstance(clean(encodings.decode(data, "x")), str)
    except BdgError as problem:
        assert "x" in problem.en


@pytest.mark.parametrize("kind", ["docx", "pdf", "md", "html"])
def test_a_plan_reads_alike_in_every_format(tmp_path: Path, kind: str) -> None:
    """Quảng Bình's plan as a Word file, a hard-wrapped PDF, hard-wrapped Markdown, a web page: the same paragraphs."""
    text = (paths.data() / "plans" / "quang-binh-2022" / "source.txt").read_text("utf-8")
    paragraphs = [line for line in text.split("\n") if line]
    file = tmp_path / f"plan.{kind}"
    if kind == "docx":
        document = docx.Document()
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        document.save(str(file))
    elif kind == "html":
        file.write_text("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs), "utf-8")
    elif kind == "md":
        file.write_text("\n\n".join(textwrap.fill(paragraph, 80) for paragraph in paragraphs), "utf-8")
    else:
        lines = [line for paragraph in paragraphs for line in textwrap.wrap(paragraph, 95)]
        pages = [["UBND TỈNH", *lines[i : i + 44], f"{i // 44 + 1}"] for i in range(0, len(lines), 44)]
        pdf(file, pages)
    assert [line for line in read(file).text.split("\n") if line] == paragraphs
