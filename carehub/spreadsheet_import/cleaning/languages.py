"""Languages as they are written in lists -> ISO 639-1."""

from carehub.patients import languages
from carehub.spreadsheet_import.cleaning.text import folded

# What else than the ISO code and name is written: three-letter codes, other names, Spanish.
_NAMES = """
am: amh, amharic, amharico
ar: ara, arabic, arabe
bn: ben, bengali, bangla
bs: bos, bosnian, bosnio
de: ger, deu, german, aleman
el: gre, ell, greek, griego
en: eng, english, ingles
es: spa, spanish, espanol, castellano, castilian, spanish castilian
fa: per, fas, persian, farsi, dari, persa
fr: fre, fra, french, frances
gu: guj, gujarati
he: heb, hebrew, hebreo
hi: hin, hindi
ht: hat, haitian creole, haitian, creole, kreyol, criollo haitiano, french creole
hu: hun, hungarian, hungaro
hy: arm, hye, armenian, armenio
id: ind, indonesian, indonesio
ig: ibo, igbo
it: ita, italian, italiano
ja: jpn, japanese, japones
km: khm, khmer, cambodian, camboyano
ko: kor, korean, coreano
ku: kur, kurdish, kurdo
lo: lao, laotian
ml: mal, malayalam
mn: mon, mongolian, mongol
mr: mar, marathi
my: bur, mya, burmese, birmano
ne: nep, nepali
nl: dut, nld, dutch, holandes
nv: nav, navajo
om: orm, oromo
pa: pan, punjabi, panjabi
pl: pol, polish, polaco
ps: pus, pashto
pt: por, portuguese, portugues, brazilian portuguese
qu: que, quechua
ro: rum, ron, romanian, rumano
ru: rus, russian, ruso
rw: kin, kinyarwanda
sm: smo, samoan, samoano
so: som, somali
sq: alb, sqi, albanian, albanes
sr: srp, serbian, serbio
hr: hrv, croatian, croata
sw: swa, swahili, kiswahili, suajili
ta: tam, tamil
te: tel, telugu
th: tha, thai, tailandes
ti: tir, tigrinya
tl: tgl, tagalog, filipino, fil
tr: tur, turkish, turco
uk: ukr, ukrainian, ucraniano
ur: urd, urdu
uz: uzb, uzbek
vi: vie, vietnamese, vietnamita
yi: yid, yiddish
yo: yor, yoruba
zh: chi, zho, chinese, mandarin, cantonese, mandarin chinese, chino, mandarin cantonese
"""


def _table() -> dict[str, str]:
    table = {folded(name): code for code, name in languages.LANGUAGES.items()}
    table |= {code: code for code in languages.LANGUAGES}
    for line in _NAMES.strip().splitlines():
        code, _, names = line.partition(":")
        table |= {folded(name): code for name in names.split(",")}
    return table


LANGUAGES = _table()
