"""From nothing to a running CareHub: every reason not to start is found before the server starts."""

from collections.abc import Callable

from carehub.core.errors import Invalid
from carehub.serving import server, tls
from carehub.serving.data import only_server_of, prepare_database, prepare_home
from carehub.serving.frontend import ready_build
from carehub.settings import Settings

Say = Callable[[str], None]


def start(settings: Settings, say: Say, greeting: Callable[[], list[str]]) -> None:
    """Serve until stopped. ``greeting`` is asked for its lines once the database is ready; they are
    said after the address, when the first page can be opened."""
    settings.refuse_unsafe_network()
    refuse_useless_certificate(settings)
    prepare_home(settings.home)
    with only_server_of(settings):
        server.refuse_taken_port(settings.host, settings.port)
        build = ready_build(say)
        prepare_database()
        lines = [f"CareHub is ready: {settings.base_urls[0]}", *greeting(), "Ctrl-C stops it."]
        server.serve(settings, build, lambda: say("\n".join(lines)))
    say("CareHub has stopped.")


def refuse_useless_certificate(settings: Settings) -> None:
    """Browsers would only say that the connection failed; we can say why."""
    if settings.tls_cert is None or settings.tls_key is None:
        return
    for file in (settings.tls_cert, settings.tls_key):
        if not file.is_file():
            raise Invalid(f"There is no file {file}: `carehub tls init` makes a certificate and its key.")
    try:
        fits = tls.belong_together(settings.tls_cert, settings.tls_key)
    except ValueError:
        raise Invalid(f"{settings.tls_cert} and {settings.tls_key} are no certificate and key.") from None
    if not fits:
        raise Invalid(f"The key {settings.tls_key} does not belong to the certificate {settings.tls_cert}.")
