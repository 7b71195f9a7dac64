from django.core.management.base import BaseCommand

from seeds import reference
from seeds.demo import Demo


class Command(BaseCommand):
    help = "Add invented people and real published questions; safe to run twice."

    def handle(self, **options: object) -> None:
        reference.load()
        there = Demo().load()
        self.stdout.write(", ".join(f"{count} {name}" for name, count in there.items()))
