from carehub.desk.handover.splitting import Going, Split, Taker, divided

NORTH, SOUTH = 1, 2
ANYWHERE, NORTHS, SOUTHS = Taker(10, None), Taker(11, frozenset({NORTH})), Taker(12, frozenset({SOUTH}))


def going(patient_id: int, *sites: int, weight: int = 1) -> Going:
    return Going(patient_id, sites[0], frozenset(sites), weight)


def test_the_weights_of_those_who_take_over_come_out_even() -> None:
    caseload = [going(n, NORTH, weight=weight) for n, weight in enumerate((5, 4, 3, 3, 3, 2))]
    to = divided(caseload, [ANYWHERE, NORTHS], Split.EVENLY, {})
    weights = {who: sum(each.weight for each in caseload if to[each.patient_id] == who) for who in (10, 11)}
    assert weights == {10: 10, 11: 10}


def test_a_patient_goes_only_to_who_works_at_a_site_of_the_patient() -> None:
    caseload = [going(1, NORTH), going(2, SOUTH), going(3, NORTH, SOUTH)]
    to = divided(caseload, [SOUTHS], Split.EVENLY, {})
    assert to == {1: None, 2: 12, 3: 12}


def test_by_site_those_of_the_home_site_come_first() -> None:
    caseload = [going(1, NORTH, SOUTH), going(2, SOUTH, NORTH), going(3, NORTH, SOUTH)]
    assert divided(caseload, [NORTHS, SOUTHS], Split.BY_SITE, {}) == {1: 11, 2: 12, 3: 11}


def test_by_hand_follows_what_was_chosen_where_that_can_be() -> None:
    caseload = [going(1, NORTH), going(2, NORTH), going(3, NORTH)]
    to = divided(caseload, [ANYWHERE, NORTHS, SOUTHS], Split.BY_HAND, {1: 11, 2: 12})
    assert to[1] == 11
    assert to[2] in (10, 11)
