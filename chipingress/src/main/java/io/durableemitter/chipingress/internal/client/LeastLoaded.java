package io.durableemitter.chipingress.internal.client;

import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection to each address of the other end, at most {@link #MOST} of them, and spreads
 * calls over those that are connected, see {@link PeerPicker}. An address whose connection ended is
 * connected again if there were calls since it was, otherwise by the next call: the other end may
 * close what is not used. Belongs to the synchronization context of its channel.
 */
final class LeastLoaded extends LoadBalancer {

  static final int MOST = 100;

  private static final int MOST_NAMED = 5;

  private final Helper helper;
  private final Map<EquivalentAddressGroup, Peer> peers = new LinkedHashMap<>();
  private final AtomicInteger turn = new AtomicInteger(ThreadLocalRandom.current().nextInt());
  private final AtomicBoolean used = new AtomicBoolean();
  private final AtomicBoolean waking = new AtomicBoolean();
  private @Nullable Peers shared;

  LeastLoaded(Helper helper) {
    this.helper = helper;
  }

  @Override
  public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
    shared = Objects.requireNonNull(resolved.getAttributes().get(Peers.ATTRIBUTE));
    Set<EquivalentAddressGroup> chosen = choose(new LinkedHashSet<>(resolved.getAddresses()));
    for (EquivalentAddressGroup gone : List.copyOf(peers.keySet())) {
      if (!chosen.contains(gone)) {
        // what is under way there goes on to its end
        Objects.requireNonNull(peers.remove(gone)).subchannel().shutdown();
      }
    }
    for (EquivalentAddressGroup address : chosen) {
      if (!peers.containsKey(address)) {
        add(address, shared.most());
      }
    }
    shared.set(chosen.stream().map(peers::get).toList());
    update();
    return Status.OK;
  }

  /** All, or as many as there may be: those that are connected already, and others by chance. */
  private Set<EquivalentAddressGroup> choose(Set<EquivalentAddressGroup> addresses) {
    if (addresses.size() <= MOST) {
      return addresses;
    }
    Set<EquivalentAddressGroup> chosen = new LinkedHashSet<>(peers.keySet());
    chosen.retainAll(addresses);
    List<EquivalentAddressGroup> others = new ArrayList<>(addresses);
    Collections.shuffle(others, ThreadLocalRandom.current());
    for (EquivalentAddressGroup other : others) {
      if (chosen.size() == MOST) {
        break;
      }
      chosen.add(other);
    }
    return chosen;
  }

  private void add(EquivalentAddressGroup address, int most) {
    Subchannel subchannel =
        helper.createSubchannel(CreateSubchannelArgs.newBuilder().setAddresses(address).build());
    Peer peer = new Peer(address, subchannel, most, System::nanoTime);
    peer.state(ConnectivityState.CONNECTING, Status.OK);
    peers.put(address, peer);
    subchannel.start(state -> changed(peer, state));
    subchannel.requestConnection();
  }

  private void changed(Peer peer, ConnectivityStateInfo info) {
    ConnectivityState before = peer.state();
    ConnectivityState now = info.getState();
    if (peers.get(peer.address()) != peer || now == ConnectivityState.SHUTDOWN) {
      return;
    }
    boolean failed = before == ConnectivityState.TRANSIENT_FAILURE;
    if (now == ConnectivityState.TRANSIENT_FAILURE || now == ConnectivityState.IDLE) {
      helper.refreshNameResolution();
    }
    boolean again = now == ConnectivityState.IDLE && (failed || used.getAndSet(false));
    // one that failed counts as failed until it is connected: calls must not wait for its next try
    if (!failed || now == ConnectivityState.READY || now == ConnectivityState.TRANSIENT_FAILURE) {
      peer.state(again ? ConnectivityState.CONNECTING : now, info.getStatus());
    }
    if (again) {
      peer.subchannel().requestConnection();
    }
    update();
  }

  private void update() {
    List<Peer> ready = in(ConnectivityState.READY);
    if (!ready.isEmpty()) {
      helper.updateBalancingState(
          ConnectivityState.READY, new PeerPicker(ready, turn, this::picked));
    } else if (!in(ConnectivityState.CONNECTING).isEmpty() || !isComplete()) {
      helper.updateBalancingState(
          ConnectivityState.CONNECTING, new FixedResultPicker(PickResult.withNoResult()));
    } else if (!in(ConnectivityState.IDLE).isEmpty()) {
      helper.updateBalancingState(ConnectivityState.IDLE, new Waking());
    } else {
      helper.updateBalancingState(
          ConnectivityState.TRANSIENT_FAILURE,
          new FixedResultPicker(PickResult.withError(unreachable())));
    }
  }

  private boolean isComplete() {
    return shared != null && shared.isComplete();
  }

  private List<Peer> in(ConnectivityState state) {
    return peers.values().stream().filter(peer -> peer.state() == state).toList();
  }

  private Status unreachable() {
    List<Peer> all = List.copyOf(peers.values());
    if (all.size() == 1) {
      return all.get(0).status();
    }
    StringBuilder text =
        new StringBuilder("none of the " + all.size() + " addresses can be reached");
    for (Peer peer : all.subList(0, Math.min(MOST_NAMED, all.size()))) {
      text.append(text.indexOf(":") < 0 ? ": " : "; ").append(peer);
      if (peer.status().getDescription() != null) {
        text.append(' ').append(peer.status().getDescription());
      }
    }
    return Status.UNAVAILABLE
        .withDescription(text.toString())
        .withCause(all.get(0).status().getCause());
  }

  /** A call was made, on any thread. */
  private void picked() {
    if (!used.get()) {
      used.set(true);
      wake();
    }
  }

  private void wake() {
    if (waking.compareAndSet(false, true)) {
      helper.getSynchronizationContext().execute(this::requestConnection);
    }
  }

  /** Connects to the addresses that are not connected for want of calls. */
  @Override
  public void requestConnection() {
    waking.set(false);
    for (Peer peer : in(ConnectivityState.IDLE)) {
      peer.state(ConnectivityState.CONNECTING, Status.OK);
      peer.subchannel().requestConnection();
    }
    update();
  }

  @Override
  public void handleNameResolutionError(Status error) {
    if (peers.isEmpty()) {
      helper.updateBalancingState(
          ConnectivityState.TRANSIENT_FAILURE, new FixedResultPicker(PickResult.withError(error)));
    }
  }

  @Override
  public void shutdown() {
    peers.values().forEach(peer -> peer.subchannel().shutdown());
    peers.clear();
    if (shared != null) {
      shared.set(List.of());
    }
  }

  /** Connects with the first call, which waits for it. */
  private final class Waking extends SubchannelPicker {

    @Override
    public PickResult pickSubchannel(PickSubchannelArgs args) {
      used.set(true);
      wake();
      return PickResult.withNoResult();
    }
  }
}
