"""What the rest of CareHub may ask of crises; each verb stands in the module of its idea."""

from carehub.crises.protocol import on_call_now, rota, set_rota, set_steps, steps_now
from carehub.crises.reading import Notice, Told, find, of_patient, open_notices, open_one, tell, visible_to
from carehub.crises.running import acknowledge, end, note, open_crisis, tick

__all__ = [
    "Notice",
    "Told",
    "acknowledge",
    "end",
    "find",
    "note",
    "of_patient",
    "on_call_now",
    "open_crisis",
    "open_notices",
    "open_one",
    "rota",
    "set_rota",
    "set_steps",
    "steps_now",
    "tell",
    "tick",
    "visible_to",
]
