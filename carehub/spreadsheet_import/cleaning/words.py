"""Closed sets: a word in English or Spanish becomes the one that CareHub uses, or is told to be unknown."""

from collections.abc import Iterable, Mapping

from carehub.spreadsheet_import.cleaning.cleaned import (
    NOTHING,
    Cleaned,
    ColumnFacts,
    Value,
    cleaned,
    error,
    warning,
)
from carehub.spreadsheet_import.cleaning.languages import LANGUAGES
from carehub.spreadsheet_import.cleaning.text import folded, line_of, says_nothing, says_unknown
from carehub.spreadsheet_import.reader.cells import Cell


def _words(table: Mapping[Value, str]) -> dict[str, Value]:
    return {folded(word): value for value, words in table.items() for word in words.split(",")}


_SEX = _words({
    "female": "f,female,woman,girl,fem,mujer,femenino,femenina,nina,hembra",
    "male": "m,male,man,boy,masc,hombre,h,masculino,varon,nino",
    "other": "o,x,other,nonbinary,non-binary,nb,intersex,transgender,genderqueer,otro,otra,no binario",
    "unknown": "u,unk,unknown,undifferentiated,not known,declined,not specified,desconocido,no sabe,ni",
})  # fmt: skip
_YES_NO = _words({
    True: "y,yes,true,t,1,x,si,s,needed,required,needs interpreter,interpreter needed,verdadero",
    False: "n,no,false,f,0,not needed,not required,none,falso",
})  # fmt: skip
_STATUS = _words({
    "active": "active,a,current,enrolled,open,alive,activo,activa,vigente",
    "inactive": "inactive,i,closed,discharged,disenrolled,transferred,moved,former,inactivo,inactiva",
    "deceased": "deceased,d,dead,died,expired,fallecido,fallecida,muerto,muerta,difunto,difunta",
})  # fmt: skip
_RISK = _words({
    "low": "low,l,bajo,baja,low risk",
    "medium": "medium,moderate,mod,med,m,medio,media,moderado,medium risk,moderate risk",
    "high": "high,h,alto,alta,very high,high risk",
})  # fmt: skip
_SELF_PAY = {
    folded(word) for word in ("self-pay", "selfpay", "self pay", "uninsured", "no insurance", "sin seguro")
}


def clean_sex(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """female, male, other or unknown; M is female where the column writes H for men (mujer, hombre)."""
    if facts.m_means_female and folded(line_of(cell)) == "m":
        return cleaned("sex", "female")
    return _one_of(cell, "sex", _SEX, "female, male, other or unknown", says_nothing)


def men_are_h(cells: Iterable[Cell]) -> bool:
    """Whether a column of sexes is written in Spanish initials: H (hombre) and M (mujer)."""
    return any(folded(line_of(cell)) == "h" for cell in set(cells))


def clean_interpreter(cell: Cell, facts: ColumnFacts) -> Cleaned:
    return _one_of(cell, "interpreter", _YES_NO, "yes or no", says_nothing)


def clean_status(cell: Cell, facts: ColumnFacts) -> Cleaned:
    return _one_of(cell, "status", _STATUS, "active, inactive or deceased")


def clean_deceased(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """A yes in a column such as "Deceased" is a status; a no says nothing of active or inactive."""
    is_dead = _YES_NO.get(folded(line_of(cell)))
    return (
        cleaned("status", "deceased")
        if is_dead or _STATUS.get(folded(line_of(cell))) == "deceased"
        else NOTHING
    )


def clean_is_active(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """Yes is active and no is inactive; a word of the status itself is taken as it is."""
    answer = _YES_NO.get(folded(line_of(cell)))
    if answer is None:
        return clean_status(cell, facts)
    return cleaned("status", "active" if answer else "inactive")


def clean_risk(cell: Cell, facts: ColumnFacts) -> Cleaned:
    return _one_of(cell, "risk", _RISK, "low, medium or high")


def clean_language(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """ISO 639-1 from a name in English or Spanish, a code of two or three letters, or ``en-US``."""
    text = line_of(cell)
    if says_unknown(text):
        return NOTHING
    code = LANGUAGES.get(folded(text)) or LANGUAGES.get(folded(text.replace("_", "-").split("-")[0]))
    code = code or LANGUAGES.get(folded(text.split("(")[0].split(";")[0].split(",")[0]))
    if code or not text:
        return cleaned("language", code)
    return Cleaned((), (warning(f'"{text}" is not a language that we know; left empty'),))


def clean_insurance(cell: Cell, facts: ColumnFacts) -> Cleaned:
    text = line_of(cell)
    if says_nothing(text):
        return NOTHING
    return cleaned("insurance", "Self-pay" if folded(text) in _SELF_PAY else text)


def clean_site(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """The name of a site of the center; an error for one that does not exist."""
    text = line_of(cell)
    site = facts.sites.get(folded(text))
    if site or not text or says_nothing(text):
        return cleaned("site", site)
    there_are = ", ".join(sorted(set(facts.sites.values())))
    return Cleaned((), (error(f'there is no site "{text}" (there are: {there_are})'),))


def clean_coordinator(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """The user name of a person who keeps a caseload; left out, in words, when there is none."""
    text = line_of(cell)
    person = facts.coordinators.get(folded(text))
    if person or says_unknown(text):
        return cleaned("coordinator", person)
    if not text:
        return NOTHING
    return Cleaned((), (warning(f'nobody called "{text}" keeps a caseload here; no coordinator is set'),))


def _one_of(
    cell: Cell,
    name: str,
    words: Mapping[str, Value],
    choices: str,
    is_nothing: object = says_unknown,
) -> Cleaned:
    text = line_of(cell)
    value = words.get(folded(text))
    if value is not None:
        return cleaned(name, value)
    if not text or (callable(is_nothing) and is_nothing(text)):
        return NOTHING
    return Cleaned((), (warning(f'"{text}" is not {choices}; left empty'),))
