"""One PostgreSQL database that is as new for each test.

Copying the template takes a fifth of a second, which two thousand tests feel; deleting what a test wrote
takes a tenth of that. After a test that changed the form of the database a new copy is made.
"""

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from carehub.core import database

NAME = "swept"

# What the migrations put in is put back; sequences begin where the template's begin.
_KEEP = """
CREATE SCHEMA kept;
CREATE TABLE kept.sequences AS
  SELECT sequencename AS name, last_value FROM pg_sequences WHERE schemaname = 'public';
CREATE FUNCTION kept.form() RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws('/',
    (SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'public'::regnamespace),
    (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_constraint),
    (SELECT version_num FROM public.alembic_version)) $$;
CREATE TABLE kept.forms AS SELECT kept.form() AS form;
DO $$ DECLARE name text; is_filled boolean; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', name) INTO is_filled;
    IF is_filled THEN
      EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', 'rows_' || name, name);
    END IF;
  END LOOP; END $$;
CREATE FUNCTION kept.sweep() RETURNS void LANGUAGE plpgsql AS $$ DECLARE name text; last bigint; BEGIN
  IF kept.form() IS DISTINCT FROM (SELECT form FROM kept.forms) THEN
    RAISE EXCEPTION 'the form changed';
  END IF;
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DELETE FROM public.%I', name);
  END LOOP;
  FOR name IN SELECT substr(tablename, 6) FROM pg_tables
    WHERE schemaname = 'kept' AND tablename LIKE 'rows\\_%' LOOP
    EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', name, 'rows_' || name);
  END LOOP;
  FOR name, last IN SELECT sequences.name, last_value FROM kept.sequences LOOP
    PERFORM setval(format('public.%I', name), coalesce(last, 1), last IS NOT NULL);
  END LOOP; END $$;
"""


class SweptDatabase:
    """A database on the server at ``postgres``, made from its ``template``."""

    def __init__(self, postgres: str) -> None:
        self._server = _patient(postgres)
        self._url = postgres.replace("/postgres?", f"/{NAME}?")
        self._broom = _patient(self._url)
        self._make()

    def swept(self) -> str:
        """Its address, with nothing in it that the template does not have."""
        try:
            with self._broom.connect() as connection:
                # What a test left open must neither hold a lock nor write into the next one.
                connection.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                connection.exec_driver_sql("SELECT kept.sweep()")
        except DBAPIError:
            self._make()
        return self._url

    def drop(self) -> None:
        self._broom.dispose()
        with self._server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        self._server.dispose()

    def _make(self) -> None:
        self._broom.dispose()
        with self._server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.exec_driver_sql(f"CREATE DATABASE {NAME} TEMPLATE template STRATEGY FILE_COPY")
        with self._broom.connect() as connection:
            connection.exec_driver_sql(_KEEP.replace("%", "%%"))


def _patient(url: str) -> Engine:
    return database.make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
