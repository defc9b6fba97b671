"""Converts text typed in the old Vietnamese fonts TCVN3 (ABC, ".VnTime") and VNI, which is stored as other letters."""

from bdg_graph.errors import BdgError
from bdg_graph.parsing.patterns import compiled

# TCVN 5712:1993, third form: each letter of the first line stands for the one below it.
TCVN3 = (
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)

# VNI: a vowel and the sign after it; "ô" is ơ, "ö" is ư, and six letters stand alone.
VNI_SIGNS = {
    "a": dict(zip("ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ", strict=True)),
    "e": dict(zip("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ", strict=True)),
    "o": dict(zip("ùøûõïâáàåãä", "óòỏõọôốồổỗộ", strict=True)),
    "ô": dict(zip("ùøûõï", "ớờởỡợ", strict=True)),
    "u": dict(zip("ùøûõï", "úùủũụ", strict=True)),
    "ö": dict(zip("ùøûõï", "ứừửữự", strict=True)),
    "y": dict(zip("ùøûõ", "ýỳỷỹ", strict=True)),
}
VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

# Letters that Unicode Vietnamese never has, by the font that needs them.
TCVN3_ONLY = frozenset("µ¸¶·¹¨»¾¼½Æ©ÇË®ÎÏÑªÖ×ØÜÞß«åæç¬ëîïñ\u00adø÷ûþ¡¢§¤¥¦")
# Matches "aù"; must not match "ba".
VNI_PAIR = compiled(r"[aeouyôöAEOUYÔÖ][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]")
SHARE = 0.03


def detect(text: str) -> str | None:
    """The old font's code that `text` is in, or None."""
    sample = text[:200_000]
    letters = sum(map(str.isalpha, sample)) or 1
    if (
        sum(1 for _ in VNI_PAIR.finditer(sample)) / letters > SHARE
        and sum(c in "øûïåäëüöñæØÛÏÅÄËÜÖÑÆ" for c in sample) / letters > SHARE / 2
    ):
        return "VNI"
    if sum(c in TCVN3_ONLY for c in sample) / letters > SHARE:
        return "TCVN3"
    return None


def convert(text: str, name: str = "") -> str:
    """`text` in Unicode letters; text that is in no old code stays as it is."""
    code = detect(text)
    if code is None:
        return text
    made = text.translate(str.maketrans(*TCVN3)) if code == "TCVN3" else _vni(text)
    if detect(made):
        raise BdgError(
            f"{name}: văn bản dùng bảng mã cũ {code} lẫn với bảng mã khác; hãy chuyển sang Unicode (ví dụ bằng "
            f"UniKey) rồi thử lại.",
            f"{name}: the text is in the old code {code} mixed with another; convert it to Unicode (e.g. with "
            f"UniKey) and try again.",
        )
    return made


def _vni(text: str) -> str:
    made: list[str] = []
    i = 0
    while i < len(text):
        char, after = text[i], text[i + 1 : i + 2]
        sign = VNI_SIGNS.get(char.lower(), {}).get(after.lower()) if after else None
        if sign:
            made.append(sign.upper() if char.isupper() else sign)
            i += 2
            continue
        alone = VNI_ALONE.get(char.lower())
        made.append((alone.upper() if char.isupper() else alone) if alone else char)
        i += 1
    return "".join(made)
