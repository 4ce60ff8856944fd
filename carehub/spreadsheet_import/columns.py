"""What columns a list can have, and those of a patient list: adding one is adding one ``Column(...)``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from carehub.spreadsheet_import.cleaning import dates, names, phones, places, words
from carehub.spreadsheet_import.cleaning.cleaned import Cleaned, ColumnFacts, error, warning
from carehub.spreadsheet_import.reader.cells import Broken, Cell

Cleaner = Callable[[Cell, ColumnFacts], Cleaned]


class Joining(StrEnum):
    """What becomes of a value whose field another column of the same row has filled already."""

    LEFT_OUT = ""
    WINS = "wins"
    LINES = "\n"
    COMMA = ", "
    SPACE = " "


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that a column of a list can hold.

    ``synonyms`` are headers that mean it, in English and Spanish, best first; ``weak`` ones are
    taken only when the values confirm it. ``is_field`` is False for a source that fills other
    fields ("Last, First") and has none of its own. ``is_date``: its cells can leave open whether the day or
    the month stands first.
    """

    name: str
    label: str
    says: str
    example: str
    clean: Cleaner
    synonyms: tuple[str, ...]
    weak: tuple[str, ...] = ()
    is_field: bool = True
    joining: Joining = Joining.LEFT_OUT
    is_date: bool = False


@dataclass(frozen=True, eq=False)
class ColumnSet:
    """The columns that lists of one kind can have, in the order of the choice.

    ``worded`` are those in which a center writes its own words, and a person can say what they mean;
    ``keeps_extra``: what is no field can be kept beside the record.
    """

    columns: tuple[Column, ...]
    worded: tuple[str, ...]
    keeps_extra: bool

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.is_field)


def known_as(text: str) -> tuple[str, ...]:
    return tuple(header.strip() for header in text.split(","))


# One column in a few lines each; the formatter would make three pages of it.
# fmt: off
COLUMNS: tuple[Column, ...] = (
    Column(
        "mrn", "MRN", "The medical record number, unique in the center. Zeros in front are kept.",
        "00012345",
        places.clean_mrn,
        known_as("MRN, Medical record number, Medical record no, Medical record, Med rec number, Med rec "
                 "no, Patient MRN, Chart number, Chart no, Chart ID, Chart, Patient ID, Patient number, "
                 "Patient no, Patient Acct No, Patient account number, Account number, Acct no, Acct "
                 "number, Record number, EMR ID, EHR ID, Expediente, Numero de expediente, No de "
                 "expediente, Historia clinica, Numero de historia clinica, NHC, ID del paciente, Numero "
                 "de paciente"),
        known_as("ID, Number, No, Identifier, Account, Numero"),
    ),
    Column(
        "last_name", "Last name", "The family name, all of it: two surnames stay together.", "García López",
        names.clean_last_name,
        known_as("Last name, Last, Surname, Family name, Lastname, Lname, Patient last name, Legal last "
                 "name, Family, Apellido, Apellidos, Apellido paterno, Primer apellido"),
    ),
    Column(
        "first_name", "First name", "The given name.", "María",
        names.clean_first_name,
        known_as("First name, First, Given name, Given, Firstname, Fname, Forename, Legal first name, "
                 "Nombre, Nombres, Primer nombre, Nombre de pila"),
    ),
    Column(
        "middle_name", "Middle name", "The middle name or its initial.", "Elena",
        names.clean_middle_name,
        known_as("Middle name, Middle, Middle initial, MI, Mname, M I, Middlename, Segundo nombre"),
    ),
    Column(
        "suffix", "Suffix", "Jr, Sr, II, III and the like.", "Jr",
        names.clean_suffix,
        known_as("Suffix, Name suffix, Generation, Sufijo"),
    ),
    Column(
        "preferred_name", "Preferred name", "What the patient wants to be called.", "Mari",
        names.clean_preferred_name,
        known_as("Preferred name, Preferred first name, Nickname, Goes by, Known as, Also known as, "
                 "Called, Chosen name, Nombre preferido, Apodo"),
    ),
    Column(
        "birth_date", "Date of birth", "Best as YYYY-MM-DD. Never in the future; a year alone is not enough.",
        "1961-03-12",
        dates.clean_birth_date,
        known_as("Date of birth, DOB, Birth date, Birthdate, Birthday, D O B, Date birth, Born, Born on, "
                 "Patient DOB, Fecha de nacimiento, Fecha nacimiento, Fec nac, F nac, Nacimiento, FDN"),
        is_date=True,
    ),
    Column(
        "sex", "Sex", "female, male, other or unknown; F, M, mujer, hombre and the like are understood.",
        "female",
        words.clean_sex,
        known_as("Sex, Gender, Sex at birth, Legal sex, Administrative sex, Patient gender, Sexo, Genero"),
    ),
    Column(
        "language", "Language", "The language to speak with the patient, as a name or code (ISO 639-1).",
        "es",
        words.clean_language,
        known_as("Language, Preferred language, Primary language, Spoken language, Lang, Language "
                 "spoken, Idioma, Lengua, Idioma preferido, Idioma principal"),
    ),
    Column(
        "interpreter", "Interpreter", "Whether an interpreter is needed: yes or no (Y, N, Sí, X).", "yes",
        words.clean_interpreter,
        known_as("Interpreter, Interpreter needed, Needs interpreter, Interpreter required, "
                 "Interpretive, Translator, Translator needed, Interprete, Necesita interprete, Requiere "
                 "interprete"),
    ),
    Column(
        "phone", "Phone", "The number to call first. A second number in the same cell becomes the other one.",
        "(202) 555-0123",
        phones.clean_phone,
        known_as("Phone, Phone number, Primary phone, Telephone, Phone 1, Main phone, Contact phone, "
                 "Patient phone, Preferred phone, Phones, Tel, Phone no, Telephone number, Contact "
                 "number, Mobile, Mobile phone, Mobile number, Mobile no, Cell, Cell phone, Cellphone, "
                 "Cell number, Phone cell, Phone mobile, Telefono, Numero de telefono, Telefono "
                 "principal, Telefono celular, Celular, Movil, Home phone, Phone home, Home telephone, "
                 "Home number, Home ph, Cell ph, Telefono de casa, Telefono particular"),
        known_as("Contact, Number"),
    ),
    Column(
        "phone_alt", "Other phone", "A second number.", "(202) 555-0188",
        phones.clean_phone_alt,
        known_as("Other phone, Alternate phone, Alt phone, Secondary phone, Second phone, Phone 2, Phone "
                 "alt, Backup phone, Work phone, Phone work, Phone biz, Daytime phone, Otro telefono, "
                 "Telefono 2, Telefono alternativo, Telefono del trabajo"),
    ),
    Column(
        "email", "E-mail", "One address.", "maria@example.org",
        phones.clean_email,
        known_as("E-mail, Email, Email address, E-mail address, Mail, Correo, Correo electronico"),
        known_as("Contact"),
    ),
    Column(
        "address", "Address", "Street and number, with the apartment.", "12 Elm Street, Apt 3",
        places.clean_address,
        known_as("Address, Street, Street address, Address 1, Address line 1, Address1, Home address, "
                 "Mailing address, Addr, Residential address, Address line, Direccion, Calle, Domicilio"),
    ),
    Column(
        "city", "City", "The town.", "Springfield",
        places.clean_city,
        known_as("City, Town, City name, Municipality, Home city, Ciudad, Municipio, Poblacion"),
    ),
    Column(
        "state", "State", "Two letters, or the name.", "MA",
        places.clean_state,
        known_as("State, State code, St, Home state, State province, Province"),
        known_as("Estado"),
    ),
    Column(
        "zip", "ZIP", "Five digits or ZIP+4. Zeros that Excel dropped are put back.", "01234",
        places.clean_zip,
        known_as("ZIP, ZIP code, Zipcode, Postal code, Postcode, Postal, Zip 4, Codigo postal, CP"),
    ),
    Column(
        "insurance", "Insurance", "The payer or plan; self-pay is understood.", "Medicaid",
        words.clean_insurance,
        known_as("Insurance, Insurance name, Primary insurance, Primary insurance name, Payer, Payer "
                 "name, Primary payer, Primary payer name, Insurance company, Insurance plan, Health "
                 "plan, Plan, Carrier, Coverage, Insurer, Primary ins, Seguro, Seguro medico, Aseguradora"),
    ),
    Column(
        "insurance_id", "Insurance ID", "The member or policy number.", "MA123456789",
        places.clean_insurance_id,
        known_as("Insurance ID, Insurance number, Insurance no, Member ID, Member number, Policy number, "
                 "Policy no, Policy ID, Subscriber ID, Medicaid ID, Medicaid number, Medicare number, "
                 "Insurance policy number, Numero de seguro, Numero de poliza, Poliza"),
    ),
    Column(
        "site", "Site", "The name of one of the center's sites.", "Northside",
        words.clean_site,
        known_as("Site, Clinic, Home site, Clinic site, Site name, Clinic name, Branch, Sitio, Sede, "
                 "Clinica"),
        known_as("Facility, Facility name, Location, Office, Appointment facility name, Department, "
                 "Department name, Center, Centro"),
    ),
    Column(
        "coordinator", "Coordinator", "The user name (or name) of the coordinator whose caseload it is.",
        "alice",
        words.clean_coordinator,
        known_as("Coordinator, Care coordinator, Case manager, Care manager, Navigator, Patient "
                 "navigator, Assigned coordinator, Care coordinator name, Caseload, Coordinador, "
                 "Coordinadora, Gestor de casos"),
        known_as("Assigned to, Assigned, Owner, Worker, Case worker, Asignado a"),
    ),
    Column(
        "status", "Status", "active, inactive or deceased.", "active",
        words.clean_status,
        known_as("Status, Patient status, Record status, Enrollment status, Estatus, Estado del "
                 "paciente, Situacion"),
        known_as("Estado"),
    ),
    Column(
        "risk", "Risk", "low, medium or high.", "medium",
        words.clean_risk,
        known_as("Risk, Risk level, Risk tier, Risk category, Risk status, Acuity, Riesgo, Nivel de "
                 "riesgo"),
    ),
    Column(
        "notes", "Notes", "Free text; line breaks are kept.", "Prefers calls after 4 pm",
        places.clean_notes,
        known_as("Notes, Note, Comments, Comment, Remarks, Memo, Notas, Nota, Observaciones, Comentarios"),
        joining=Joining.LINES,
    ),
    Column(
        "full_name", "Full name", "Last, First Middle in one cell; it is taken apart.",
        "García López, María E",
        names.clean_full_name,
        known_as("Name, Full name, Patient name, Patient, Patient full name, Last first, Last name first "
                 "name, Name last first, Client name, Nombre completo, Nombre y apellidos, Nombre y "
                 "apellido, Apellidos y nombre, Apellido y nombre, Paciente, Nombre del paciente"),
        is_field=False,
    ),
    Column(
        "second_last_name", "Second family name", "A second surname in a column of its own.", "López",
        names.clean_last_name,
        known_as("Second last name, Last name 2, Second surname, Apellido materno, Segundo apellido"),
        is_field=False, joining=Joining.SPACE,
    ),
    Column(
        "address_2", "Address, second line", "Apartment or unit; it is added to the address.", "Apt 3",
        places.clean_address,
        known_as("Address 2, Address line 2, Address2, Apt, Apartment, Unit, Apt number, Street 2, "
                 "Street line 2, Departamento, Apartamento"),
        is_field=False, joining=Joining.COMMA,
    ),
    Column(
        "death_date", "Date of death", "A date here makes the status deceased.", "2024-05-06",
        dates.clean_death_date,
        known_as("Date of death, Deathdate, Death date, DOD, Deceased date, Date deceased, Fecha de "
                 "muerte, Fecha de defuncion, Fecha de fallecimiento"),
        is_field=False, joining=Joining.WINS,
    ),
    Column(
        "deceased", "Deceased", "A yes here makes the status deceased.", "yes",
        words.clean_deceased,
        known_as("Deceased, Is deceased, Deceased flag, Dead, Fallecido, Difunto"),
        is_field=False, joining=Joining.WINS,
    ),
    Column(
        "is_active", "Active", "Yes for active, no for inactive.", "yes",
        words.clean_is_active,
        known_as("Active, Is active, Active patient, Activo"),
        is_field=False,
    ),
)
# fmt: on

PATIENT_LIST = ColumnSet(
    COLUMNS,
    worded=("sex", "language", "interpreter", "insurance", "site", "coordinator", "status", "risk"),
    keeps_extra=True,
)
BY_NAME = PATIENT_LIST.by_name
FIELDS = PATIENT_LIST.fields


def clean(column: Column, cell: Cell, facts: ColumnFacts) -> Cleaned:
    """What the cell means in this column. A broken cell is never taken for an empty one."""
    if isinstance(cell, Broken):
        # Without a readable date of birth nobody can be told apart; #N/A says openly that there is none.
        is_grave = column.name == "birth_date" and cell.shown != "#N/A"
        return Cleaned((), (error(cell.reason) if is_grave else warning(cell.reason),))
    return column.clean(cell, facts)
