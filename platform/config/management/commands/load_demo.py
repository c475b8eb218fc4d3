"""`load_demo`: the two demonstration organisations. Safe to repeat."""

from __future__ import annotations

import json
from typing import Any

from django.core.management import BaseCommand, CommandParser

from config.demo import load_demo


class Command(BaseCommand):
    help = "Load the two demonstration organisations and print how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="one JSON object on standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_demo()
        if options["json"]:
            self.stdout.write(json.dumps(loaded))
            return
        for tenant in loaded["tenants"]:
            self.stdout.write(f"{tenant['name']}: {tenant['url']}/")
            for sign_in in tenant["sign_ins"]:
                roles = ", ".join(sign_in["roles"])
                self.stdout.write(f"  {sign_in['email']}  {sign_in['password']}  ({roles})")
            for key in tenant["api_keys"]:
                self.stdout.write(f"  API key: {key['key']}")
