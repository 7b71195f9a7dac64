from django.core.management.base import BaseCommand

from seeds import reference


class Command(BaseCommand):
    help = "Add the organisations, themes, disciplines and approaches that are missing."

    def handle(self, **options: object) -> None:
        added = reference.load()
        self.stdout.write(", ".join(f"{count} {name} added" for name, count in added.items()))
