# Two images: `mail` (workers without a browser, every command) and `web` (the same with a browser).
#   docker build --target mail --tag barometer:0.1.0 .
#   docker build --target web --tag barometer-web:0.1.0 .
# The base is pinned by tag. Pin it by digest (debian:12.11-slim@sha256:…) where yours can be looked up.
FROM debian:12.11-slim AS packages
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/barometer
COPY requirements.txt /tmp/requirements.txt
# wheels only, each with its known hash: nothing is built here and nothing unknown gets in
RUN /opt/barometer/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: \
        --require-hashes --requirement /tmp/requirements.txt \
    && /opt/barometer/bin/pip uninstall --yes --quiet pip setuptools
COPY domain /opt/barometer/app/domain
COPY settings /opt/barometer/app/settings
COPY links /opt/barometer/app/links
COPY scenarios /opt/barometer/app/scenarios
COPY probes /opt/barometer/app/probes
COPY collectors /opt/barometer/app/collectors
COPY scoring /opt/barometer/app/scoring
COPY campaigns /opt/barometer/app/campaigns
COPY reports /opt/barometer/app/reports
COPY services /opt/barometer/app/services
COPY cli /opt/barometer/app/cli
COPY sandbox /opt/barometer/app/sandbox
COPY LICENSE /opt/barometer/app/LICENSE
RUN echo /opt/barometer/app > "$(/opt/barometer/bin/python -c 'import site; print(site.getsitepackages()[0])')/barometer.pth" \
    && printf '#!/opt/barometer/bin/python\nfrom cli.main import main\n\nmain()\n' > /opt/barometer/bin/barometer \
    && chmod 755 /opt/barometer/bin/barometer \
    && /opt/barometer/bin/python -m compileall -q /opt/barometer/app /opt/barometer/lib

FROM debian:12.11-slim AS mail
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 barometer \
    && useradd --uid 10001 --gid barometer --create-home --shell /usr/sbin/nologin barometer \
    && install --directory --owner barometer --group barometer /campaign /evidence
COPY --from=packages /opt/barometer /opt/barometer
ENV PATH=/opt/barometer/bin:/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BAROMETER_HOME=/campaign
WORKDIR /campaign
USER 10001:10001
CMD ["barometer", "--help"]

FROM mail AS web
USER root
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium-headless-shell fonts-dejavu-core fonts-liberation fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/*
ENV BAROMETER_BROWSER=/usr/bin/chromium-headless-shell
USER 10001:10001
