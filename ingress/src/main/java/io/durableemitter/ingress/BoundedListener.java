package io.durableemitter.ingress;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts at most so many connections at once and closes further ones before they cost anything.
 * gRPC has no such bound.
 */
final class BoundedListener extends NioServerSocketChannel {

  private final int mostConnections;
  private final AtomicInteger open = new AtomicInteger();

  BoundedListener(int mostConnections) {
    this.mostConnections = mostConnections;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int count = super.doReadMessages(accepted);
    if (count <= 0) {
      return count;
    }
    Channel connection = (Channel) accepted.get(accepted.size() - 1);
    if (open.incrementAndGet() > mostConnections) {
      open.decrementAndGet();
      accepted.remove(accepted.size() - 1);
      connection.unsafe().closeForcibly();
      return 0;
    }
    var unused = connection.closeFuture().addListener(closed -> open.decrementAndGet());
    return count;
  }
}
