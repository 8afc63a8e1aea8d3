package io.durableemitter.ingress;

import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.stream.ChunkedWriteHandler;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP control plane, on loopback only: what arrived, and faults on request. Nobody waits for a
 * slow client: connections share a thread that never blocks. Of too many connections the one is
 * closed whose last request is longest ago.
 */
final class ControlPlane implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 64;
  private static final int IDLE_SECONDS = 60;
  private static final int GRACE_SECONDS = 1;

  private final ControlRoutes routes;
  private final EventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("ingress-control", true), NioIoHandler.newFactory());
  // of the thread
  private final Set<Channel> connections = new LinkedHashSet<>();
  private final Channel listener;

  private ControlPlane(int port, ControlRoutes routes) throws IOException {
    this.routes = routes;
    var bound =
        new ServerBootstrap()
            .group(thread)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Connections())
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      end();
      throw new IOException(bound.cause());
    }
    this.listener = bound.channel();
  }

  static ControlPlane start(
      int port, EventSink sink, Faults faults, IngressCounters counters, Readiness readiness)
      throws IOException {
    return new ControlPlane(port, new ControlRoutes(sink, faults, counters, readiness));
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private void use(Channel connection) {
    connections.remove(connection);
    connections.add(connection);
    if (connections.size() > MAX_CONNECTIONS) {
      Iterator<Channel> eldest = connections.iterator();
      var unused = eldest.next().close();
      eldest.remove();
    }
  }

  @Override
  public void close() {
    var unused = listener.close().awaitUninterruptibly();
    end();
  }

  private void end() {
    var unused = thread.shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS);
  }

  private final class Connections extends ChannelInitializer<Channel> {

    @Override
    protected void initChannel(Channel connection) {
      use(connection);
      var unused = connection.closeFuture().addListener(closed -> connections.remove(connection));
      connection
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new IdleStateHandler(0, 0, IDLE_SECONDS),
              new HttpObjectAggregator(2 * ControlRequest.MAX_BODY),
              new ChunkedWriteHandler(),
              new ControlHandler(routes, () -> use(connection)));
    }
  }
}
