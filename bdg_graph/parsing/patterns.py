"""Compiles the parser's regular expressions. In a class, "À-Ỹ" means the Vietnamese capitals with marks: as a range
of code points it would take in small letters too."""

import re

CAPITALS = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`pattern` compiled, with "À-Ỹ" read as the capitals."""
    return re.compile(pattern.replace("À-Ỹ", CAPITALS), flags)
