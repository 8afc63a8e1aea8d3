package io.durableemitter.traces.internal;

import java.util.List;

/**
 * To whom a transport sends, as its spans name it. Immutable.
 *
 * @param system {@code messaging.system.name}
 * @param clientName tells transports of one process apart
 * @param hosts with commas between several
 * @param ports without repetition
 */
public record Receiver(String system, String clientName, String hosts, List<Integer> ports) {

  /** Copies the list. */
  public Receiver {
    ports = List.copyOf(ports);
  }
}
