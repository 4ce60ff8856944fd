"""The columns of a list of open referrals: whose each is, what is asked of whom, and how far it is."""

from carehub.referrals.evidence import LINE_LIMIT, TEXT_LIMIT
from carehub.spreadsheet_import.cleaning.cleaned import NOTHING, Cleaned, ColumnFacts, cleaned, warning
from carehub.spreadsheet_import.cleaning.text import line_of, paragraphs_of, says_nothing
from carehub.spreadsheet_import.columns import BY_NAME, Cleaner, Column, ColumnSet, Joining, known_as
from carehub.spreadsheet_import.reader.cells import Cell
from carehub.spreadsheet_import.referral_list import days, words

# Whose referral it is: the same columns as in a patient list.
WHOSE = ("mrn", "last_name", "first_name", "birth_date")


def line_cleaner(name: str) -> Cleaner:
    """The cleaner of a line of free text."""

    def clean_line(cell: Cell, facts: ColumnFacts) -> Cleaned:
        return _short_enough(name, line_of(cell), LINE_LIMIT)

    return clean_line


def text_cleaner(name: str) -> Cleaner:
    """The cleaner of free text with line breaks."""

    def clean_text(cell: Cell, facts: ColumnFacts) -> Cleaned:
        return _short_enough(name, paragraphs_of(cell), TEXT_LIMIT)

    return clean_text


def _short_enough(name: str, text: str, limit: int) -> Cleaned:
    if says_nothing(text):
        return NOTHING
    if len(text) <= limit:
        return cleaned(name, text)
    return cleaned(
        name, text[:limit].rstrip(), warning(f"longer than {limit:,} letters; the rest is cut off")
    )


# fmt: off
_OWN: tuple[Column, ...] = (
    Column(
        "type", "Type", "What kind of help is asked for: one of the center's types of referral.", "Specialty",
        words.clean_type,
        known_as("Type, Referral type, Type of referral, Service, Service type, Service requested, Category, "
                 "Tipo, Tipo de referencia, Servicio"),
        known_as("Specialty, Order type, Department, Especialidad"),
    ),
    Column(
        "receiver", "Receiver", "The organization or provider the referral goes to.", "Lakeside Cardiology",
        line_cleaner("receiver"),
        known_as("Receiver, Referred to, Refer to, Referral to, Sent to, Specialist, Referred to provider, "
                 "Referred to facility, Receiving provider, Receiving organization, Receiving facility, "
                 "Consultant, Agency, Referido a, Enviado a, Especialista, Destino"),
        known_as("To, Provider, Facility, Organization, Vendor"),
    ),
    Column(
        "stage", "Status", "A stage of the board, or a word such as sent, accepted, scheduled, seen. Left "
        "empty, the dates show it.", "Sent",
        words.clean_stage,
        known_as("Stage, Status, Referral status, Current status, State of referral, Order status, Estado, "
                 "Estatus, Estado de la referencia, Situacion"),
    ),
    Column(
        "urgency", "Urgency", "stat, urgent or routine; left empty it is routine.", "routine",
        words.clean_urgency,
        known_as("Urgency, Priority, Referral priority, Urgencia, Prioridad"),
    ),
    Column(
        "question", "Clinical question", "What the receiver is asked, and why.",
        "Chest pain on exertion. Is this angina?",
        text_cleaner("question"),
        known_as("Clinical question, Question, Reason for referral, Reason, Referral reason, Indication, "
                 "Diagnosis, Reason for visit, Chief complaint, Motivo, Motivo de referencia, Diagnostico, "
                 "Razon"),
        joining=Joining.LINES,
    ),
    Column(
        "requested_on", "Requested on", "The day on which it was asked for.", "2026-10-05",
        days.day_cleaner("requested_on"),
        known_as("Requested, Requested on, Date requested, Request date, Referral date, Date of referral, "
                 "Order date, Ordered, Date ordered, Created, Date created, Fecha de referencia, Fecha de "
                 "solicitud, Solicitado"),
        known_as("Date, Fecha"),
        is_date=True,
    ),
    Column(
        "sent_on", "Sent on", "The day on which it was sent.", "2026-10-06",
        days.day_cleaner("sent_on"),
        known_as("Sent on, Date sent, Sent date, Fax date, Date faxed, Faxed on, Submitted on, Date "
                 "submitted, Fecha de envio, Fecha enviado"),
        known_as("Sent, Faxed, Submitted, Enviado"),
        is_date=True,
    ),
    Column(
        "accepted_on", "Accepted on", "The day on which the receiver took it.", "2026-10-09",
        days.day_cleaner("accepted_on"),
        known_as("Accepted on, Date accepted, Accepted date, Acceptance date, Fecha de aceptacion"),
        known_as("Accepted, Aceptado"),
        is_date=True,
    ),
    Column(
        "appointment", "Appointment", "Day and time of the visit, by the center's clock.", "2026-12-03 14:30",
        days.clean_appointment,
        known_as("Appointment, Appointment date, Appt date, Appointment on, Date of appointment, Appointment "
                 "date and time, Scheduled for, Scheduled date, Date scheduled, Visit date, Fecha de cita, "
                 "Cita, Fecha de la cita"),
        known_as("Appt, Scheduled"),
        is_date=True,
    ),
    Column(
        "appointment_time", "Time of appointment", "Where the time stands in a column of its own.", "14:30",
        days.clean_appointment_time,
        known_as("Appointment time, Appt time, Time of appointment, Hora de cita, Hora de la cita"),
        known_as("Time, Hora"),
    ),
    Column(
        "seen_on", "Seen on", "The day of the visit, once it took place.", "2026-11-03",
        days.day_cleaner("seen_on"),
        known_as("Seen on, Date seen, Seen date, Attended on, Date attended, Date of service, Visit "
                 "completed, Fecha de atencion, Fecha visto"),
        known_as("Seen, Attended, Visto"),
        is_date=True,
    ),
    Column(
        "report_received_on", "Report received on", "The day on which the report came.", "2026-11-10",
        days.day_cleaner("report_received_on"),
        known_as("Report received on, Report date, Date report received, Report received date, Results "
                 "received, Date results received, Consult note received, Fecha de reporte, Fecha de "
                 "resultados"),
        known_as("Report received, Report, Reporte"),
        is_date=True,
    ),
    Column(
        "missing", "What is missing", "What a referral waits for that needs information.", "Authorization",
        line_cleaner("missing"),
        known_as("What is missing, Missing, Missing info, Missing information, Info needed, Waiting for, "
                 "Falta, Informacion que falta"),
    ),
    BY_NAME["coordinator"],
    Column(
        "authorization_number", "Authorization number", "What the payer gave for it.", "A-48213",
        line_cleaner("authorization_number"),
        known_as("Authorization number, Authorization, Authorization no, Auth number, Auth no, Auth, Prior "
                 "authorization, Prior auth, Prior auth number, PA number, Numero de autorizacion, "
                 "Autorizacion"),
    ),
    Column(
        "notes", "Notes", "Free text; it becomes a note beside a new referral.", "Left a message on Monday",
        text_cleaner("notes"),
        known_as("Notes, Note, Comments, Comment, Remarks, Follow up notes, Notas, Nota, Observaciones, "
                 "Comentarios"),
        joining=Joining.LINES,
    ),
)
# fmt: on

REFERRAL_LIST = ColumnSet(
    (*(BY_NAME[name] for name in WHOSE), *_OWN, BY_NAME["full_name"], BY_NAME["second_last_name"]),
    worded=("type", "stage", "urgency", "coordinator"),
    keeps_extra=False,
)
