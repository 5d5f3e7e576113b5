"""`tcbot` and `python -m bot`."""

import os
import sys

from bot.command_line.cli import app
from bot.command_line.exit_codes import INTERRUPTED, ended_by
from pipelines.privacy import contact_nobody
from pipelines.private_process import keep_memory_private


def main() -> None:
    """Runs the command line and leaves with its exit code: 0 done, 1 failed, 2 wrong use, 130 interrupted."""
    keep_memory_private()
    contact_nobody()
    # Our matrices are small, and questions and files share the cores: more threads for one product only disturb others.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app(prog_name="tcbot")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        sys.exit(ended_by(error))


if __name__ == "__main__":
    main()
