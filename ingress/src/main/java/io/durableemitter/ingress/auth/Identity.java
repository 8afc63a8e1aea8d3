package io.durableemitter.ingress.auth;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;

/** Who makes a call: the key of its token, or its address if no token is asked for. Immutable. */
public final class Identity {

  private static final Context.Key<Identity> CURRENT = Context.key("ingress-identity");
  private static final Identity NOBODY = new Identity("", AllowedSources.ANY);

  private final String name;
  private final AllowedSources sources;

  private Identity(String name, AllowedSources sources) {
    this.name = name;
    this.sources = sources;
  }

  static Identity of(String name, AllowedSources sources) {
    return new Identity(name, sources);
  }

  /**
   * Who makes the call that this thread works for.
   *
   * @return the identity
   */
  public static Identity current() {
    Identity identity = CURRENT.get();
    return identity == null ? NOBODY : identity;
  }

  /**
   * Knows callers by their address, for servers that ask for no token.
   *
   * @return the interceptor
   */
  public static ServerInterceptor byAddress() {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String address =
            call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
                    instanceof InetSocketAddress socket
                ? socket.getAddress().getHostAddress()
                : "";
        return of(address, AllowedSources.ANY).during(call, headers, next);
      }
    };
  }

  <Q, A> ServerCall.Listener<Q> during(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return Contexts.interceptCall(Context.current().withValue(CURRENT, this), call, headers, next);
  }

  /**
   * The key in hex, or the address.
   *
   * @return not empty in a call
   */
  public String name() {
    return name;
  }

  /**
   * Whether it may publish events of a source.
   *
   * @param source of the event
   * @return true unless its key is allowed for other sources only
   */
  public boolean mayPublish(String source) {
    return sources.contain(source);
  }
}
