# pyright: reportMissingImports=false, reportMissingModuleSource=false
"""The same list through django-import-export; runs in a Python that has it, never in CareHub's."""

import json
import sys
import time
from pathlib import Path


def main(database: str, file: str) -> None:
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["import_export"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    from django.db import connection, models
    from import_export import resources
    from tablib import Dataset

    dataset = Dataset().load(Path(file).read_bytes(), format="xlsx")
    titles = list(dataset.headers)
    columns = [f"c{number}" for number in range(len(titles))]
    dataset.headers = columns
    fields = {name: models.TextField(blank=True, null=True) for name in columns[1:]}
    meta = type("Meta", (), {"app_label": "import_export", "db_table": "person"})
    first = {columns[0]: models.CharField(max_length=40, unique=True)}
    person = type("Person", (models.Model,), {"__module__": __name__, "Meta": meta, **first, **fields})
    with connection.schema_editor() as editor:
        editor.create_model(person)
    options = {"model": person, "import_id_fields": (columns[0],), "fields": columns, "skip_unchanged": True,
               "use_bulk": True, "batch_size": 1000}  # fmt: skip
    resource = type("People", (resources.ModelResource,), {"Meta": type("Meta", (), options)})
    seconds = []
    for _ in range(2):
        clock, processor = time.perf_counter(), time.process_time()
        again = Dataset().load(Path(file).read_bytes(), format="xlsx")
        again.headers = columns
        resource().import_data(again, raise_errors=True)
        seconds.append((time.perf_counter() - clock, time.process_time() - processor))
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
