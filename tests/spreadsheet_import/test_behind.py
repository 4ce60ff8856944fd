"""A thread does what it is handed, in order, while the work goes on."""

import threading

import pytest

from carehub.spreadsheet_import.behind import doing_behind


def test_all_of_it_is_done_in_order_by_one_other_thread() -> None:
    done: list[tuple[int, int]] = []
    with doing_behind() as behind:
        for number in range(20):
            behind(lambda number=number: done.append((number, threading.get_ident())))

    assert [number for number, _ in done] == list(range(20))
    assert len({thread for _, thread in done} | {threading.get_ident()}) == 2


def test_an_error_there_is_raised_here_and_ends_it() -> None:
    done: list[int] = []

    def go_on_after_an_error() -> None:
        with doing_behind() as behind:
            behind(fail)
            for number in range(20):
                behind(lambda number=number: done.append(number))

    with pytest.raises(ValueError, match="the disk is full"):
        go_on_after_an_error()
    assert len(done) < 5


def fail() -> None:
    raise ValueError("the disk is full")


def test_an_error_here_goes_on_once_the_thread_has_stopped() -> None:
    running = threading.active_count()

    def fail_beside_the_thread() -> None:
        with doing_behind() as behind:
            behind(lambda: None)
            fail()

    with pytest.raises(ValueError, match="the disk is full"):
        fail_beside_the_thread()
    assert threading.active_count() == running
