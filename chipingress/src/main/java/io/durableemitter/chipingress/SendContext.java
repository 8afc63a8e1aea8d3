package io.durableemitter.chipingress;

import java.util.Optional;

/** What all sends of a client share. */
record SendContext(
    BatchClientConfig config,
    PublishCalls calls,
    Verdicts verdicts,
    SizeLimit sizeLimit,
    InFlight inFlight,
    Callbacks callbacks,
    BatchCounters counters,
    Reports reports,
    Optional<BatchMetrics> metrics) {}
