"""Fuzzing: what the handbook reads is cut, doubled, swapped and spoilt, and whatever comes of it must be read or refused.

``python -m fuzz --minutes 20`` in ``tests/``, or ``tox -e fuzz``. ``mutate`` spoils, ``texts``, ``data``, ``pages`` and
``outputs`` say what is tried and what must hold, ``run`` goes round until the time is over.
"""
