"""The content security policy: only the build's own scripts run, and none through eval."""

import base64
import hashlib
import re
from pathlib import Path

_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def content_policy(client: Path) -> str:
    """The policy for a finished build in ``client``; empty when there is none (``reflex run``)."""
    pages = list(client.rglob("*.html"))
    if not pages:
        return ""
    scripts = {script for page in pages for script in _INLINE.findall(page.read_bytes())}
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {' '.join(sorted(map(_source, scripts)))}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def without_scripts(policy: str) -> str:
    """The same for an answer that is no page: nothing inline runs there, and the list of hashes is long."""
    return re.sub(r" 'sha256-[^']+'", "", policy)


def _source(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
