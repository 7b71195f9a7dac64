from django.db import migrations
from django.db.models import F


def keep(apps, schema_editor):
    """Who is on the register has been there since their entry was last saved, shown as before."""
    researchers = apps.get_model("researchers", "Researcher").objects
    researchers.filter(is_listed=False).update(shows_profile=0)
    researchers.update(sent_at=F("updated_at"), confirmed_at=F("updated_at"))


class Migration(migrations.Migration):
    dependencies = [("researchers", "0003_registering")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop, elidable=True)]
