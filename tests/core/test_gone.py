"""The list beside the database: nothing that is written to it is lost."""

import threading

from community.core import gone

MANY = 60


def test_what_is_written_while_older_lines_go_is_kept(app):
    """In no order: whoever writes waits for whoever writes the list anew."""
    start, places = threading.Barrier(3), []

    def write(who):
        with app.app_context():
            start.wait(10)
            for number in range(MANY):
                gone.add([{"who": who, "n": number}, {"old": number}])

    writers = [threading.Thread(target=write, args=(who,)) for who in ("a", "b")]
    for one in writers:
        one.start()
    start.wait(10)
    while any(one.is_alive() for one in writers):
        places.append(gone.let_go(lambda line: "old" in line))
    places.append(gone.let_go(lambda line: "old" in line))
    for one in writers:
        one.join()
    assert sum(places) == 2 * MANY
    left = [(line["who"], line["n"]) for line in gone.lines(gone.place())]
    assert sorted(left) == [(who, n) for who in ("a", "b") for n in range(MANY)]


def test_a_line_that_is_no_json_or_says_nothing_is_left_out(app):
    gone.place().parent.mkdir(parents=True, exist_ok=True)
    gone.place().write_text('{"a": 1}\n[2]\n\nnull\n{"b"')
    assert list(gone.lines(gone.place())) == [{"a": 1}]
    gone.add([{"c": 3}])
    assert list(gone.lines(gone.place())) == [{"a": 1}, {"c": 3}]
    assert gone.let_go(lambda line: "a" in line) == 1
    assert gone.place().read_text() == '[2]\n\nnull\n{"b"\n{"c": 3}\n'
