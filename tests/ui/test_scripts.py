from pathlib import Path

import pytest

from carehub.ui.widgets import scripts


@pytest.fixture
def links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(scripts, "_LINKS", tmp_path / "links")
    return tmp_path / "links"


def test_a_script_and_what_it_imports_are_found_in_one_folder(links: Path) -> None:
    library = scripts.script("calendar.jsx", "calendar_moves.jsx")
    assert library == "$/public/external/widgets/calendar.jsx"
    assert (links / "calendar_moves.jsx").read_text() == (
        Path(scripts.__file__).parent / "calendar_moves.jsx"
    ).read_text()


def test_a_link_of_another_checkout_is_made_anew(links: Path, tmp_path: Path) -> None:
    links.mkdir()
    (links / "toasts.jsx").symlink_to(tmp_path / "gone.jsx")
    scripts.script("toasts.jsx")
    assert (links / "toasts.jsx").resolve() == Path(scripts.__file__).parent / "toasts.jsx"


def test_a_script_that_is_not_there_is_refused(links: Path) -> None:
    with pytest.raises(FileNotFoundError):
        scripts.script("no_such.jsx")
