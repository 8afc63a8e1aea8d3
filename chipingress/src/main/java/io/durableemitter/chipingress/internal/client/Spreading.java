package io.durableemitter.chipingress.internal.client;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What gRPC knows of us by names of ours: how endpoints are resolved, and how calls are spread over
 * their addresses. Channels of others are not touched by it.
 */
final class Spreading {

  /** Of a channel that has its endpoints by {@link EndpointsResolver.Origin#ARGUMENT}. */
  static final String TARGET = "durable-emitter:///ingress";

  private static final String SCHEME = "durable-emitter";
  private static final String POLICY = "durable_emitter_least_loaded";

  static {
    NameResolverRegistry.getDefaultRegistry().register(new Resolvers());
    LoadBalancerRegistry.getDefaultRegistry().register(new Balancers());
  }

  private Spreading() {}

  /** Begins a channel to the endpoints. */
  static NettyChannelBuilder spread(NettyChannelBuilder channel, EndpointsResolver.Origin origin) {
    return channel
        .setNameResolverArg(EndpointsResolver.Origin.ARGUMENT, origin)
        .defaultLoadBalancingPolicy(POLICY);
  }

  private static final class Resolvers extends NameResolverProvider {

    @Override
    protected boolean isAvailable() {
      return true;
    }

    @Override
    protected int priority() {
      // the first of them is for targets without a scheme, which are not for us
      return 0;
    }

    @Override
    public String getDefaultScheme() {
      return SCHEME;
    }

    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
      EndpointsResolver.Origin origin = args.getArg(EndpointsResolver.Origin.ARGUMENT);
      return SCHEME.equals(target.getScheme()) && origin != null
          ? new EndpointsResolver(origin, args)
          : null;
    }

    @Override
    public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
      return List.of(InetSocketAddress.class);
    }
  }

  private static final class Balancers extends LoadBalancerProvider {

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public int getPriority() {
      return 5;
    }

    @Override
    public String getPolicyName() {
      return POLICY;
    }

    @Override
    public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
      return new LeastLoaded(helper);
    }
  }
}
