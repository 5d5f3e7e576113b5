"""The models: embedder, rerankers, generators, and what is computed from their vectors."""
