package io.durableemitter.ingress;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts at most so many connections at once, in all and of one address, and closes further ones
 * before they cost anything. gRPC has no such bound. Each connection gets a guard.
 */
final class BoundedListener extends NioServerSocketChannel {

  private static final int IPV6_NETWORK_BYTES = 8;

  private final IngressLimits limits;
  private final ReadBudget budget;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<ByteBuffer, Integer> ofAddress = new ConcurrentHashMap<>();

  BoundedListener(IngressLimits limits, ReadBudget budget) {
    this.limits = limits;
    this.budget = budget;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int count = super.doReadMessages(accepted);
    if (count <= 0) {
      return count;
    }
    Channel connection = (Channel) accepted.get(accepted.size() - 1);
    ByteBuffer address = address(connection);
    boolean tooMany = open.incrementAndGet() > limits.connections().maxConnections();
    boolean tooManyOfOne =
        ofAddress.merge(address, 1, Integer::sum) > limits.connections().maxConnectionsPerAddress();
    if (tooMany || tooManyOfOne) {
      forget(address);
      accepted.remove(accepted.size() - 1);
      connection.unsafe().closeForcibly();
      return 0;
    }
    var unused = connection.closeFuture().addListener(closed -> forget(address));
    connection.pipeline().addLast(new ConnectionGuard(budget, limits.times().firstCallTimeout()));
    return count;
  }

  private void forget(ByteBuffer address) {
    open.decrementAndGet();
    ofAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }

  private static ByteBuffer address(Channel connection) {
    if (connection.remoteAddress() instanceof InetSocketAddress socket) {
      InetAddress address = socket.getAddress();
      int length = address instanceof Inet6Address ? IPV6_NETWORK_BYTES : 4;
      return ByteBuffer.wrap(address.getAddress(), 0, length);
    }
    // gone already
    return ByteBuffer.allocate(0);
  }
}
