"""What people use: the command `onrecord` and the page. Nothing here reports to anybody."""

import os

# Read by the libraries when they are imported, so set before any of them is.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["DO_NOT_TRACK"] = "1"
