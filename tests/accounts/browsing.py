"""Somebody's browser in front of the pages of signing in."""

from httpx import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.accounts.routes import ROUTES
from carehub.door import Door

HOME = "http://127.0.0.1:3000"
PASSWORD = "canary my dog likes tea"
NEW = "another canary sings at six"


def new_browser() -> TestClient:
    client = TestClient(Door(Starlette(routes=ROUTES)), base_url=HOME, follow_redirects=False)
    client.headers["origin"] = HOME
    return client


def sign_in(
    browser: TestClient, user_name: str = "alice", password: str = PASSWORD, to: str = ""
) -> Response:
    return browser.post("/sign-in", data={"user_name": user_name, "password": password, "next": to})


def token(browser: TestClient) -> str:
    return browser.cookies.get(sessions.cookie_name()) or ""
