# One image for every process of ours; docker-compose.yml says which it is.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app:/app/platform \
    STATIC_ROOT=/srv/static \
    ENCODER_CACHE=/srv/encoder
WORKDIR /app

# The client of Milvus comes along where the image is built for it.
ARG RETRIEVER=postgres
COPY requirements-prod.lock requirements-milvus.lock ./
# Without what packages ask for: the locks are complete.
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements-prod.lock \
 && if [ "$RETRIEVER" = milvus ]; then \
      pip install --no-cache-dir --no-deps --require-hashes -r requirements-milvus.lock; \
    fi

COPY manage.py ./
COPY platform platform
COPY apps apps
RUN python -m compileall -q apps platform \
 && python -m apps.guidelines.embedding.build \
 && useradd --system --no-create-home consilium \
 && install -d -o consilium /srv/static

USER consilium
# The pages. Every other process of docker-compose.yml has a command of its own.
CMD ["granian", "--interface", "wsgi", "config.wsgi:application", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "5"]
