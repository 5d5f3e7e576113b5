"""TCBot contacts nobody unasked. The one place where that is settled."""

import os
import sys

_QUIET = {
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
    # Haystack would log and trace what flows through a pipeline by a handler of its own, beside `telemetry`.
    "HAYSTACK_LOGGING_IGNORE_STRUCTLOG": "true",
    "HAYSTACK_CONTENT_TRACING_ENABLED": "false",
}


def contact_nobody(*, hub_offline: bool = True) -> None:
    """Switches off every report to a library's makers, and the look-ups at the model hub while `hub_offline`.

    A main calls it first: the libraries read these variables when they are imported. Costs nothing; a repeat changes
    nothing. Servers that a setting names are contacted all the same.
    """
    os.environ.update(_QUIET)
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1" if hub_offline else "0"
    # Without this entry OpenVINO's converter counts each use unless a file in the person's home says no. It treats the
    # counter as optional: an import that fails leaves it with a stub that does nothing.
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
