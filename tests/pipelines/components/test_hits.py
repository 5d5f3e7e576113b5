"""What goes from stage to stage of a pipeline."""

from haystack import Pipeline, component

from pipelines.ports import Hits
from tests.pipelines.hits import hit


@component
class _Gives:
    @component.output_types(hits=Hits)
    def run(self, hits: Hits) -> dict[str, Hits]:
        return {"hits": hits}


def test_hits_go_through_a_pipeline_as_they_are() -> None:
    pipeline = Pipeline()
    for name in ("first", "second"):
        pipeline.add_component(name, _Gives())
    pipeline.connect("first.hits", "second.hits")
    given = Hits([hit("a", 0.5), hit("b", 0.4)])
    assert pipeline.run({"first": {"hits": given}})["second"]["hits"] is given


def test_hits_are_read_like_a_list() -> None:
    found = [hit("a", 0.5), hit("b", 0.4), hit("c", 0.3)]
    hits = Hits(iter(found))
    assert (list(hits), hits[1], list(hits[:2]), len(hits), bool(Hits())) == (found, found[1], found[:2], 3, False)
