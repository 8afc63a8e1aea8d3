package io.durableemitter.chaos;

import io.durableemitter.chaos.child.Order;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What happens to emitter processes. */
final class HostFaults implements Injector {

  // longer than it takes until others send what a stopped process holds
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final List<Host> hosts;
  private int hungCloses;

  HostFaults(List<Host> hosts) {
    this.hosts = hosts;
  }

  /** How many processes did not end although they were told to. */
  int hungCloses() {
    return hungCloses;
  }

  @Override
  public Optional<Healing> inject(Step step) throws IOException, InterruptedException {
    Host host = hosts.get(step.oneOf(hosts.size()));
    return Optional.of(
        switch (step.fault()) {
          case KILL_HOST -> {
            host.kill();
            yield host::restart;
          }
          case CLOSE_HOST -> {
            host.terminate();
            yield () -> {
              if (!host.ended()) {
                hungCloses++;
              }
              host.restart();
            };
          }
          case CLOSE_THEN_KILL_HOST -> {
            host.terminate();
            host.awaitEnd(Duration.ofMillis(step.anotherOf(1_000)));
            host.kill();
            yield host::restart;
          }
          case PAUSE_HOST -> {
            host.pause();
            yield () -> {
              host.awaitEnd(LEASE);
              host.wake();
            };
          }
          case MEMORY_PRESSURE -> ordered(host, Order.FILL_MEMORY, Order.FREE_MEMORY);
          case THROWING_TRANSPORT -> ordered(host, Order.THROW, Order.DO_NOT_THROW);
          default -> throw new IllegalArgumentException(step + " is not of a host");
        });
  }

  private static Healing ordered(Host host, Order begin, Order end) {
    host.order(begin);
    // what follows is judged as if nothing were wrong any more
    return () -> host.carryOut(end);
  }
}
