"""Asks Pecete over gRPC before a message is sent: ALLOW sends, WARN asks the writer, BLOCK
refuses, and if there is no answer in time the message goes or stays as fail_open says.

It needs grpcio and protobuf, and the code that is generated from the contract, in gen/.
"""

import json
import os
import sys
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gen"))

import grpc
from pecete.v1 import classifier_pb2 as pecete
from pecete.v1 import classifier_pb2_grpc as pecete_grpc

# Spreads calls over the servers that a name stands for and are healthy, and tries a call
# again if one has gone away, or when one that is busy says to.
SERVICE_CONFIG = {
    "loadBalancingConfig": [{"round_robin": {}}],
    "healthCheckConfig": {"serviceName": "pecete.v1.ClassifierService"},
    "methodConfig": [
        {
            "name": [{"service": "pecete.v1.ClassifierService"}],
            "waitForReady": True,
            "retryPolicy": {
                "maxAttempts": 4,
                "initialBackoff": "0.01s",
                "maxBackoff": "0.2s",
                "backoffMultiplier": 3,
                "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"],
            },
        }
    ],
    "retryThrottling": {"maxTokens": 100, "tokenRatio": 0.5},
}


def connect(target: str, security: grpc.ChannelCredentials | None = None) -> grpc.Channel:
    """Makes a connection for as long as the application runs, in the clear if there is no
    security. target is an address such as "dns:///pecete.internal:50051"."""
    options = [
        ("grpc.service_config", json.dumps(SERVICE_CONFIG)),
        # A server that vanished without a word is noticed within 40 s.
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        # A request larger than this, 256 KiB if nothing is said, is not tried again.
        ("grpc.per_rpc_retry_buffer_size", 2 << 20),
    ]
    if security is None:
        return grpc.insecure_channel(target, options)
    return grpc.secure_channel(target, security, options)


class Chat(Protocol):
    """What a Guard needs of the application it stands in. Advice is ready to be shown."""

    def send(self, text: str) -> None: ...

    def send_anyway(self, advice: pecete.Advice) -> bool:
        """Shows advice with the choice "Edit / Send anyway"; True sends."""

    def refuse(self, advice: pecete.Advice) -> None: ...


class Outcome(Enum):
    """What became of a message."""

    SENT = "sent"
    SENT_ANYWAY = "sent anyway"
    SENT_UNCHECKED = "sent unchecked"
    KEPT_TO_EDIT = "kept to edit"
    REFUSED = "refused"
    KEPT_UNCHECKED = "kept unchecked"


@dataclass
class Guard:
    """Asks before a message is sent. timeout is how many seconds a writer may have to
    wait, all tries together; most answers come within a millisecond."""

    stub: pecete_grpc.ClassifierServiceStub
    chat: Chat
    options: pecete.ClassifyOptions
    timeout: float = 0.2
    fail_open: bool = False

    def send(self, text: str) -> Outcome:
        try:
            request = pecete.ClassifyRequest(text=text, options=self.options)
        except ValueError:  # half a character, which is no UTF-8
            return Outcome.KEPT_UNCHECKED
        try:
            assessment = self.stub.Classify(request, timeout=self.timeout).assessment
        except grpc.RpcError as cause:
            return self._unchecked(text, cause.code())
        if assessment.verdict == pecete.VERDICT_BLOCK:
            self.chat.refuse(assessment.advice)
            return Outcome.REFUSED
        if assessment.verdict != pecete.VERDICT_ALLOW:
            if not self.chat.send_anyway(assessment.advice):
                return Outcome.KEPT_TO_EDIT
            self.chat.send(text)
            return Outcome.SENT_ANYWAY
        self.chat.send(text)
        return Outcome.SENT

    def findings(self, text: str) -> list[tuple[str, str]]:
        """Gives what is sensitive in a text: the detector, and what it found. Python counts
        code points, so that is the unit to ask for."""
        options = pecete.ClassifyOptions()
        options.CopyFrom(self.options)
        options.offset_unit = pecete.OFFSET_UNIT_CODE_POINTS
        request = pecete.ClassifyRequest(text=text, options=options)
        assessment = self.stub.Classify(request, timeout=self.timeout).assessment
        return [(finding.detector, text[finding.start : finding.end]) for finding in assessment.findings]

    def _unchecked(self, text: str, why: grpc.StatusCode) -> Outcome:
        # A message that breaks a rule, such as one that is too long, can never be checked.
        if why == grpc.StatusCode.INVALID_ARGUMENT or not self.fail_open:
            return Outcome.KEPT_UNCHECKED
        self.chat.send(text)
        return Outcome.SENT_UNCHECKED
