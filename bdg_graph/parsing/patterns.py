"""Compiles the parser's regular expressions. In a class, "À-Ỹ" means the Vietnamese capitals with marks and "à-ỹ" the
small letters: as a range of code points each would take in the other too."""

import re

CAPITALS = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`pattern` compiled, with "À-Ỹ" read as the capitals and "à-ỹ" as the small letters."""
    return re.compile(pattern.replace("À-Ỹ", CAPITALS).replace("à-ỹ", CAPITALS.lower()), flags)
