"""What no public source says of the service: each question, what may be, and what is assumed.

A test can switch an answer (``--open-question NAME=ANSWER``, or the control API), and so show that a client
copes with each. The names and answers are in ``docs/emulator.md``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One thing that is not known.

    Args:
        text: The question.
        answers: What may be so; the first one is assumed.
    """

    text: str
    answers: tuple[str, ...]


QUESTIONS: dict[str, Question] = {
    "function_tool_without_strict": Question(
        "Does POST /responses take a function tool that does not say whether it is strict?",
        ("accepted", "refused"),
    ),
    "metadata_without_store": Question(
        "Does POST /chat/completions take metadata of a completion that is not stored?",
        ("refused", "accepted"),
    ),
    "present_member": Question(
        "What happens to a person or group that is added to where they are already: a refusal, nothing, or "
        "does the new role replace the old one?",
        ("refused", "unchanged", "changed"),
    ),
    "role_outside_project": Question(
        "Can somebody who does not belong to a project be given a role in it?",
        ("refused", "accepted"),
    ),
    "project_group_role_word": Question(
        "Does POST /organization/projects/{project_id}/groups take a role by its name beside its id?",
        ("accepted", "refused"),
    ),
    "predefined_role_name": Question(
        "Is the name of a predefined role the word of its id (member), or a title (Project Member)?",
        ("word", "title"),
    ),
}


class OpenQuestions:
    """The answers of one emulator.

    Args:
        given: Answers by name that replace the assumed ones, also after a reset.
    """

    def __init__(self, given: dict[str, str] | None = None) -> None:
        """Begin with the answers that are given.

        Raises:
            ValueError: There is no such question, or it has no such answer.
        """
        self._first = {name: question.answers[0] for name, question in QUESTIONS.items()}
        for name, answer in (given or {}).items():
            self._first[name] = checked(name, answer)
        self.answers = dict(self._first)

    def set(self, given: dict[str, str]) -> None:
        """Switch answers; all of them or none.

        Raises:
            ValueError: There is no such question, or it has no such answer.
        """
        self.answers |= {name: checked(name, answer) for name, answer in given.items()}

    def reset(self) -> None:
        """Return to the answers of the start."""
        self.answers = dict(self._first)


def checked(name: str, answer: str) -> str:
    """Return an answer that the question has.

    Raises:
        ValueError: There is no such question, or it has no such answer.
    """
    if name not in QUESTIONS:
        raise ValueError(f"there is no open question {name!r}; known are {', '.join(sorted(QUESTIONS))}")
    answers = QUESTIONS[name].answers
    if answer not in answers:
        raise ValueError(f"the open question {name} is answered by {', '.join(answers)}, not {answer!r}")
    return answer


def parse(text: str) -> tuple[str, str]:
    """Read ``NAME=ANSWER``.

    Raises:
        ValueError: There is no such question, or it has no such answer.
    """
    name, _separator, answer = text.partition("=")
    return name, checked(name, answer)
