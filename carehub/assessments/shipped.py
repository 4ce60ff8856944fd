"""The forms that come with CareHub."""

from functools import cache
from importlib import resources

from carehub.assessments.parsing import parse


@cache
def shipped() -> dict[str, str]:
    """Their definitions, by key."""
    folder = resources.files("carehub.assessments") / "forms"
    texts = [each.read_text("utf-8") for each in folder.iterdir() if each.name.endswith(".toml")]
    return {parse(text).key: text for text in sorted(texts)}
