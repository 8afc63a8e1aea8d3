package com.example.shop;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EmitResult;
import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * For {@code examples/run} only: stores nothing, so that the shop without events can be timed
 * beside the shop with them.
 */
@Component
@Primary
@ConditionalOnProperty("shop.without-events")
class NoEvents implements EventEmitter {

  private static final long NO_ROW = 0;

  @Override
  public EmitReceipt emit(Event event) {
    return new EmitReceipt(UUID.randomUUID().toString(), NO_ROW);
  }

  @Override
  public List<EmitResult> emitAll(List<Event> events) {
    throw unused();
  }

  @Override
  public EmitReceipt emit(byte[] body, Map<String, ?> attributes) {
    throw unused();
  }

  @Override
  public EmitReceipt emit(CloudEvent event) {
    throw unused();
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(Event event) {
    throw unused();
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(byte[] body, Map<String, ?> attributes) {
    throw unused();
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(CloudEvent event) {
    throw unused();
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("the shop emits by emit(Event) only");
  }
}
