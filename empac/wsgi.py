"""What the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

from empac import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empac.settings")
application = get_wsgi_application()
checks.refuse_to_start()
