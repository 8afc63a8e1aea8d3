package io.durableemitter.chaos.crash;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EmitResult;
import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A real emitter; the process may die while it reads attributes. */
final class CrashingFront implements EventEmitter {

  private final EventEmitter emitter;
  private final Bomb bomb;

  CrashingFront(EventEmitter emitter, Bomb bomb) {
    this.emitter = emitter;
    this.bomb = bomb;
  }

  @Override
  public EmitReceipt emit(byte[] body, Map<String, ?> attributes) {
    return emitter.emit(body, new CrashingAttributes(attributes, bomb));
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(byte[] body, Map<String, ?> attributes) {
    return emitter.emitAsync(body, new CrashingAttributes(attributes, bomb));
  }

  @Override
  public EmitReceipt emit(CloudEvent event) {
    return emitter.emit(event);
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(CloudEvent event) {
    return emitter.emitAsync(event);
  }

  @Override
  public EmitReceipt emit(Event event) {
    return emitter.emit(event);
  }

  @Override
  public List<EmitResult> emitAll(List<Event> events) {
    return emitter.emitAll(events);
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(Event event) {
    return emitter.emitAsync(event);
  }
}
