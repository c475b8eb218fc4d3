"""What the author does between two reviews: python -m tests.e2e.resubmitting DATA_FOLDER.

Takes the demonstration's article on sore throats, says one thing otherwise, and submits it anew.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "apps/articles/demo/harbour-sore-throat.json"


def main(folder: Path) -> None:
    os.environ.update(json.loads((folder / "services.json").read_text(encoding="utf-8")))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from apps.accounts.domain.roles import Role
    from apps.accounts.models import Tenant, User
    from apps.articles.domain.package import read_article
    from apps.articles.services import move
    from apps.articles.services.import_article import import_article
    from core.tenancy.scope import tenant_scope
    from tests.cast import actor_of

    document = json.loads(DEMO.read_text(encoding="utf-8"))
    wording = document["sections"][0]["statements"][0]["wording"]
    wording.update({level: text.replace("around 1", "about 1") for level, text in wording.items()})
    author = User.objects.get(email="otto@harbour.example")
    acting = actor_of(author, Role.AUTHOR)
    with tenant_scope(Tenant.objects.get(slug="harbour").pk):
        version = import_article(package=read_article(document), author=author, actor=acting)
        move.submit(version=version, actor=acting)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
