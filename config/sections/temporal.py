"""Which Temporal, and what a worker is there."""

from __future__ import annotations

from typing import Self

from pydantic import Field, SecretStr, model_validator

from config.sections.section import HOST_AND_PORT, LOOPBACK, Section


class TemporalSettings(Section):
    """Which Temporal, and what a worker is there."""

    temporal_address: str = Field(
        "127.0.0.1:7233", pattern=HOST_AND_PORT, description="host:port of the Temporal frontend"
    )
    temporal_namespace: str = Field("default", description="Temporal namespace")
    task_queue: str = Field("drumbeat", description="Temporal task queue of the workers")
    worker_deployment: str = Field(
        "", description="Worker Deployment that a worker is a version of; unversioned without"
    )
    worker_build_id: str = Field("", description="which version of that deployment it is")
    payload_keys: SecretStr = Field(
        SecretStr(""),
        description="ID:KEY … that encrypt what Temporal keeps, the first what is new; not without",
    )
    clock_speed: float = Field(
        1.0, gt=0, description="how fast time goes; only with a local Temporal"
    )

    @model_validator(mode="after")
    def _version_is_whole(self) -> Self:
        if bool(self.worker_deployment) != bool(self.worker_build_id):
            raise ValueError(
                "DRUMBEAT_WORKER_BUILD_ID: goes with DRUMBEAT_WORKER_DEPLOYMENT; set both or none"
            )
        return self

    @model_validator(mode="after")
    def _fast_clock_stays_local(self) -> Self:
        host = self.temporal_address.rsplit(":", 1)[0].strip("[]")
        if self.clock_speed != 1.0 and host not in LOOPBACK:
            raise ValueError(
                f"DRUMBEAT_CLOCK_SPEED={self.clock_speed:g} is for a local Temporal only, "
                f"not for {self.temporal_address}"
            )
        return self
