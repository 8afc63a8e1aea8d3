package io.durableemitter.chipingress.internal.client;

import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.SubchannelPicker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives a call to the peer that has the least to do, in turn where several have; so one that
 * answers more slowly gets less. Peers that rest, or say that they do not serve, get calls only
 * while there is no other. Safe for concurrent use; allocates nothing.
 */
final class PeerPicker extends SubchannelPicker {

  private final List<Peer> ready;
  private final AtomicInteger turn;
  private final Runnable used;

  /**
   * A picker.
   *
   * @param ready at least one
   * @param turn whose turn it is among equals; shared by pickers that follow each other
   * @param used told of each call
   */
  PeerPicker(List<Peer> ready, AtomicInteger turn, Runnable used) {
    this.ready = List.copyOf(ready);
    this.turn = turn;
    this.used = used;
  }

  @Override
  public PickResult pickSubchannel(PickSubchannelArgs args) {
    used.run();
    long now = System.nanoTime();
    int first = Math.floorMod(turn.getAndIncrement(), ready.size());
    Peer best = ready.get(first);
    long least = best.load(now);
    for (int i = 1; i < ready.size(); i++) {
      Peer peer = ready.get((first + i) % ready.size());
      long load = peer.load(now);
      if (load < least) {
        best = peer;
        least = load;
      }
    }
    PickedPeer call = args.getCallOptions().getOption(PickedPeer.OPTION);
    if (call != null) {
      call.given(best);
    }
    return best.pick();
  }
}
