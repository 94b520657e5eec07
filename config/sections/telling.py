"""What a process says about itself."""

from __future__ import annotations

from pydantic import Field

from config.sections.section import NUMBERED_OR_NOT, WEB_ADDRESS, Section


class TellingSettings(Section):
    """What a process says about itself."""

    metrics_address: str = Field(
        "",
        pattern=NUMBERED_OR_NOT,
        description="IP:port at which a process shows its metrics, as 127.0.0.1:9464",
    )
    health_address: str = Field(
        "",
        pattern=NUMBERED_OR_NOT,
        description="IP:port at which a worker says whether it is well, as 127.0.0.1:9454",
    )
    otlp_endpoint: str = Field(
        "",
        pattern=WEB_ADDRESS,
        description="http:// address that takes traces over OTLP, as a collector's /v1/traces",
    )
    log_level: str = Field(
        "INFO",
        pattern="^(?i:debug|info|warning|error)$",
        description="DEBUG, INFO, WARNING or ERROR",
    )
    log_format: str = Field("console", pattern="^(console|json)$", description="console or json")
