package io.durableemitter.chipingress.internal.client;

import io.grpc.NameResolver;
import io.grpc.NameResolverRegistry;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * What the channels of a client connect to.
 *
 * @param names resolves {@code dns:///host:port}
 * @param again how often names are asked for again, besides when a connection fails
 * @param most the most calls under way at once
 */
public record Target(
    Endpoints endpoints, NameResolver.Factory names, Duration again, IntSupplier most) {

  private static final Duration AGAIN = Duration.ofSeconds(30);

  /** With the names as gRPC resolves them. */
  public static Target of(Endpoints endpoints, IntSupplier most) {
    return new Target(
        endpoints, NameResolverRegistry.getDefaultRegistry().asFactory(), AGAIN, most);
  }

  EndpointsResolver.Origin origin(Peers peers) {
    return new EndpointsResolver.Origin(this, peers);
  }
}
