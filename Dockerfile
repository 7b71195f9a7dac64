# The image of web, worker, scheduler and migrations; docker-compose.yml says what each runs.

FROM node:24-slim AS assets
WORKDIR /srv/empac/assets
COPY assets/package.json assets/package-lock.json assets/.npmrc ./
RUN npm ci --ignore-scripts
COPY assets/ ./
RUN npm run build

FROM python:3.11-slim AS build
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/empac
COPY requirements.txt requirements-dev.txt ./
# The installer comes from the development lock, with its hashes, and stays out of the image.
RUN awk '/^[a-z0-9]/ { take = ($0 ~ /^uv==/) } take' requirements-dev.txt > /tmp/uv.txt \
 && python -m venv /tools \
 && /tools/bin/pip install --no-cache-dir --no-deps --require-hashes -r /tmp/uv.txt \
 && python -m venv --without-pip /venv \
 && /tools/bin/uv pip sync --no-cache --compile-bytecode --python /venv/bin/python --require-hashes requirements.txt
COPY . .
COPY --from=assets /srv/empac/static/built static/built
# The settings want a key to be read at all; this one signs nothing.
RUN export SECRET_KEY=only-for-the-build \
 && python manage.py build_model \
 && mkdir staticfiles \
 && python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# What draws PDFs (WeasyPrint) loads these.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin empac
RUN install -d -o empac /var/lib/empac
WORKDIR /srv/empac
COPY --from=build /venv /venv
COPY --from=build /srv/empac /srv/empac
USER empac
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=4 CMD ["python", "-m", "empac.probe", "/readyz"]
CMD ["gunicorn", "empac.wsgi:application"]
