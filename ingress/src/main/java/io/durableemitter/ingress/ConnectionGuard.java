package io.durableemitter.ingress;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2LocalFlowController;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches one connection: closes it if no call is let in soon, and holds what it sends to the
 * budget of all connections. gRPC gives windows back as soon as bytes have come; here they come
 * back when there is room. Belongs to the event loop of its connection, except where noted.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {

  private static final int CONNECTION_WINDOW = 2 << 20;
  private static final int FRAME_BYTES = 256;
  private static final int CALL_BYTES = 2 << 10;
  private static final int SMALL_FRAMES = 4 << 10;
  private static final ThreadLocal<@Nullable ConnectionGuard> CURRENT = new ThreadLocal<>();

  private final ReadBudget budget;
  private final Duration firstCallTimeout;
  private final Map<Integer, Reading> readings = new HashMap<>();
  // of the budget
  long held;
  private volatile boolean letIn;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Http2ConnectionHandler http2;
  private @Nullable Http2LocalFlowController flow;
  private @Nullable Reading latest;

  ConnectionGuard(ReadBudget budget, Duration firstCallTimeout) {
    this.budget = budget;
    this.firstCallTimeout = firstCallTimeout;
  }

  /** The request whose headers this thread is reading, for whoever makes a call of it. */
  static Optional<Reading> currentReading() {
    ConnectionGuard guard = CURRENT.get();
    return guard == null ? Optional.empty() : Optional.ofNullable(guard.latest);
  }

  /** A call was let in. Of any thread. */
  void letIn() {
    letIn = true;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    var deadline =
        ctx.executor()
            .schedule(
                () -> closeUnlessLetIn(ctx), firstCallTimeout.toMillis(), TimeUnit.MILLISECONDS);
    var look = ctx.executor().scheduleAtFixedRate(this::endSlowOnes, 1, 1, TimeUnit.SECONDS);
    var unused =
        ctx.channel()
            .closeFuture()
            .addListener(
                closed -> {
                  deadline.cancel(false);
                  look.cancel(false);
                });
    ctx.fireChannelActive();
  }

  private void closeUnlessLetIn(ChannelHandlerContext ctx) {
    if (!letIn) {
      // through HTTP/2, which says good-bye; before there is any nothing would wait for it
      var unused = http2 == null ? ctx.close() : ctx.channel().close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    watch(ctx);
    CURRENT.set(this);
    try {
      ctx.fireChannelRead(bytes);
    } finally {
      CURRENT.remove();
    }
    // behind a TLS handshake HTTP/2 begins within a read
    watch(ctx);
  }

  private void watch(ChannelHandlerContext ctx) {
    if (http2 != null) {
      return;
    }
    Http2ConnectionHandler handler = ctx.pipeline().get(Http2ConnectionHandler.class);
    if (handler == null) {
      return;
    }
    Http2Connection connection = handler.connection();
    Http2LocalFlowController original = connection.local().flowController();
    connection.local().flowController(new BudgetedFlow(original, this));
    connection.addListener(new Streams());
    try {
      // gRPC gives this window back at once: it bounds speed, not memory
      original.incrementWindowSize(
          connection.connectionStream(),
          CONNECTION_WINDOW - original.initialWindowSize(connection.connectionStream()));
    } catch (Http2Exception e) {
      throw new IllegalStateException("no window of 2 MiB", e);
    }
    http2 = handler;
    flow = original;
  }

  void received(@Nullable Http2Stream stream, int bytes, boolean endOfStream)
      throws Http2Exception {
    // there is none if it was closed meanwhile
    Reading reading = stream == null ? null : readings.get(stream.id());
    if (stream == null || reading == null) {
      return;
    }
    if (reading.received == 0 && !budget.hasRoom(this)) {
      throw Http2Exception.streamError(
          stream.id(), Http2Error.REFUSED_STREAM, "there are too many requests at once");
    }
    reading.received += bytes;
    reading.frames++;
    reading.lastProgressNanos = System.nanoTime();
    if (reading.frames > SMALL_FRAMES && reading.received / reading.frames < FRAME_BYTES) {
      throw Http2Exception.streamError(
          stream.id(), Http2Error.ENHANCE_YOUR_CALM, "the request comes in too small pieces");
    }
    budget.arrived(reading, bytes + FRAME_BYTES);
    if (endOfStream) {
      budget.whole(reading);
    }
  }

  /** Whether bytes that were taken may come again; if not yet, {@link #goOn} follows. */
  boolean mayGoOn(@Nullable Http2Stream stream, int bytes) throws Http2Exception {
    Reading reading = stream == null ? null : readings.get(stream.id());
    if (bytes == 0 || stream == null || reading == null || reading.whole) {
      return true;
    }
    boolean goesOn = budget.mayGoOn(reading, bytes);
    if (goesOn) {
      widen(reading);
    }
    return goesOn;
  }

  private void widen(Reading reading) throws Http2Exception {
    if (!reading.wide && flow != null) {
      int more = budget.widen(reading);
      if (more > 0) {
        reading.wide = true;
        flow.incrementWindowSize(reading.stream, more);
      }
    }
  }

  /** Lets a request that had to wait send more. Of any thread. */
  void goOn(Reading reading, int bytes) {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.executor().execute(() -> giveBack(ctx, reading, bytes));
    }
  }

  private void giveBack(ChannelHandlerContext ctx, Reading reading, int bytes) {
    if (flow == null || !readings.containsKey(reading.stream.id())) {
      return;
    }
    reading.lastProgressNanos = System.nanoTime();
    try {
      widen(reading);
      var unused = flow.consumeBytes(reading.stream, bytes);
      ctx.pipeline().flush();
    } catch (Http2Exception e) {
      ctx.fireExceptionCaught(e);
    }
  }

  /** While others wait, whoever may send and does not loses the call. */
  private void endSlowOnes() {
    ChannelHandlerContext ctx = context;
    if (readings.isEmpty() || http2 == null || ctx == null || !budget.isUnderPressure()) {
      return;
    }
    long now = System.nanoTime();
    for (Reading reading : List.copyOf(readings.values())) {
      if (!reading.whole
          && reading.received > 0
          && budget.isGivenUp(reading, now - reading.lastProgressNanos)) {
        http2.onError(
            ctx.pipeline().context(http2),
            false,
            Http2Exception.streamError(
                reading.stream.id(),
                Http2Error.ENHANCE_YOUR_CALM,
                "the request came too slowly while others had to wait"));
      }
    }
  }

  private final class Streams extends Http2ConnectionAdapter {

    @Override
    public void onStreamActive(Http2Stream stream) {
      Reading reading = new Reading(stream, ConnectionGuard.this);
      budget.arrived(reading, CALL_BYTES);
      readings.put(stream.id(), reading);
      latest = reading;
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      Reading reading = readings.remove(stream.id());
      // a whole request that is in a call is there until that has ended
      if (reading != null && !(reading.whole && reading.inCall)) {
        budget.ended(reading);
      }
    }
  }
}
