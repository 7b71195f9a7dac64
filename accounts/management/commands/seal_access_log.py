from django.core.management.base import BaseCommand

from accounts import seals


class Command(BaseCommand):
    help = "Seal the entries of the access log of all finished transactions, as each minute does."

    def handle(self, **options: object) -> None:
        made = seals.seal()
        for one in made:
            self.stdout.write(f"{one}: {one.events} entries, root {one.root}")
        if not made:
            self.stdout.write("There is nothing to seal.")
