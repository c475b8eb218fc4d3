"""People, organisations and keys."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from apps.accounts.sessions import bind_session

        user_logged_in.connect(bind_session, dispatch_uid="accounts.bind_session")
