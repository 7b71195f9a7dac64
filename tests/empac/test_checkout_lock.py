import pytest

from empac import checkout_lock


def test_the_second_in_one_checkout_is_told_who_holds_it(tmp_path):
    path = tmp_path / "var" / "up.lock"
    with checkout_lock.hold(path) as lock:
        lock.write("process 7")
        lock.flush()
        with (
            pytest.raises(checkout_lock.AlreadyRunning, match=r"process 7\. Stop that one first"),
            checkout_lock.hold(path),
        ):
            pass
    with checkout_lock.hold(path):
        pass
