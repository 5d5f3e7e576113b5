"""The OpenAPI description: what FastAPI says of the routes, and who may call each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from bot.api.callers.needs import Needs
from bot.api.v1.models.problem import Problem

RULE: Final = "x-callers"
"""The extension that says which subjects may call an endpoint, and by which scope."""
PREFIX: Final = "/v1"
_ABOUT: Final = (
    "Ask a team's documents, search them, add to them. Send an API key or a session's token as "
    "`Authorization: Bearer …`. What goes wrong is told as `application/problem+json` with a constant `code`."
)


def endpoints(routers: Iterable[APIRouter]) -> list[APIRoute]:
    """The routes that are described."""
    return [each for router in routers for each in router.routes if isinstance(each, APIRoute)]


def description_of(
    app: FastAPI, routers: Iterable[APIRouter], schemes: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The description of an application whose every endpoint says in its signature who may call it."""
    told = get_openapi(title=app.title, version=app.version, description=_ABOUT, routes=app.routes)
    told["servers"] = [{"url": PREFIX}]
    components = told.setdefault("components", {})
    components["securitySchemes"] = {name: dict(scheme) for name, scheme in schemes.items()}
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= {**problem.pop("$defs", {}), "Problem": problem}
    for schema in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(schema, None)
    for route in endpoints(routers):
        needed = need_of(route)
        for method in route.methods or ():
            _tell(told["paths"][route.path][method.lower()], needed, schemes)
    return told


def need_of(route: APIRoute) -> Needs:
    """What a route asks of its caller; raises `LookupError` where its signature doesn't say."""
    found = list(_needs(route.dependant))
    if len(found) != 1:
        raise LookupError(f"{route.path} names {len(found)} callers; every endpoint has to name one.")
    return found[0]


def _needs(dependant: Dependant) -> Iterator[Needs]:
    for each in dependant.dependencies:
        if isinstance(each.call, Needs):
            yield each.call
        yield from _needs(each)


def _tell(operation: dict[str, Any], needed: Needs, schemes: Mapping[str, Mapping[str, Any]]) -> None:
    operation["security"] = [{name: []} for name in schemes]
    operation[RULE] = {
        "subjects": sorted(each.value for each in needed.subjects),
        "scope": needed.scope.value if needed.scope is not None else None,
    }
