package io.durableemitter.ingress;

import com.google.protobuf.Message;
import io.durableemitter.ingress.auth.Identity;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Stands before the calls of a service: looks a request over before it is parsed, and parses as
 * many at once as memory is set aside for. Others wait their turn.
 */
final class RequestGuard {

  private final IngressLimits limits;
  private final IngressCounters counters;
  private final ParsingMemory memory;
  private final Quotas quotas;

  RequestGuard(IngressLimits limits, IngressCounters counters) {
    this.limits = limits;
    this.counters = counters;
    this.memory = new ParsingMemory(limits.maxBytesInFlight());
    this.quotas = new Quotas(limits, System::nanoTime);
  }

  ServerServiceDefinition guard(ServerServiceDefinition service) {
    Map<String, ServerMethodDefinition<?, ?>> methods = new LinkedHashMap<>();
    service
        .getMethods()
        .forEach(m -> methods.put(m.getMethodDescriptor().getFullMethodName(), guarded(m)));
    ServiceDescriptor.Builder description =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
    methods.values().forEach(m -> description.addMethod(m.getMethodDescriptor()));
    ServerServiceDefinition.Builder guarded = ServerServiceDefinition.builder(description.build());
    methods.values().forEach(guarded::addMethod);
    return guarded.build();
  }

  @SuppressWarnings("unchecked") // the prototype of a method is one of its requests
  private <Q, A> ServerMethodDefinition<?, A> guarded(ServerMethodDefinition<Q, A> method) {
    if (method.getMethodDescriptor().getRequestMarshaller() instanceof PrototypeMarshaller<?> made
        && made.getMessagePrototype() instanceof Message prototype) {
      return guarded((ServerMethodDefinition<Message, A>) method, prototype);
    }
    throw new IllegalArgumentException(
        "not a protobuf method: " + method.getMethodDescriptor().getFullMethodName());
  }

  private <A> ServerMethodDefinition<RawRequest<Message>, A> guarded(
      ServerMethodDefinition<Message, A> method, Message prototype) {
    MethodDescriptor<Message, A> old = method.getMethodDescriptor();
    MethodDescriptor<RawRequest<Message>, A> descriptor =
        old.toBuilder(new RawRequestMarshaller<>(prototype, limits), old.getResponseMarshaller())
            .build();
    return ServerMethodDefinition.create(
        descriptor,
        (call, headers) ->
            new GuardedListener<>(
                method.getServerCallHandler().startCall(new TypedCall<>(call, old), headers),
                call));
  }

  /** The call as the service knows it. */
  private static final class TypedCall<A> extends ForwardingServerCall<Message, A> {

    private final ServerCall<RawRequest<Message>, A> call;
    private final MethodDescriptor<Message, A> descriptor;

    TypedCall(ServerCall<RawRequest<Message>, A> call, MethodDescriptor<Message, A> descriptor) {
      this.call = call;
      this.descriptor = descriptor;
    }

    @Override
    @SuppressWarnings("unchecked") // only its answers are of use, and they are of the same type
    protected ServerCall<Message, A> delegate() {
      return (ServerCall<Message, A>) (ServerCall<?, A>) call;
    }

    @Override
    public MethodDescriptor<Message, A> getMethodDescriptor() {
      return descriptor;
    }
  }

  /** Keeps the request until it is whole, and parses it then. */
  private final class GuardedListener<A> extends ServerCall.Listener<RawRequest<Message>> {

    private final ServerCall.Listener<Message> service;
    private final ServerCall<RawRequest<Message>, A> call;
    private Optional<RawRequest<Message>> waiting = Optional.empty();
    private boolean closed;

    GuardedListener(ServerCall.Listener<Message> service, ServerCall<RawRequest<Message>, A> call) {
      this.service = service;
      this.call = call;
    }

    @Override
    public void onMessage(RawRequest<Message> request) {
      if (request.status().isOk()) {
        waiting = Optional.of(request);
      } else {
        refuse(request.status());
      }
    }

    @Override
    public void onHalfClose() {
      if (closed) {
        return;
      }
      Optional<RawRequest<Message>> request = waiting;
      waiting = Optional.empty();
      request.ifPresentOrElse(
          raw -> memory.during(raw.parsedBytes(), () -> handle(raw)), service::onHalfClose);
    }

    private void handle(RawRequest<Message> raw) {
      Optional<String> refusal = quotas.refusal(Identity.current(), raw.events(), raw.size());
      if (refusal.isPresent()) {
        refuse(Status.RESOURCE_EXHAUSTED.withDescription(refusal.get()));
        return;
      }
      Message message;
      try {
        message = raw.parse();
      } catch (StatusRuntimeException e) {
        refuse(e.getStatus());
        return;
      }
      service.onMessage(message);
      service.onHalfClose();
    }

    private void refuse(Status status) {
      counters.refused(status.getCode());
      closed = true;
      call.close(status, new Metadata());
    }

    @Override
    public void onCancel() {
      service.onCancel();
    }

    @Override
    public void onComplete() {
      service.onComplete();
    }

    @Override
    public void onReady() {
      service.onReady();
    }
  }
}
