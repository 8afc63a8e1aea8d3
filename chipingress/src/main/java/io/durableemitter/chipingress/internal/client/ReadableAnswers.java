package io.durableemitter.chipingress.internal.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Tells an answer that this process cannot take from what a server says. gRPC reports an answer
 * larger than the limit with the very words of a server that refuses a request for its size, and
 * one that cannot be parsed as a call that was cancelled. Both become INTERNAL, with a text of
 * their own: something is wrong with this call, and its events are sent again. Safe for concurrent
 * use.
 */
final class ReadableAnswers implements ClientInterceptor {

  /** What gRPC says, besides CANCELLED and with a cause, of an answer that cannot be parsed. */
  private static final String UNREADABLE = "Failed to read message.";

  private final int mostBytes;

  /**
   * An interceptor.
   *
   * @param mostBytes what an answer may have, for the text
   */
  ReadableAnswers(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ServersTrailers servers = new ServersTrailers();
    return new SimpleForwardingClientCall<>(
        next.newCall(method, options.withStreamTracerFactory(servers))) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                super.onClose(told(status, servers.last == trailers), trailers);
              }
            },
            headers);
      }
    };
  }

  /** Without memory it is told as it came: a call whose end is not told would be lost. */
  private Status told(Status status, boolean byServer) {
    try {
      return meant(status, byServer);
    } catch (OutOfMemoryError none) {
      return status;
    }
  }

  private Status meant(Status status, boolean byServer) {
    if (!byServer && StatusMeaning.isMessageTooLarge(status)) {
      return tooLarge();
    }
    if (status.getCode() == Status.Code.CANCELLED
        && status.getCause() != null
        && UNREADABLE.equals(status.getDescription())) {
      return isTooLarge(status.getCause())
          ? tooLarge()
          : Status.INTERNAL
              .withDescription("the answer cannot be read")
              .withCause(status.getCause());
    }
    return status;
  }

  /** A compressed answer is found too large only while it is parsed. */
  private static boolean isTooLarge(Throwable error) {
    return error instanceof StatusRuntimeException failure
        && StatusMeaning.isMessageTooLarge(failure.getStatus());
  }

  private Status tooLarge() {
    return Status.INTERNAL.withDescription(
        "the answer is larger than the " + mostBytes + " bytes that this client takes");
  }

  /** Knows which trailers came from the server; of a status made here there are others. */
  private static final class ServersTrailers extends ClientStreamTracer.Factory {
    private volatile @Nullable Metadata last;

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void inboundTrailers(Metadata trailers) {
          last = trailers;
        }
      };
    }
  }
}
