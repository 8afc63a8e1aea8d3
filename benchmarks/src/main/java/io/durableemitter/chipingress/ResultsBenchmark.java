package io.durableemitter.chipingress;

import com.google.protobuf.InvalidProtocolBufferException;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** Reading the answer to a batch, for each of its 500 events, all of which were delivered. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ResultsBenchmark {

  private static final int EVENTS = 500;

  private final List<String> ids =
      IntStream.range(0, EVENTS).mapToObj(i -> new UUID(1, i).toString()).toList();
  private final PublishResponse response = response();
  private final byte[] bytes = response.toByteArray();

  private PublishResponse response() {
    PublishResponse.Builder all = PublishResponse.newBuilder();
    ids.forEach(id -> all.addResults(PublishResult.newBuilder().setEventId(id)));
    return all.build();
  }

  /** What became of each event, from a message. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public Object read() {
    return PublishResults.read(ids, response, true, false, Set.of());
  }

  /** The same from its bytes. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public Object readFromBytes() throws InvalidProtocolBufferException {
    return PublishResults.read(ids, PublishResponse.parseFrom(bytes), true, false, Set.of());
  }
}
