"""The rules of the evidence check: their ids, severities and words. They check nothing themselves."""

from dataclasses import dataclass
from pathlib import Path

from bdg_graph.validation.findings import Finding, Rule, Severity, Text, short


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """A rule with the words of its findings; `message` has placeholders in braces."""

    id: str
    severity: Severity
    title: Text
    message: Text
    why: Text

    @property
    def rule(self) -> Rule:
        return Rule(self.id, self.severity, self.title, self.why)

    def finding(self, file: Path, line: int | None = None, focus: str = "", **facts: str) -> Finding:
        """The finding that this rule makes of `facts`."""
        return Finding(
            rule=self.id,
            severity=self.severity,
            message=Text(self.message.vi.format(**facts), self.message.en.format(**facts)),
            focus=str(focus),
            label=Text(short(focus), short(focus)),
            value=facts.get("found"),
            file=file,
            line=line,
        )


EXACT = EvidenceRule(
    "evidence-exact",
    "violation",
    Text("Trích đoạn không khớp với nguồn", "The passage is not what the source says"),
    Text(
        "{passage}: lời trích là “{expected}”, nhưng tại đó {source} viết “{found}”. {advice_vi}",
        "{passage}: the quote is “{expected}”, but at that place {source} says “{found}”. {advice_en}",
    ),
    Text(
        "Mỗi điều trong đồ thị phải mở ra đúng câu văn mà từ đó nó được đọc.",
        "Every fact of the graph must open the very words it was read from.",
    ),
)

BOUNDS = EvidenceRule(
    "evidence-bounds",
    "violation",
    Text("Trích đoạn nằm ngoài nguồn", "The passage is outside the source"),
    Text(
        "vị trí {start}–{end} không nằm trong source.txt, dài {length} ký tự. Hãy bỏ hai vị trí và chạy “bdg fmt”.",
        "{start}–{end} is not inside source.txt, which has {length} characters. Drop both positions and run “bdg fmt”.",
    ),
    Text(
        "Không thể mở một chỗ mà văn bản không có.",
        "A place that the text does not have can't be opened.",
    ),
)

SOURCE_MISSING = EvidenceRule(
    "source-missing",
    "violation",
    Text("Thiếu source.txt", "source.txt is missing"),
    Text(
        "thư mục {folder} không có source.txt. Hãy tạo nó từ văn bản gốc và để cạnh plan.ttl.",
        "the folder {folder} has no source.txt. Make it from the original and put it beside plan.ttl.",
    ),
    Text(
        "Không có nguồn thì không trích đoạn nào kiểm tra được.",
        "Without its source no passage can be checked.",
    ),
)

SOURCE_SHA256 = EvidenceRule(
    "source-checksum",
    "violation",
    Text("source.txt đã đổi từ khi mã hóa", "source.txt has changed since it was encoded"),
    Text(
        "bdg:sha256 là {expected}, còn source.txt có {found}. Hãy trả source.txt về như cũ, hoặc rà "
        "lại mọi trích đoạn.",
        "bdg:sha256 is {expected}, but source.txt has {found}. Restore source.txt, or go through all passages again.",
    ),
    Text("Một ký tự đổi đi cũng phải lộ ra.", "Even one changed character must come to light."),
)

SOURCE_ENCODING = EvidenceRule(
    "source-encoding",
    "violation",
    Text("source.txt không phải UTF-8", "source.txt is not UTF-8"),
    Text(
        "byte thứ {position} không phải UTF-8. Hãy lưu lại tệp bằng mã UTF-8.",
        "byte {position} is not UTF-8. Save the file again as UTF-8.",
    ),
    Text(
        "Vị trí chỉ đếm được trong một văn bản đọc được.",
        "Positions can only be counted in a text that can be read.",
    ),
)

SOURCE_NFC = EvidenceRule(
    "source-nfc",
    "violation",
    Text("source.txt chưa chuẩn hóa Unicode", "source.txt is not normalised"),
    Text(
        "dòng này có chữ chưa ở dạng NFC. Hãy tạo lại source.txt từ văn bản gốc; vị trí các trích đoạn sẽ đổi theo.",
        "this line has letters that are not in NFC. Make source.txt anew from the original; positions will change.",
    ),
    Text("NFC và NFD cho vị trí khác nhau.", "NFC and NFD give different positions."),
)

SOURCE_SPACES = EvidenceRule(
    "source-spaces",
    "violation",
    Text("source.txt có khoảng trắng lạ", "source.txt has odd spaces"),
    Text(
        "ký tự {character} không phải dấu cách thường hay dấu xuống dòng LF. Hãy tạo lại source.txt từ văn bản gốc.",
        "the character {character} is neither an ordinary space nor LF. Make source.txt anew from the original.",
    ),
    Text(
        "Khoảng trắng không nhìn thấy làm lời trích không khớp.",
        "Spaces nobody sees keep quotes from matching.",
    ),
)

TOML_MISSING = EvidenceRule(
    "source-toml-missing",
    "violation",
    Text("Thiếu source.toml", "source.toml is missing"),
    Text(
        "thư mục {folder} không có source.toml. Hãy ghi id, original và sha256 của văn bản gốc vào đó.",
        "the folder {folder} has no source.toml. Write id, original and sha256 of the original into it.",
    ),
    Text("source.toml nói văn bản đến từ đâu.", "source.toml says where the text came from."),
)

TOML_BROKEN = EvidenceRule(
    "source-toml",
    "violation",
    Text("source.toml không đọc được", "source.toml can't be read"),
    Text(
        "tệp phải là TOML hợp lệ có original và sha256: {problem}. Hãy sửa tệp.",
        "the file must be valid TOML with original and sha256: {problem}. Mend the file.",
    ),
    Text("source.toml nói văn bản đến từ đâu.", "source.toml says where the text came from."),
)

ORIGINAL_MISSING = EvidenceRule(
    "original-missing",
    "violation",
    Text("Thiếu văn bản gốc", "The original is missing"),
    Text(
        "thư mục {folder} không có tệp gốc mà source.toml nêu. Hãy để tệp nhận được vào đó.",
        "the folder {folder} lacks the original that source.toml names. Put the file received there.",
    ),
    Text(
        "Văn bản gốc cho phép xem lại mọi bước đọc.",
        "The original lets every step of reading be looked at again.",
    ),
)

ORIGINAL_SHA256 = EvidenceRule(
    "original-checksum",
    "violation",
    Text("Văn bản gốc đã đổi", "The original has changed"),
    Text(
        "source.toml ghi sha256 {expected}, còn tệp có {found}. Hãy trả tệp nhận được về như cũ.",
        "source.toml has sha256 {expected}, but the file has {found}. Restore the file as it was received.",
    ),
    Text("Văn bản gốc là bằng chứng cuối cùng.", "The original is the last evidence there is."),
)

PLAN_MISSING = EvidenceRule(
    "plan-missing",
    "violation",
    Text("Thiếu plan.ttl", "plan.ttl is missing"),
    Text(
        "thư mục {folder} không có plan.ttl. Hãy chạy “bdg draft” hoặc bỏ thư mục này.",
        "the folder {folder} has no plan.ttl. Run “bdg draft”, or remove the folder.",
    ),
    Text("Mỗi thư mục dưới plans/ là một kế hoạch.", "Each folder under plans/ is a plan."),
)

NOT_AT_HAND = EvidenceRule(
    "source-not-at-hand",
    "info",
    Text("Chưa có toàn văn trong tay", "The text is not at hand"),
    Text(
        "{folder}: chưa có văn bản để trích, nên mỗi dữ kiện mang nguồn và độ tin cậy thay cho trích đoạn. "
        "Không có gì phải sửa; khi có văn bản, hãy làm theo README.md cạnh plan.ttl.",
        "{folder}: there is no text to quote, so each fact carries a source and a confidence instead of a passage. "
        "Nothing to mend; when the text comes, follow README.md beside plan.ttl.",
    ),
    Text(
        "Điều biết qua trang khác phải phân biệt được với điều đọc trong văn bản.",
        "What is known from other pages must be told apart from what was read in the document.",
    ),
)

UNCHECKED = EvidenceRule(
    "evidence-unchecked",
    "info",
    Text("Trích đoạn chưa được so với nguồn", "Passages were not compared with a source"),
    Text(
        "tệp không nằm trong thư mục kế hoạch có source.txt, nên các trích đoạn chưa được so với nguồn.",
        "the file is in no plan folder with a source.txt, so its passages were not compared with a source.",
    ),
    Text("Điều chưa kiểm tra phải được nói ra.", "What was not checked is said."),
)

RULES = tuple(
    kind.rule
    for kind in (
        EXACT,
        BOUNDS,
        SOURCE_MISSING,
        SOURCE_SHA256,
        SOURCE_ENCODING,
        SOURCE_NFC,
        SOURCE_SPACES,
        TOML_MISSING,
        TOML_BROKEN,
        ORIGINAL_MISSING,
        ORIGINAL_SHA256,
        PLAN_MISSING,
        NOT_AT_HAND,
        UNCHECKED,
    )
)
