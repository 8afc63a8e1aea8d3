package io.durableemitter.chipingress.internal.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The peer that a call was given to, which learns how the call ended. gRPC gives a call to another
 * one if the first has certainly not seen it. It knows the end of a call better than the streams of
 * the call do, which only learn that they are no longer needed. Safe for concurrent use.
 */
final class PickedPeer {

  static final CallOptions.Key<@Nullable PickedPeer> OPTION = CallOptions.Key.create("picked-peer");

  // guarded by this
  private @Nullable Peer peer;
  private long begunNanos;
  private boolean ended;

  /** It was given to a peer. */
  synchronized void given(Peer to) {
    if (ended) {
      return;
    }
    if (peer != null) {
      peer.ended(begunNanos, Status.CANCELLED);
    }
    peer = to;
    begunNanos = to.begun();
  }

  /** It has ended; a second time does nothing. */
  synchronized void ended(Status how) {
    if (!ended && peer != null) {
      peer.ended(begunNanos, how);
    }
    ended = true;
  }

  /** Gives each call one. */
  static final class ForEachCall implements ClientInterceptor {

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      PickedPeer picked = new PickedPeer();
      return new SimpleForwardingClientCall<>(
          next.newCall(method, options.withOption(OPTION, picked))) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          boolean started = false;
          try {
            super.start(
                new SimpleForwardingClientCallListener<>(listener) {
                  @Override
                  public void onClose(Status status, Metadata trailers) {
                    picked.ended(status);
                    super.onClose(status, trailers);
                  }
                },
                headers);
            started = true;
          } finally {
            if (!started) {
              picked.ended(Status.CANCELLED);
            }
          }
        }
      };
    }
  }
}
