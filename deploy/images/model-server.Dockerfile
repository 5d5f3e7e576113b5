# The model server, for a machine with an NVIDIA GPU: vLLM's own image, not as root, without telemetry, weights from a volume.
#   docker build -f deploy/images/model-server.Dockerfile -t tcbot-model-server:local deploy/images
# Pin the base by digest in production: --build-arg BASE=vllm/vllm-openai@sha256:…
ARG BASE=vllm/vllm-openai:v0.11.0
# hadolint ignore=DL3006
FROM ${BASE}
ENV HF_HOME=/models HOME=/tmp/home VLLM_CACHE_ROOT=/tmp/vllm VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 HF_HUB_OFFLINE=1
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin model \
 && mkdir -p /models && chown 10001:10001 /models
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["vllm", "serve"]
CMD ["/models/model", "--served-model-name", "local", "--max-model-len", "8192", "--enable-prefix-caching", "--gpu-memory-utilization", "0.9"]
