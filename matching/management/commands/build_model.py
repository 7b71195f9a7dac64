"""`manage.py build_model`: make the matching model's files from the installed weights."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from matching.engine.model_build import ModelBroken, build, published_files
from matching.engine.onnx_export import WeightsDiffer


class Command(BaseCommand):
    """Needs no database; run again, it finds the model there and stops at once."""

    help = "Build the matching model (about 5 seconds, once) into MATCHING_MODEL_DIR."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, help="Put it here, not in MATCHING_MODEL_DIR.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"] or Path(settings.MATCHING_MODEL_DIR)
        try:
            built = build(folder, published_files())
        except (ModelBroken, WeightsDiffer) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            message = f"The model could not be written to {folder}: {error}"
            raise CommandError(message) from error
        self.stdout.write(f"The model is in {folder}." if built else "The model is already built.")
