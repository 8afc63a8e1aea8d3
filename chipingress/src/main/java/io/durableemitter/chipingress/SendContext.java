package io.durableemitter.chipingress;

/** What all sends of a client share. */
record SendContext(
    BatchClientConfig config,
    PublishCalls calls,
    Verdicts verdicts,
    SizeLimit sizeLimit,
    InFlight inFlight,
    Callbacks callbacks,
    BatchCounters counters,
    BatchMetrics metrics) {}
