"""The closed sets of a referral list: a center's own types and stages, and the words others have for them."""

from collections.abc import Iterable, Mapping

from carehub.referrals.status import Status, Urgency
from carehub.spreadsheet_import.cleaning.cleaned import Cleaned, ColumnFacts, cleaned, error, warning
from carehub.spreadsheet_import.cleaning.text import folded, line_of, says_nothing, says_unknown
from carehub.spreadsheet_import.reader.cells import Cell

_STATUS_WORDS: Mapping[Status, str] = {
    Status.DRAFT: "draft,new,not started,to do,borrador,nuevo,nueva",
    Status.NEEDS_INFO: (
        "needs info,need info,info needed,missing info,missing information,incomplete,on hold,"
        "pended,waiting for info,needs authorization,auth needed,falta informacion,incompleto"
    ),
    Status.READY: "ready,ready to send,to be sent,to send,listo,por enviar",
    Status.SENT: (
        "sent,faxed,submitted,referred,sent out,awaiting acceptance,waiting for acceptance,enviado,enviada"
    ),
    Status.ACCEPTED: (
        "accepted,acknowledged,ready to schedule,to be scheduled,needs appointment,no show,noshow,"
        "missed appointment,aceptado,aceptada,por programar,no asistio"
    ),
    Status.SCHEDULED: (
        "scheduled,booked,appointment made,appt made,appt scheduled,appointment scheduled,programado,"
        "programada,citado,cita programada,agendado"
    ),
    Status.SEEN: (
        "seen,attended,visit completed,visit done,kept,awaiting report,waiting for report,"
        "pending report,visto,vista,atendido,atendida"
    ),
    Status.REPORT_RECEIVED: (
        "report received,results received,consult note received,report in,report to review,"
        "reporte recibido,resultados recibidos"
    ),
    Status.CLOSED: (
        "closed,completed,complete,done,finished,loop closed,cancelled,canceled,declined,rejected,"
        "expired,lost to follow up,no longer needed,cerrado,cerrada,completado,completada,terminado,"
        "cancelado,cancelada"
    ),
}
_URGENCY_WORDS: Mapping[Urgency, str] = {
    Urgency.STAT: "stat,emergency,emergent,immediate,asap,emergencia,inmediato",
    Urgency.URGENT: "urgent,high,priority,expedited,semi urgent,urgente,prioridad,alta",
    Urgency.ROUTINE: (
        "routine,normal,standard,elective,low,regular,non urgent,nonurgent,not urgent,rutina,"
        "rutinario,electivo,no urgente"
    ),
}
# The types that a new center has, by the words of those who write what is done instead.
_TYPE_WORDS: Mapping[str, str] = {
    "Specialty": (
        "specialist,specialty consult,consult,consultation,especialidad,especialista,allergy,"
        "cardiology,dermatology,endocrinology,ent,gastroenterology,gi,general surgery,surgery,"
        "gynecology,hematology,nephrology,neurology,ob gyn,obgyn,oncology,ophthalmology,optometry,"
        "orthopedics,orthopaedics,ortho,pain management,podiatry,pulmonology,rheumatology,urology,"
        "cardiologia,dermatologia,neurologia,ortopedia,oftalmologia"
    ),
    "Imaging": (
        "radiology,x ray,xray,mri,ct,ct scan,ultrasound,us,mammogram,mammography,dexa,imagen,"
        "imagenes,radiologia"
    ),
    "Lab or test": (
        "lab,labs,laboratory,test,blood test,bloodwork,blood work,stress test,colonoscopy,"
        "sleep study,laboratorio,prueba,examen"
    ),
    "Behavioral health": (
        "behavioural health,bh,mental health,psychiatry,psychology,counseling,counselling,"
        "substance use,salud mental,salud conductual,psiquiatria,psicologia"
    ),
    "Therapy (OT, PT, speech)": (
        "therapy,pt,ot,physical therapy,occupational therapy,speech,speech therapy,slp,terapia,"
        "terapia fisica"
    ),
    "In-home service": "home health,in home,home care,home nurse,home nursing,hospice,cuidado en casa",
    "Social service": (
        "social services,social,food,housing,transport,transportation,wic,benefits,snap,legal aid,"
        "servicio social,servicios sociales,vivienda,comida,transporte"
    ),
    "Dental": "dentist,dentistry,oral health,oral surgery,dentista",
    "Other": "otro,otra",
}  # fmt: skip


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {folded(word): name for name, words in table.items() for word in (*words.split(","), name)}


_STATUS_OF = _by_word({status.value: words for status, words in _STATUS_WORDS.items()})
_URGENCY_OF = _by_word({urgency.value: words for urgency, words in _URGENCY_WORDS.items()})
_TYPE_OF = _by_word(_TYPE_WORDS)


def stages_by_word(stages: Iterable[tuple[str, Status]]) -> dict[str, str]:
    """Every word for a status -> its first stage on the board; a stage's own name means that stage."""
    shown = list(stages)
    first = {status.value: name for name, status in reversed(shown)}
    words = {word: first[status] for word, status in _STATUS_OF.items() if status in first}
    return words | {folded(name): name for name, _ in shown}


def types_by_word(names: Iterable[str]) -> dict[str, str]:
    """Every word for a type that the center has -> its name."""
    own = {folded(name): name for name in names}
    return {word: name for word, name in _TYPE_OF.items() if folded(name) in own} | own


def clean_type(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """The name of one of the center's types; an error for a word that nobody has said the meaning of."""
    return _named(cell, "type", facts.types, "there is no type of referral")


def clean_stage(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """The stage of the board; an error for a word that nobody has said the meaning of."""
    return _named(cell, "stage", facts.stages, "there is no stage of the board")


def clean_urgency(cell: Cell, facts: ColumnFacts) -> Cleaned:
    text = line_of(cell)
    urgency = _URGENCY_OF.get(folded(text))
    if urgency or not text or says_unknown(text):
        return cleaned("urgency", urgency)
    return Cleaned((), (warning(f'"{text}" is not stat, urgent or routine; taken as routine'),))


def _named(cell: Cell, name: str, known: Mapping[str, str], there_is_none: str) -> Cleaned:
    text = line_of(cell)
    found = known.get(folded(text))
    if found or not text or says_nothing(text):
        return cleaned(name, found)
    return Cleaned((), (error(f'{there_is_none} "{text}"; say under Columns what this word means'),))
