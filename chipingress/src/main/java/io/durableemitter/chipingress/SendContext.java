package io.durableemitter.chipingress;

import java.util.Optional;

/** What all sends of a client share. */
record SendContext(
    BatchClientConfig config,
    PublishCalls calls,
    CallResults verdicts,
    SizeLimit sizeLimit,
    RequestsInFlight inFlight,
    Callbacks callbacks,
    BatchCounters counters,
    Reports reports,
    Optional<BatchMetrics> metrics) {}
