"""What is said at the first start: how the first admin gets in."""


def greeting() -> list[str]:
    return []
