package io.durableemitter.chaos;

import io.durableemitter.chaos.proxy.NetworkFault;
import io.durableemitter.chaos.proxy.TcpProxy;
import java.util.List;
import java.util.Optional;

/** What happens on the way to the database or to the other end. */
final class NetworkFaults implements Injector {

  private final List<TcpProxy> toDatabase;
  private final List<TcpProxy> toIngress;

  NetworkFaults(List<TcpProxy> toDatabase, TcpProxy toIngress) {
    this.toDatabase = toDatabase;
    this.toIngress = List.of(toIngress);
  }

  /** Which of both ways a step harms. */
  static boolean isToDatabase(Step step) {
    return step.oneOf(2) == 0;
  }

  @Override
  public Optional<Healing> inject(Step step) {
    List<TcpProxy> ways = isToDatabase(step) ? toDatabase : toIngress;
    ways.forEach(way -> harm(way, step));
    return Optional.of(() -> ways.forEach(TcpProxy::heal));
  }

  private static void harm(TcpProxy way, Step step) {
    switch (step.fault()) {
      case NETWORK_SLOW -> way.become(NetworkFault.latency(5 + step.anotherOf(200)));
      case NETWORK_SILENT -> way.become(NetworkFault.silence());
      case NETWORK_RESET -> way.resetAll();
      case NETWORK_HALF_OPEN -> way.halfOpen();
      case NETWORK_CUT -> way.become(NetworkFault.cutAfter(1 + step.anotherOf(20_000)));
      case NETWORK_SLICED -> way.become(NetworkFault.slices(1 + step.anotherOf(100)));
      case NETWORK_MUTE -> way.become(NetworkFault.mute());
      default -> throw new IllegalArgumentException(step + " is not of the network");
    }
  }
}
