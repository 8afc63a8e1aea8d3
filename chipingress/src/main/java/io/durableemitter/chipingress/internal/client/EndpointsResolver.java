package io.durableemitter.chipingress.internal.client;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of several endpoints: each is resolved by gRPC's own resolver, and asked for again
 * every half minute, besides when a connection fails. What cannot be resolved any more keeps the
 * addresses it had. Belongs to the synchronization context of its channel.
 */
final class EndpointsResolver extends NameResolver {

  private final Args args;
  private final Origin origin;
  private final Map<Endpoint, NameResolver> resolvers = new LinkedHashMap<>();
  private final Map<Endpoint, List<EquivalentAddressGroup>> found = new LinkedHashMap<>();
  private final Set<Endpoint> unanswered;
  private @Nullable Listener2 listener;
  private @Nullable ScheduledFuture<?> again;

  /** What a channel connects to, and what becomes of it. */
  record Origin(Target target, Peers peers) {

    static final Args.Key<Origin> ARGUMENT = Args.Key.create("origin");
  }

  EndpointsResolver(Origin origin, Args args) {
    this.args = args;
    this.origin = origin;
    this.unanswered = new HashSet<>(origin.target().endpoints().all());
    for (Endpoint endpoint : origin.target().endpoints().all()) {
      resolvers.put(
          endpoint,
          Objects.requireNonNull(
              origin.target().names().newNameResolver(URI.create("dns:///" + endpoint), args),
              "gRPC cannot resolve names"));
    }
  }

  @Override
  public String getServiceAuthority() {
    return origin.target().endpoints().all().get(0).toString();
  }

  @Override
  public void start(Listener2 whom) {
    listener = whom;
    resolvers.forEach((endpoint, resolver) -> resolver.start(new Part(endpoint)));
    again =
        Objects.requireNonNull(args.getScheduledExecutorService())
            .scheduleWithFixedDelay(
                () -> args.getSynchronizationContext().execute(this::refresh),
                origin.target().again().toMillis(),
                origin.target().again().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void refresh() {
    if (listener != null) {
      resolvers.values().forEach(NameResolver::refresh);
    }
  }

  @Override
  public void shutdown() {
    listener = null;
    if (again != null) {
      again.cancel(false);
    }
    resolvers.values().forEach(NameResolver::shutdown);
  }

  private Status resolved(Endpoint endpoint, StatusOr<List<EquivalentAddressGroup>> result) {
    if (listener == null) {
      return Status.OK;
    }
    if (result.hasValue()) {
      found.put(
          endpoint, result.getValue().stream().map(address -> named(address, endpoint)).toList());
    }
    unanswered.remove(endpoint);
    origin.peers().complete(unanswered.isEmpty());
    List<EquivalentAddressGroup> all = new ArrayList<>();
    for (Endpoint each : resolvers.keySet()) {
      all.addAll(found.getOrDefault(each, List.of()));
    }
    if (all.isEmpty() && !unanswered.isEmpty()) {
      return Status.OK;
    }
    if (all.isEmpty()) {
      return listener.onResult2(
          ResolutionResult.newBuilder()
              .setAddressesOrError(
                  StatusOr.fromStatus(
                      result.hasValue()
                          ? Status.UNAVAILABLE.withDescription(endpoint + " has no address")
                          : result.getStatus()))
              .build());
    }
    Status taken =
        listener.onResult2(
            ResolutionResult.newBuilder()
                .setAddressesOrError(StatusOr.fromValue(all))
                .setAttributes(Attributes.newBuilder().set(Peers.ATTRIBUTE, origin.peers()).build())
                .build());
    // a name that cannot be resolved is asked for again soon, though others were
    return result.hasValue() ? taken : result.getStatus();
  }

  /** The name by which its certificate is checked, and that it is asked for. */
  private static EquivalentAddressGroup named(EquivalentAddressGroup address, Endpoint endpoint) {
    return new EquivalentAddressGroup(
        address.getAddresses(),
        address.getAttributes().toBuilder()
            .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, endpoint.toString())
            .build());
  }

  /** What gRPC's resolver finds for one endpoint. */
  private final class Part extends Listener2 {

    private final Endpoint endpoint;

    Part(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public Status onResult2(ResolutionResult result) {
      return resolved(endpoint, result.getAddressesOrError());
    }

    @Override
    public void onResult(ResolutionResult result) {
      args.getSynchronizationContext().execute(() -> onResult2(result));
    }

    @Override
    public void onError(Status error) {
      args.getSynchronizationContext()
          .execute(() -> resolved(endpoint, StatusOr.fromStatus(error)));
    }
  }
}
