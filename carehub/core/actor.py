"""Who is acting, and the one table of which role may do what."""

from dataclasses import dataclass
from enum import StrEnum

from carehub.core.errors import NotAllowed


class Role(StrEnum):
    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    PROVIDER = "provider"
    FRONT_DESK = "front_desk"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Permission(StrEnum):
    PATIENTS_SEE = "patients.see"
    PATIENTS_EDIT = "patients.edit"
    PATIENTS_MERGE = "patients.merge"
    NOTES_SEE = "notes.see"
    CARE_EDIT = "care.edit"
    CRISES_RUN = "crises.run"
    CRISES_SUPERVISE = "crises.supervise"
    DOCUMENTS_KEEP = "documents.keep"
    REFERRALS_CREATE = "referrals.create"
    REFERRALS_MOVE = "referrals.move"
    REFERRALS_EDIT = "referrals.edit"
    REFERRALS_ACKNOWLEDGE = "referrals.acknowledge"
    REFERRALS_SIGN_OFF_LOST = "referrals.sign_off_lost"
    APPOINTMENTS_BOOK = "appointments.book"
    APPOINTMENTS_RECORD = "appointments.record"
    APPOINTMENTS_OVERRIDE_CONFLICT = "appointments.override_conflict"
    CASELOAD_ASSIGN = "caseload.assign"
    CASELOAD_ASSIGN_EVERYONE = "caseload.assign_everyone"
    DIRECTORY_EDIT = "directory.edit"
    IMPORTS_RUN = "imports.run"
    EXPORTS_RUN = "exports.run"
    SENSITIVE_SEE = "sensitive.see"
    BREAK_GLASS = "break_glass"
    USERS_MANAGE = "users.manage"
    SITES_MANAGE = "sites.manage"
    STAGES_MANAGE = "stages.manage"
    SETTINGS_MANAGE = "settings.manage"
    BACKUPS_MANAGE = "backups.manage"
    AUDIT_READ = "audit.read"
    HISTORY_READ = "history.read"


_P = Permission
# Whoever picks up the phone may open a crisis; what is written in it is for those who read notes.
_BOOKS = {
    _P.PATIENTS_SEE,
    _P.DOCUMENTS_KEEP,
    _P.APPOINTMENTS_BOOK,
    _P.APPOINTMENTS_RECORD,
    _P.CRISES_RUN,
}
_COORDINATES = _BOOKS | {
    _P.PATIENTS_EDIT,
    _P.NOTES_SEE,
    _P.CARE_EDIT,
    _P.REFERRALS_CREATE,
    _P.REFERRALS_MOVE,
    _P.REFERRALS_EDIT,
    _P.REFERRALS_ACKNOWLEDGE,
    _P.CASELOAD_ASSIGN,
    _P.DIRECTORY_EDIT,
    _P.EXPORTS_RUN,
    _P.BREAK_GLASS,
}

# sensitive.see is by grant to a person, so it stands in no role.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(_COORDINATES),
    Role.SUPERVISOR: frozenset(
        _COORDINATES
        | {
            _P.REFERRALS_SIGN_OFF_LOST,
            _P.CRISES_SUPERVISE,
            _P.APPOINTMENTS_OVERRIDE_CONFLICT,
            _P.CASELOAD_ASSIGN_EVERYONE,
            _P.PATIENTS_MERGE,
            _P.IMPORTS_RUN,
            _P.AUDIT_READ,
            _P.HISTORY_READ,
        }
    ),
    Role.PROVIDER: frozenset(
        _BOOKS | {_P.NOTES_SEE, _P.REFERRALS_CREATE, _P.REFERRALS_ACKNOWLEDGE, _P.BREAK_GLASS}
    ),
    Role.FRONT_DESK: frozenset(_BOOKS | {_P.PATIENTS_EDIT}),
    Role.ADMIN: frozenset(
        {
            _P.PATIENTS_SEE,
            _P.PATIENTS_EDIT,
            _P.PATIENTS_MERGE,
            _P.DIRECTORY_EDIT,
            _P.IMPORTS_RUN,
            _P.EXPORTS_RUN,
            _P.USERS_MANAGE,
            _P.SITES_MANAGE,
            _P.STAGES_MANAGE,
            _P.SETTINGS_MANAGE,
            _P.BACKUPS_MANAGE,
            _P.AUDIT_READ,
            _P.HISTORY_READ,
        }
    ),
}

# "Ask a supervisor" helps; "forbidden" does not.
_WHO_MAY = "Your role ({role}) does not include this. Ask {whom}."


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, read from the database for this one transaction.

    ``site_ids`` are the sites the person works at; ``all_sites`` means every site of the
    center, those opened later included. ``grants`` are permissions of the person beyond the role's.
    ``only_patient_id``: reads about this one patient in an emergency, and about nobody else.
    """

    user_id: int
    name: str
    role: Role
    site_ids: frozenset[int] = frozenset()
    all_sites: bool = False
    session_id: int | None = None
    address: str = ""
    grants: frozenset[Permission] = frozenset()
    only_patient_id: int | None = None

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[self.role] or permission in self.grants

    def works_at(self, site_id: int) -> bool:
        return self.all_sites or site_id in self.site_ids


def require(actor: Actor, permission: Permission) -> None:
    """Refuse, with a sentence that names who can, unless the actor's role has the permission."""
    if not actor.may(permission):
        raise NotAllowed(_WHO_MAY.format(role=actor.role.label.lower(), whom=_who_may(permission)))


def _who_may(permission: Permission) -> str:
    roles = [role for role in Role if permission in PERMISSIONS[role]]
    if Role.SUPERVISOR in roles:
        return "a supervisor"
    return f"{_article(roles[0])} {roles[0].label.lower()}" if roles else "your admin"


def _article(role: Role) -> str:
    return "an" if role is Role.ADMIN else "a"
