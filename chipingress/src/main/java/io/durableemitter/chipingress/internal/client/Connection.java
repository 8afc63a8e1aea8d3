package io.durableemitter.chipingress.internal.client;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel to all addresses of the other end, with a thread of the network of its own. By default
 * gRPC shares its threads among all channels of a process and never replaces one that an error has
 * ended, so that a new channel could be given the dead thread of the old one. Safe for concurrent
 * use.
 */
public final class Connection {

  private static final int MAX_RECEIVED_BYTES = 16 << 20;
  private static final long KEEPALIVE_SECONDS = 10;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 1;
  private static final int FEWEST_SILENT = 3;
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final EventLoopGroup network;
  private final ManagedChannel channel;
  private final Peers peers;
  private final long sinceNanos;
  // guarded by this
  private int silent;
  private long firstSilentNanos;

  private Connection(EventLoopGroup network, ManagedChannel channel, Peers peers, long sinceNanos) {
    this.network = network;
    this.channel = channel;
    this.peers = peers;
    this.sinceNanos = sinceNanos;
  }

  /** Makes a channel, without connecting. */
  public static Connection open(Target target, ChannelCredentials credentials, long nowNanos) {
    boolean epoll = Epoll.isAvailable();
    EventLoopGroup network =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("durable-emitter-network", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    boolean opened = false;
    try {
      Peers peers = new Peers(target.most());
      Connection connection =
          new Connection(
              network,
              channel(
                  target.origin(peers),
                  credentials,
                  network,
                  epoll ? EpollSocketChannel.class : NioSocketChannel.class),
              peers,
              nowNanos);
      opened = true;
      return connection;
    } finally {
      if (!opened) {
        end(network);
      }
    }
  }

  private static ManagedChannel channel(
      EndpointsResolver.Origin origin,
      ChannelCredentials credentials,
      EventLoopGroup network,
      Class<? extends Channel> socket) {
    return Spreading.spread(NettyChannelBuilder.forTarget(Spreading.TARGET, credentials), origin)
        .eventLoopGroup(network)
        .channelType(socket)
        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .keepAliveWithoutCalls(true)
        .maxInboundMessageSize(MAX_RECEIVED_BYTES)
        .intercept(new ReadableAnswers(MAX_RECEIVED_BYTES), new PickedPeer.ForEachCall())
        // a policy could come by DNS; what stays are calls the server has certainly not seen
        .disableServiceConfigLookUp()
        // results are handed to threads of our own at once
        .directExecutor()
        .build();
  }

  public ManagedChannel channel() {
    return channel;
  }

  /** How many calls may be under way now. */
  public int limit() {
    return peers.limit(System.nanoTime());
  }

  /** The addresses there are, if there are several; otherwise empty. */
  public String addresses() {
    return peers.names();
  }

  public EventLoopGroup network() {
    return network;
  }

  /** Whether a call that began then was made over an earlier one. */
  boolean isAfter(long begunNanos) {
    return begunNanos - sinceNanos < 0;
  }

  /**
   * A call has ended.
   *
   * @return why no further call can succeed; null if they can
   */
  @Nullable String trouble(Status status, long nowNanos) {
    boolean silence = isSilent(status, nowNanos);
    if (status.isOk()) {
      return null;
    }
    if (channel.isShutdown()) {
      return "it was shut down, and not by its owner";
    }
    if (network.isShuttingDown()) {
      return "its thread of the network has ended";
    }
    if (StatusMeaning.isPanic(status)) {
      return "it met an error, as in a moment without memory, from which gRPC does not recover";
    }
    if (StatusMeaning.isBroken(status)) {
      return "its thread of the network fails by itself";
    }
    if (Answer.LOST.equals(status)) {
      return "it has lost the end of a call";
    }
    return silence ? "calls have had no answer for half a minute" : null;
  }

  // errors of this process can leave a channel that waits for something that never comes
  private synchronized boolean isSilent(Status status, long nowNanos) {
    if (status.getCode() != Status.Code.DEADLINE_EXCEEDED) {
      silent = 0;
      return false;
    }
    if (silent == 0) {
      firstSilentNanos = nowNanos;
    }
    silent++;
    return silent >= FEWEST_SILENT && nowNanos - firstSilentNanos >= SILENT_NANOS;
  }

  /** Closes after the calls in flight; past the timeout ends them. */
  public void close(Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    try {
      channel.shutdown();
      if (!channel.awaitTermination(deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
        channel.shutdownNow();
      }
      end(network);
      // a thread that ends a moment later is no reason for a report
      var unused = network.awaitTermination(deadline.leftNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    } finally {
      end(network);
    }
  }

  private static void end(EventLoopGroup network) {
    var unused = network.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
