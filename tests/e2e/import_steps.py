"""What a person does with a list on the Import page."""

from base64 import b64encode
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.spreadsheet_import.files import workbook

TITLES = ["MRN", "Last name", "First name", "Date of birth", "Phone", "Marital", "Status"]
# Reading, checking and committing start a process of their own: on a busy machine that takes a while.
A_WHILE = 60_000
_DROP = """async files => {
  const dropped = new DataTransfer();
  for (const [name, content] of files)
    dropped.items.add(new File([Uint8Array.from(atob(content), letter => letter.charCodeAt(0))], name));
  const drag = kind => document.querySelector("main").dispatchEvent(
    new DragEvent(kind, {dataTransfer: dropped, bubbles: true, cancelable: true}));
  while (!document.querySelector(".file-drop[data-over]")) {
    drag("dragover");
    await new Promise(requestAnimationFrame);
  }
  drag("drop");
}"""


def patient_list(folder: Path) -> Path:
    return workbook(
        folder,
        ["Our patients", None, None, "November"],
        TITLES,
        ["00017", "GARCÍA LÓPEZ", "María", "1961-03-12", "617-555-0123", "married", "active"],
        ["00018", "Soto", "Leo", "02/30/1990", "617-555-0188", "single", "active"],
        ["00019", "Tran", "Kim", "1990-01-02", "555-0188", "single", "active"],
        ["Total", 3],
    )


def choose(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files(file)


def drop(page: Page, *files: Path) -> None:
    """From the desktop of the computer onto the page, once it shows that it takes them."""
    page.evaluate(_DROP, [[file.name, b64encode(file.read_bytes()).decode()] for file in files])


def correct_the_row(page: Page, folder: Path, cell: str, text: str) -> Path:
    """The workbook of the only row that did not come in, with this in its cell."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the 1 row to correct").click()
    path = folder / "corrected.xlsx"
    download.value.save_as(path)
    book = load_workbook(path)
    book.worksheets[0][cell] = text
    book.save(path)
    return path


def is_whole_on_a_phone(page: Page) -> None:
    """An admin has more pages than one line of the bar below holds: none is cut."""
    usual = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    for link in page.get_by_role("navigation", name="Main").get_by_role("link").all():
        expect(link).to_be_in_viewport(ratio=0.9)
    assert usual is not None
    page.set_viewport_size(usual)
