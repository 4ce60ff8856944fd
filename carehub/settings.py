"""The only reader of the environment."""

from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from carehub.core.errors import Invalid


class Settings(BaseSettings):
    """What can be set from outside; each is an environment variable with the prefix CAREHUB_."""

    model_config = SettingsConfigDict(env_prefix="CAREHUB_", frozen=True, env_ignore_empty=True)

    home: Path = Field(Path("data"), description="The data folder; created readable by its owner only")
    database_url: str = Field("", description="PostgreSQL address; empty means SQLite in the data folder")
    redis_url: str = Field("", description="Redis address, for several workers or machines; empty means none")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(3000, ge=1, le=65535, description="Port to listen on")
    base_url: str = Field(
        "", description="Addresses people use, separated by commas; Origin and Host are checked against them"
    )
    tls_cert: Path | None = Field(None, description="Certificate file (PEM) for https")
    tls_key: Path | None = Field(None, description="Private key file (PEM) for https")
    behind_proxy: bool = Field(False, description="1 when a reverse proxy in front does the https")
    metrics_token: SecretStr = Field(
        SecretStr(""), description="Secret that opens /metrics; empty means there are none"
    )
    logs: Literal["text", "json"] = Field(
        "text", description="Form of the log: text, or json for a collector"
    )
    backup_folder: Path | None = Field(
        None, description="Where backups go, best on another disk; empty means `backups` in the data folder"
    )
    backup_hours: int = Field(
        24, ge=0, description="Hours between two backups that the server makes by itself; 0 means none"
    )
    backup_keep: int = Field(14, ge=1, description="Newest backups kept, beside the last of each month")
    import_max_mb: int = Field(25, ge=1, description="Largest spreadsheet accepted, in megabytes")
    import_max_rows: int = Field(200_000, ge=1, description="Longest list accepted, in rows")
    import_undo_months: int = Field(24, ge=1, description="Months in which an import can be undone")
    import_file_days: int = Field(30, ge=1, description="Days until the file of an import is deleted")
    oidc_issuer: str = Field(
        "", description="Address of the OpenID Connect provider for single sign-on; empty means none"
    )
    oidc_client_id: str = Field("", description="What the provider calls this CareHub")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="The secret that the provider gave with it; empty for a public client"
    )
    oidc_label: str = Field("single sign-on", description="The button says: Sign in with ...")
    oidc_second_factor: Literal["ours", "theirs"] = Field(
        "ours",
        description="theirs: no code of ours where the provider says that it asked for more than a password",
    )
    second_factor: Literal["leaders", "everyone", "nobody"] = Field(
        "leaders",
        description="Who signs in with an app besides the password; leaders: admins and supervisors",
    )
    session_idle_minutes: int = Field(
        15, ge=1, description="Minutes without activity until the page is locked"
    )
    session_locked_minutes: int = Field(
        45, ge=0, description="Minutes that a locked page keeps unsaved work until it is signed out"
    )
    session_hours: int = Field(12, ge=1, description="Hours until a session ends in any case")

    @field_validator("base_url")
    @classmethod
    def _each_is_an_address(cls, value: str) -> str:
        for one in filter(None, (part.strip() for part in value.split(","))):
            parts = urlsplit(one)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise ValueError(f"{one!r} is not an address such as https://carehub.example.org")
        return value

    @model_validator(mode="after")
    def _certificate_and_key_go_together(self) -> "Settings":
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("CAREHUB_TLS_CERT and CAREHUB_TLS_KEY are set together or not at all")
        return self

    @model_validator(mode="after")
    def _single_sign_on_is_whole(self) -> "Settings":
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            raise ValueError("CAREHUB_OIDC_ISSUER and CAREHUB_OIDC_CLIENT_ID are set together or not at all")
        return self

    @property
    def has_single_sign_on(self) -> bool:
        return bool(self.oidc_issuer)

    @property
    def is_https(self) -> bool:
        return self.tls_cert is not None or any(url.startswith("https:") for url in self.base_urls)

    @property
    def is_loopback(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def base_urls(self) -> tuple[str, ...]:
        """Every address that a browser may use, as ``scheme://host[:port]`` without a slash."""
        named = [part.strip().rstrip("/") for part in self.base_url.split(",") if part.strip()]
        scheme = "https" if self.tls_cert else "http"
        own = [f"{scheme}://{host}:{self.port}" for host in ("127.0.0.1", "localhost", "[::1]")]
        return tuple(named + own)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'carehub.db'}"

    @property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    def refuse_unsafe_network(self) -> None:
        """Patient data never travels in clear text beyond this computer."""
        if not (self.is_loopback or self.tls_cert or self.behind_proxy):
            raise Invalid(
                f"CareHub does not listen on {self.host} without https: run `carehub tls init` and set "
                "CAREHUB_TLS_CERT and CAREHUB_TLS_KEY, or set CAREHUB_BEHIND_PROXY=1 behind a proxy "
                "that does https."
            )


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()  # pyright: ignore[reportCallIssue]
