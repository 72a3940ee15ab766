# A static image of the two programs and nothing else. Untested where no
# container runtime is at hand; `make build` runs the same commands.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=docker
RUN CGO_ENABLED=0 go build -trimpath \
    -ldflags "-s -w -X github.com/airra/airra/internal/airra.Version=${VERSION}" \
    -o /out/ ./cmd/airrad ./cmd/airra \
    && mkdir /out/data

FROM scratch
# Certificates to reach LLM providers, zones for rotations.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /zoneinfo.zip
COPY --from=build /out/airrad /out/airra /
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV ZONEINFO=/zoneinfo.zip \
    AIRRA_HTTP_ADDR=0.0.0.0:8000 \
    AIRRA_DATA_DIR=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["/airra", "api", "GET", "/health"]
ENTRYPOINT ["/airrad"]
