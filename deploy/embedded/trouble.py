"""What keeps the stack from running, in one sentence a person can act on."""


class Trouble(Exception):
    """``sentence`` says what is wrong, ``mend`` is the command that puts it right (or empty)."""

    def __init__(self, sentence: str, mend: str = "") -> None:
        super().__init__(f"{sentence} → {mend}" if mend else sentence)
        self.sentence = sentence
        self.mend = mend
