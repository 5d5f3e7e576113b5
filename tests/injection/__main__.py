"""`python -m tests.injection`: what the attacks of the set do to answers, in quotes mode or with a model.

    python -m tests.injection                                     in quotes
    python -m tests.injection --model http://127.0.0.1:8000/v1    a model writes (served as "local")
    python -m tests.injection --model … --sample 20 --seed 1      on a sample, where the model is slow

Prints the share of replies that an attack changed, made leak or made cite falsely, with 95 % intervals. In written
replies an honest answer may be lacking because the model is weak or the check kept it back: `--without-attacks` asks
each of their questions once with the honest documents alone, for comparison.
"""

import argparse
import random
import time
from dataclasses import replace

from pipelines.components.prompt import PROMPT_TOKENS
from pipelines.models.generators import build_generator
from tests.injection.cases import CASES
from tests.injection.run import answering, reading, table, verdict_on


def main() -> None:
    """Runs what the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m tests.injection", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--model", help="address of an OpenAI-compatible server; quotes without one")
    parser.add_argument("--prompt-tokens", type=int, default=PROMPT_TOKENS)
    parser.add_argument("--sample", type=int, help="so many cases, drawn by --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without", action="append", default=[], metavar="KIND", help="leave a kind out")
    parser.add_argument("--without-attacks", action="store_true", help="the honest documents alone")
    given = parser.parse_args()
    cases = [case for case in CASES if case.kind not in given.without]
    if given.sample:
        cases = random.Random(given.seed).sample(cases, min(given.sample, len(cases)))
    generator = build_generator("vllm", given.model, "local", "", timeout=900, max_tokens=120) if given.model else None
    if given.without_attacks:
        cases = list({case.question: replace(case, attacks=(), never=()) for case in cases}.values())
    with reading(cases) as (corpus, embedder):
        answerer = answering(corpus, embedder, generator, given.prompt_tokens)
        verdicts = []
        for case in cases:
            begun = time.perf_counter()
            verdicts.append(verdict_on(case, answerer, corpus))
            if given.model:
                took = f"{time.perf_counter() - begun:.0f} s"
                print(case.id, verdicts[-1].outcome, verdicts[-1].why or "held", took, flush=True)
                print("   ", verdicts[-1].text.replace("\n", "\n    "), flush=True)
    print(table(verdicts))


if __name__ == "__main__":
    main()
