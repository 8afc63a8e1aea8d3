package io.durableemitter.chipingress;

import io.durableemitter.benchmarks.Sample;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The request of a batch, for each of its 500 events. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestBenchmark {

  private static final int EVENTS = 500;

  private final List<Message> messages =
      LongStream.range(0, EVENTS).mapToObj(RequestBenchmark::message).toList();

  private static Message message(long number) {
    return Message.numbered(Sample.HEADER, Sample.payload(), number, result -> {});
  }

  /** Its size is known, and its bytes are written to a stream that takes them. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int request(Blackhole stream) {
    EncodedBatch batch = new EncodedBatch(messages, true);
    batch.writeTo(
        (bytes, from, length) -> {
          stream.consume(bytes);
          stream.consume(from + length);
        });
    return batch.size();
  }

  /** The same with each event's number added to it. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void number(Blackhole numbered) {
    for (Message message : messages) {
      numbered.consume(
          Message.numbered(message.header(), message.payload(), 1_000_000, result -> {}));
    }
  }
}
