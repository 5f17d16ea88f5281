"""The web server's way in; production settings unless DJANGO_SETTINGS_MODULE says otherwise."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")

application = get_wsgi_application()

# What is loaded by now stays for the life of the process: the collector need not walk through it at every full round,
# which takes a tenth of a second in the middle of somebody's request.
gc.collect()
gc.freeze()
