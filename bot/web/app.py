"""The bot over HTTP: what each chat calls, the API, health, metrics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from bot.api.http.application import UNTOLD
from bot.processes.bot_process import BotProcess
from bot.processes.metrics import CONTENT_TYPE
from bot.web.security_headers import SecurityHeaders


def build_web(process: BotProcess) -> FastAPI:
    """The web application over a bot process, which is opened and closed with it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with process:
                for router in process.routes:
                    app.include_router(router)
                app.router.routes.extend(process.api_routes)
                yield
        except Exception as error:  # the server only logs it
            app.state.problem = error
            raise

    app = FastAPI(title="TCBot", lifespan=lifespan, telemetry=UNTOLD, docs_url=None, redoc_url=None, openapi_url=None)
    _add_health(app, process)
    # Around all of it, and not added as a middleware: the answer to what goes wrong in those has them, too.
    app.middleware_stack = SecurityHeaders(app.build_middleware_stack())
    return app


def _add_health(app: FastAPI, process: BotProcess) -> None:
    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz() -> Response:
        """Whether questions can be answered now: the records and the search. The other parts are told of, no more."""
        parts, is_ready = await process.parts.states(), await process.parts.is_ready()
        return JSONResponse({"ready": is_ready, "parts": parts}, 200 if is_ready else 503)

    @app.get("/metrics")
    async def metrics() -> Response:
        """Counters and times, for Prometheus."""
        await process.measure()
        return Response(process.metrics.page(), media_type=CONTENT_TYPE)
