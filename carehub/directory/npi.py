"""The National Provider Identifier of CMS: ten figures, the last of which checks the others."""

# An NPI is checked as the card number 80840 + NPI would be (45 CFR 162.406, ISO/IEC 7812).
_PREFIX = "80840"
_LENGTH = 10


def is_npi(text: str) -> bool:
    """Whether this is an NPI with a right check figure."""
    if len(text) != _LENGTH or not (text.isascii() and text.isdecimal()) or text[0] not in "12":
        return False
    return _luhn(_PREFIX + text) % 10 == 0


def _luhn(figures: str) -> int:
    """The sum of ISO/IEC 7812: from the right, every second figure counts double."""
    doubled = (int(figure) * 2 for figure in figures[-2::-2])
    return sum(int(figure) for figure in figures[-1::-2]) + sum(each // 10 + each % 10 for each in doubled)
