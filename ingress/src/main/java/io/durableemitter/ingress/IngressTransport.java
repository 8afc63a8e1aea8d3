package io.durableemitter.ingress;

import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The gRPC server with its limits, and the threads of its network. */
final class IngressTransport {

  private static final long AGE_GRACE_SECONDS = 60;
  private static final int GRACE_SECONDS = 5;

  private final Server server;
  private final EventLoopGroup accepting;
  private final EventLoopGroup reading;

  private IngressTransport(Server server, EventLoopGroup accepting, EventLoopGroup reading) {
    this.server = server;
    this.accepting = accepting;
    this.reading = reading;
  }

  static IngressTransport start(
      InetSocketAddress address,
      ServerCredentials credentials,
      List<ServerServiceDefinition> services,
      Executor calls,
      IngressLimits limits,
      ReadBudget budget)
      throws IOException {
    EventLoopGroup accepting =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("ingress-accept", true), NioIoHandler.newFactory());
    EventLoopGroup reading =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("ingress-net", true),
            NioIoHandler.newFactory());
    CallTracer tracer = new CallTracer(budget);
    try {
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(address, credentials)
              .channelFactory(() -> new BoundedListener(limits, budget))
              .bossEventLoopGroup(accepting)
              .workerEventLoopGroup(reading)
              .addServices(services)
              .addStreamTracerFactory(tracer.streams())
              .intercept(tracer.calls())
              .executor(calls);
      Server server = limited(builder, limits).flowControlWindow(budget.window()).build().start();
      return new IngressTransport(server, accepting, reading);
    } catch (IOException | RuntimeException e) {
      end(accepting, reading);
      throw e;
    }
  }

  private static NettyServerBuilder limited(NettyServerBuilder builder, IngressLimits limits) {
    return builder
        .maxInboundMessageSize(limits.request().maxRequestBytes())
        .maxInboundMetadataSize(limits.connections().maxHeaderBytes())
        .maxConcurrentCallsPerConnection(limits.connections().maxCallsPerConnection())
        .maxRstFramesPerWindow(
            limits.connections().maxResetsPerWindow(),
            Math.toIntExact(limits.connections().resetWindow().toSeconds()))
        .handshakeTimeout(limits.times().handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionIdle(limits.times().maxConnectionIdle().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionAge(limits.times().maxConnectionAge().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionAgeGrace(AGE_GRACE_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveTime(limits.times().minKeepAlive().toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  int port() {
    return server.getPort();
  }

  /** Gives calls under way 5 s to end, then ends them. */
  void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
        // what they still do is theirs; their connections are closed
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    end(accepting, reading);
  }

  private static void end(EventLoopGroup accepting, EventLoopGroup reading) {
    var unused = accepting.shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS);
    var unusedToo = reading.shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS);
  }
}
