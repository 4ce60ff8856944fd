"""Settings -> Reflex's configuration, nothing else."""

import reflex as rx
from reflex.constants import StateManagerMode

from carehub.serving.lean_build import LeanBuildPlugin
from carehub.serving.same_origin import SameOriginPlugin
from carehub.serving.taking_over import TakingOverPlugin
from carehub.settings import settings
from carehub.ui.theme import theme

config = rx.Config(
    app_name="carehub",
    backend_host=settings().host,
    cors_allowed_origins=settings().base_urls,
    # Reflex keeps page state in pickles on disk by default; ours never leaves memory (or Redis).
    state_manager_mode=StateManagerMode.REDIS if settings().redis_url else StateManagerMode.MEMORY,
    redis_url=settings().redis_url or None,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[
        rx.plugins.RadixThemesPlugin(theme=theme),
        LeanBuildPlugin(),
        SameOriginPlugin(),
        TakingOverPlugin(),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
