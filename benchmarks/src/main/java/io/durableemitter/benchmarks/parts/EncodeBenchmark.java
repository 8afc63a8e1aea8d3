package io.durableemitter.benchmarks.parts;

import io.durableemitter.api.Event;
import io.durableemitter.api.IdempotencyKeyPolicy;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.encode.EventAssembler;
import io.durableemitter.core.internal.encode.OrderingKey;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From what a caller emits to the bytes that are stored: an event with 512 bytes of data. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncodeBenchmark {

  private final EventAssembler plain =
      new EventAssembler(Clock.systemUTC(), IdempotencyKeyPolicy.EVENT_ID, OrderingKey.NONE);
  private final EventAssembler ordered =
      new EventAssembler(
          Clock.systemUTC(), IdempotencyKeyPolicy.EVENT_ID, OrderingKey.by(Optional.of("subject")));
  private final Event event = event();

  private static Event event() {
    byte[] data = new byte[512];
    new Random(1).nextBytes(data);
    return Event.of("https://shop.example.org/orders", "org.example.order.placed")
        .subject("order-1")
        .bytes("application/octet-stream", data);
  }

  /** As by default. */
  @Benchmark
  public EncodedEvent encode() {
    return plain.assemble(event);
  }

  /** With an ordering key. */
  @Benchmark
  public EncodedEvent encodeOrdered() {
    return ordered.assemble(event);
  }
}
