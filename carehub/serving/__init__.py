"""How CareHub starts: the front-end build, the server, https, and what `carehub doctor` looks at."""
