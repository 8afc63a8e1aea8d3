package io.durableemitter.ingress.internal.http;

import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.FixedRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.flow.FlowControlHandler;
import io.grpc.netty.shaded.io.netty.handler.stream.ChunkedWriteHandler;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Answers by HTTP on one port. Nobody waits for a slow client: connections share a thread that
 * never blocks. Of too many connections the one is closed whose last request is longest ago.
 */
public final class HttpPort implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 64;
  private static final int IDLE_SECONDS = 60;
  private static final int GRACE_SECONDS = 1;
  // requests of one read are decoded at once, and wait for the answers of those before them
  private static final int READ_BYTES = 4 << 10;

  private final Function<HttpRequest, HttpAnswer> routes;
  private final EventLoopGroup thread;
  // of the thread
  private final Set<Channel> connections = new LinkedHashSet<>();
  private final Channel listener;

  private HttpPort(InetSocketAddress address, String name, Function<HttpRequest, HttpAnswer> routes)
      throws IOException {
    this.routes = routes;
    this.thread =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    var bound =
        new ServerBootstrap()
            .group(thread)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .childHandler(new Connections())
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      end();
      throw new IOException(bound.cause());
    }
    this.listener = bound.channel();
  }

  /**
   * Begins to listen.
   *
   * @param address where; port 0 for any free one
   * @param name of its thread
   * @param routes what is answered; must not block
   * @throws IOException if the port cannot be had
   */
  public static HttpPort start(
      InetSocketAddress address, String name, Function<HttpRequest, HttpAnswer> routes)
      throws IOException {
    return new HttpPort(address, name, routes);
  }

  /** Where it listens. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private void add(Channel connection) {
    connections.add(connection);
    var unused = connection.closeFuture().addListener(closed -> connections.remove(connection));
    if (connections.size() > MAX_CONNECTIONS) {
      closeEldest();
    }
  }

  private void closeEldest() {
    Iterator<Channel> each = connections.iterator();
    Channel eldest = each.next();
    // first, since the listener of its end changes the set within close()
    each.remove();
    var unused = eldest.close();
  }

  private void makeYoungest(Channel connection) {
    if (connections.remove(connection)) {
      connections.add(connection);
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
      add(connection);
      connection
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new IdleStateHandler(0, 0, IDLE_SECONDS),
              // before the aggregator, which reads on by itself while a body is incomplete
              new FlowControlHandler(),
              new HttpObjectAggregator(2 * HttpRequest.MAX_BODY),
              new ChunkedWriteHandler(),
              new HttpConnection(routes, () -> makeYoungest(connection)));
    }
  }
}
