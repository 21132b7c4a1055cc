"""Suggestions of projects and people, each with reasons that add up to its score."""

import numpy as np

from community.graph import channels
from community.graph.answer import Answer, Asked
from community.graph.channels import POPULAR
from community.graph.learned import NOTHING_LEARNED, Learned
from community.graph.overlay import Question
from community.graph.records import Rows, Seed, Suggestion
from community.graph.shared import Shared


class Matcher:
    """Suggestions over one community, compiled once and asked many times.

    Parameters
    ----------
    shared : Shared
        The compiled community; `Matcher.from_rows` makes it.
    learned : Learned
        How much each channel counts, and the patterns of joining.
    """

    def __init__(self, shared: Shared, learned: Learned = NOTHING_LEARNED) -> None:
        self.shared, self.learned = shared, learned

    @classmethod
    def from_rows(cls, rows: Rows, learned: Learned = NOTHING_LEARNED) -> "Matcher":
        """Compile a community.

        Parameters
        ----------
        rows : Rows
            The community.
        learned : Learned
            Nothing but the usual weights, or what `learn` found for the same rows.

        Raises
        ------
        ValueError
            If an edge names a node that does not exist or has a wrong shape.
        """
        return cls(Shared.from_rows(rows), learned)

    def ask_projects(
        self, member: int, seed: Seed | None = None, *, popularity: bool = True
    ) -> Answer:
        """Score all projects for a member; parameters as of `suggest_projects`."""
        question = Question(self.shared, "member", member, seed)
        own = question.own("projects")
        weights = self.learned.weights.to_projects(len(own))
        walks = [w for w in channels.PROJECTS if popularity or w.channel != POPULAR]
        patterns = self.learned.work
        return Answer(Asked(question, "project", walks, weights, own, patterns))

    def ask_collaborators(self, member: int, seed: Seed | None = None) -> Answer:
        """Score all other members for a member."""
        question = Question(self.shared, "member", member, seed)
        barred = np.append(question.own("ties"), member)
        weights, patterns = self.learned.weights.collaborators, self.learned.people
        return Answer(
            Asked(question, "member", channels.COLLABORATORS, weights, barred, patterns)
        )

    def ask_members(self, project: int, seed: Seed | None = None) -> Answer:
        """Score all members for a project."""
        question = Question(self.shared, "project", project, seed)
        barred = question.own("members")
        weights, patterns = self.learned.weights.members, self.learned.work
        return Answer(
            Asked(question, "member", channels.MEMBERS, weights, barred, patterns)
        )

    def suggest_projects(
        self,
        member: int,
        limit: int = 10,
        seed: Seed | None = None,
        *,
        popularity: bool = True,
        explain: bool = True,
    ) -> list[Suggestion]:
        """Return the projects that suit a member best, the best first.

        Parameters
        ----------
        member : int
            The member who asks.
        limit : int
            At most so many suggestions.
        seed : Seed, optional
            What only the asker may use; by default the member's rows of the graph.
        popularity : bool
            Whether a member with few projects may be shown what many joined, which is
            no reason that a person can check.
        explain : bool
            Whether to give reasons; ranking alone takes less time.

        Returns
        -------
        list of Suggestion
            Only projects for which something speaks; equal scores by number. The
            shares of the reasons add up to the score.

        Raises
        ------
        IndexError
            If there is no such member.
        ValueError
            If `limit` is negative or the seed names what does not exist.
        """
        answer = self.ask_projects(member, seed, popularity=popularity)
        return answer.told(limit, explain)

    def suggest_collaborators(
        self,
        member: int,
        limit: int = 10,
        seed: Seed | None = None,
        *,
        explain: bool = True,
    ) -> list[Suggestion]:
        """Return the people whom a member should meet, the best first.

        Never the member, nor whom they know already. Parameters, result and errors
        are those of `suggest_projects`.
        """
        return self.ask_collaborators(member, seed).told(limit, explain)

    def find_members(
        self,
        project: int,
        limit: int = 10,
        seed: Seed | None = None,
        *,
        explain: bool = True,
    ) -> list[Suggestion]:
        """Return the people who could help a project, the best first.

        Never the team. Parameters, result and errors are those of `suggest_projects`,
        from the project's side.
        """
        return self.ask_members(project, seed).told(limit, explain)
