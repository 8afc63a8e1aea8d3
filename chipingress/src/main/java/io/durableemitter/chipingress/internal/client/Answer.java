package io.durableemitter.chipingress.internal.client;

import io.durableemitter.proto.PublishResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call of the server and how it ended. It ends once: by gRPC on a network thread, by a failure
 * to begin, or because the client gives up waiting. Ending allocates nothing. Safe for concurrent
 * use.
 */
public final class Answer extends ClientCall.Listener<PublishResponse> {

  /**
   * The end of a call that gRPC has not ended at its deadline, as it happens when it finds no
   * memory to do so, or its thread of the network is gone.
   */
  public static final Status LOST =
      Status.CANCELLED.withDescription("gRPC lost the call: it has not ended at its deadline");

  /** How long after the deadline of a call gRPC has certainly lost it. */
  public static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Status NO_RESPONSE = Status.INTERNAL.withDescription("no response");
  private static final Status NO_MEMORY =
      Status.UNAVAILABLE.withDescription("no memory to begin the call");

  private final Runnable ended;
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile @Nullable ClientCall<?, PublishResponse> call;
  private volatile @Nullable PublishResponse response;
  private volatile Status status = Status.OK;
  private volatile boolean begun;
  private volatile long beginNanos;

  /**
   * Of a call that has not begun.
   *
   * @param ended told its end once, on any thread; must not throw
   */
  public Answer(Runnable ended) {
    this.ended = ended;
  }

  /** Counts as begun from now on, even if beginning fails. */
  public void beginning() {
    beginNanos = System.nanoTime();
    begun = true;
  }

  /** Begins; a failure ends it. */
  public <Q> void begin(ClientCall<Q, PublishResponse> made, Q request, Metadata headers) {
    call = made;
    made.start(this, headers);
    // one more than there should be, to hear of it
    made.request(2);
    made.sendMessage(request);
    made.halfClose();
  }

  /** It could not be begun. Never throws. */
  public void failed(Throwable error) {
    if (end(statusOf(error))) {
      cancel("the call could not be begun");
    }
  }

  private static Status statusOf(Throwable error) {
    try {
      return Status.fromThrowable(error);
    } catch (OutOfMemoryError none) {
      return NO_MEMORY;
    }
  }

  @Override
  public void onMessage(PublishResponse value) {
    if (response != null) {
      throw Status.INTERNAL.withDescription("more than one response").asRuntimeException();
    }
    response = value;
  }

  @Override
  public void onClose(Status result, Metadata trailers) {
    end(result.isOk() && response == null ? NO_RESPONSE : result);
  }

  /** Ends it; false if it had ended before. */
  public boolean end(Status result) {
    if (!done.compareAndSet(false, true)) {
      return false;
    }
    status = result;
    ended.run();
    return true;
  }

  /** Ends it because gRPC does not; false if it had ended before. Never throws. */
  public boolean giveUp() {
    if (!end(LOST)) {
      return false;
    }
    cancel("the call has not ended at its deadline");
    return true;
  }

  /** Tells gRPC that nobody waits any more. Never throws. */
  public void cancel(String why) {
    ClientCall<?, PublishResponse> made = call;
    if (made != null) {
      try {
        made.cancel(why, null);
      } catch (Throwable broken) {
        // a call that cannot even be cancelled is overdue sooner or later
        call = null;
      }
    }
  }

  public boolean begun() {
    return begun;
  }

  /** By {@link System#nanoTime()}. */
  public long beginNanos() {
    return beginNanos;
  }

  public Status status() {
    return status;
  }

  /** There if the status is OK. */
  public PublishResponse response() {
    PublishResponse value = response;
    return value == null ? PublishResponse.getDefaultInstance() : value;
  }
}
