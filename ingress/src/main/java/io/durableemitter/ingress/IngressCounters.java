package io.durableemitter.ingress;

import io.durableemitter.proto.PublishErrorCode;
import io.grpc.Status;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the server does. Safe for concurrent use. */
final class IngressCounters {

  final LongAdder calls = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder accepted = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder unauthenticated = new LongAdder();
  final CountsByKind<PublishErrorCode> rejectedByCode = new CountsByKind<>(PublishErrorCode.class);
  final CountsByKind<Status.Code> refusedByStatus = new CountsByKind<>(Status.Code.class);
  final ClientCounts clients = new ClientCounts();
  final Rate receivedRate = new Rate(received::sum, System::nanoTime);
  final Rate acceptedRate = new Rate(accepted::sum, System::nanoTime);
  private final long startNanos = System.nanoTime();

  double uptimeSeconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  /** A call that was not taken. */
  void refused(Status.Code status) {
    refused.increment();
    refusedByStatus.add(status);
  }

  /** To be called each second. */
  void tick() {
    receivedRate.tick();
    acceptedRate.tick();
  }

  void reset() {
    calls.reset();
    received.reset();
    accepted.reset();
    rejected.reset();
    refused.reset();
    unauthenticated.reset();
    rejectedByCode.reset();
    refusedByStatus.reset();
    clients.reset();
    receivedRate.reset();
    acceptedRate.reset();
  }
}
