"""The 4 digits of a visit."""

import re

from notifications.replies import code_of


def test_a_code_is_four_digits_and_stays():
    codes = [code_of("key", appointment_id=n, recipient="contact:1") for n in range(500)]
    assert all(re.fullmatch(r"\d{4}", code) for code in codes)
    assert codes == [code_of("key", appointment_id=n, recipient="contact:1") for n in range(500)]
    assert len(set(codes)) > 450
    assert any(code.startswith("0") for code in codes)


def test_a_code_hangs_on_the_key_the_visit_and_the_reader():
    codes = {
        code_of("key", appointment_id=1, recipient="contact:1"),
        code_of("other", appointment_id=1, recipient="contact:1"),
        code_of("key", appointment_id=2, recipient="contact:1"),
        code_of("key", appointment_id=1, recipient="contact:2"),
    }
    assert len(codes) == 4
