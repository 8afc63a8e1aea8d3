package io.durableemitter.chipingress.internal.client;

import io.grpc.Attributes;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.IntSupplier;

/** The addresses of the other end that a channel knows just now. Safe for concurrent use. */
public final class Peers {

  /** By which the balancer of a channel gets them from its resolver. */
  static final Attributes.Key<Peers> ATTRIBUTE = Attributes.Key.create("peers");

  private static final int MOST_NAMED = 5;

  private final IntSupplier most;
  private volatile List<Peer> all = List.of();
  private volatile boolean complete;

  /**
   * None yet.
   *
   * @param most the most calls that the client has under way at once
   */
  Peers(IntSupplier most) {
    this.most = most;
  }

  int most() {
    return most.getAsInt();
  }

  /** Whether each endpoint has been resolved, or could not be. */
  boolean isComplete() {
    return complete;
  }

  void complete(boolean now) {
    complete = now;
  }

  void set(List<Peer> peers) {
    all = List.copyOf(peers);
  }

  /**
   * How many calls may be under way now: what those may have that are fit for it, and never more
   * than the client may have. Where none is fit, as much as one may have: something has to find out
   * when that changes.
   */
  int limit(long nowNanos) {
    List<Peer> peers = all;
    long fit = 0;
    int largest = peers.isEmpty() ? most() : 1;
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      int limit = peer.limit();
      largest = Math.max(largest, limit);
      fit += peer.isFit(nowNanos) ? limit : 0;
    }
    return (int) Math.min(most(), fit > 0 ? fit : largest);
  }

  /** Their addresses if there are several, {@code a, b and 3 more}; empty for one. */
  String names() {
    List<Peer> peers = all;
    if (peers.size() < 2) {
      return "";
    }
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < Math.min(peers.size(), MOST_NAMED); i++) {
      names.append(i == 0 ? "" : ", ").append(peers.get(i));
    }
    int more = peers.size() - MOST_NAMED;
    return names + (more > 0 ? " and " + more + " more" : "");
  }

  static String shown(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
      return new Endpoint(inet.getAddress().getHostAddress(), inet.getPort()).toString();
    }
    return address.toString();
  }
}
