"""Text that exists at every reading level."""

from __future__ import annotations

from django.db import models

from core.levels import Level


class WordedModel(models.Model):
    """The same statement at every reading level: same facts, other words. No level may be empty."""

    clinician = models.TextField()
    student = models.TextField()
    patient = models.TextField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(clinician="") & ~models.Q(student="") & ~models.Q(patient=""),
                name="%(app_label)s_%(class)s_worded",
            )
        ]

    def at(self, level: Level) -> str:
        return str(getattr(self, level.value))

    def wording(self) -> dict[str, str]:
        return {level.value: self.at(level) for level in Level}
