package io.durableemitter.testkit;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.protobuf.ProtobufFormat;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.EnqueueResult;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes all memory of the process for moments, again and again, while two threads hand events to a
 * transport. To be run in a process of its own with a small heap, such as {@code -Xmx64m}: a JVM
 * whose tests go on afterwards may have lost anything. For one use.
 */
public final class HeapExhaustion {

  private static final int MOST_EVENTS = 1_000_000;
  private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long FREE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final Duration MOST_RECOVERY = Duration.ofSeconds(90);
  private static final int SMALLEST = 4;

  private final BatchEmitter transport;
  private final Predicate<String> lasting;
  private final Payload filler = payload("filler");
  private final AtomicIntegerArray told = new AtomicIntegerArray(MOST_EVENTS);
  private final AtomicIntegerArray taken = new AtomicIntegerArray(MOST_EVENTS);
  private final AtomicInteger offered = new AtomicInteger();
  private final AtomicInteger thrown = new AtomicInteger();
  private final AtomicInteger exhausted = new AtomicInteger();
  private volatile long endNanos;
  private volatile Object lastResult = "none";

  /**
   * What became of the events and of the transport.
   *
   * @param text all figures, in one line
   * @param wrong what is not as it should be; empty if nothing is
   */
  public record Report(String text, List<String> wrong) {

    /** Copies the list. */
    public Report {
      wrong = List.copyOf(wrong);
    }
  }

  /**
   * Of a transport.
   *
   * @param transport started; it is closed at the end
   * @param lasting whether a thread of this name lives as long as the transport does
   */
  public HeapExhaustion(BatchEmitter transport, Predicate<String> lasting) {
    this.transport = transport;
    this.lasting = lasting;
  }

  /**
   * Exhausts the heap; afterwards something must be delivered within 90 s.
   *
   * @param time for how long
   * @return what became of it
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException if nothing is delivered even with memory
   */
  public Report run(Duration time) throws InterruptedException {
    return run(time, MOST_RECOVERY);
  }

  /**
   * Exhausts the heap.
   *
   * @param time for how long
   * @param mostRecovery within which something must be delivered afterwards
   * @return what became of it
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException if nothing is delivered even with memory
   */
  public Report run(Duration time, Duration mostRecovery) throws InterruptedException {
    // a class that finds no memory when it is initialized cannot be used any more, ever; and to
    // link a first call to an array of atomics needs some, which would count as lost
    taken.set(0, told.incrementAndGet(0));
    told.set(0, 0);
    taken.set(0, 0);
    if (!deliverFresh(mostRecovery)) {
      throw new IllegalStateException("nothing is delivered with memory: " + lastResult);
    }
    Set<String> before = threads();
    endNanos = System.nanoTime() + TimeUnit.NANOSECONDS.convert(time);
    List<Thread> threads =
        List.of(
            new Thread(this::load, "load-1"),
            new Thread(this::load, "load-2"),
            new Thread(this::exhaust, "exhaust"));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    long begin = System.nanoTime();
    boolean fresh = deliverFresh(mostRecovery);
    long recovery = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    before.removeAll(threads());
    String problem = transport.problem().orElse("");
    transport.close(Duration.ofSeconds(10));
    return report(fresh, recovery, before, problem);
  }

  private Report report(boolean fresh, long recoveryMillis, Set<String> gone, String problem) {
    int lost = 0;
    int doubled = 0;
    int answered = 0;
    for (int i = 0; i < MOST_EVENTS; i++) {
      lost += taken.get(i) > told.get(i) ? 1 : 0;
      doubled += told.get(i) > 1 ? 1 : 0;
      answered += told.get(i);
    }
    List<String> wrong = new ArrayList<>();
    note(wrong, lost > 0, lost + " accepted events have no callback");
    note(wrong, doubled > 0, doubled + " events have several callbacks");
    note(wrong, !fresh, "nothing is delivered with memory again: " + lastResult);
    note(wrong, !gone.isEmpty(), "threads have ended: " + gone);
    note(wrong, !problem.isEmpty(), "the transport tells of a problem: " + problem);
    note(wrong, exhausted.get() == 0, "the heap was never full");
    note(wrong, answered == 0, "no event was accepted");
    String text =
        "offered %d, threw %d, exhausted %d times, lost %d, doubled %d, answered %d, again after %d ms"
            .formatted(
                offered.get(),
                thrown.get(),
                exhausted.get(),
                lost,
                doubled,
                answered,
                recoveryMillis);
    return new Report(text, wrong);
  }

  private static void note(List<String> wrong, boolean is, String what) {
    if (is) {
      wrong.add(what);
    }
  }

  private void load() {
    while (System.nanoTime() - endNanos < 0) {
      try {
        int number = offered.getAndIncrement();
        if (number >= MOST_EVENTS) {
          return;
        }
        if (offer(number) != EnqueueResult.ACCEPTED) {
          LockSupport.parkNanos(100_000);
        }
      } catch (Throwable none) {
        thrown.incrementAndGet();
      }
    }
  }

  private EnqueueResult offer(int number) {
    EventHeader header = new EventHeader("filler", "testkit", "heap.filler");
    EnqueueResult result =
        transport.queueMessage(header, filler, any -> told.incrementAndGet(number));
    if (result == EnqueueResult.ACCEPTED) {
      taken.set(number, 1);
    }
    return result;
  }

  /** Fills the heap, with large pieces and then with ever smaller ones, and frees it. */
  private void exhaust() {
    while (System.nanoTime() - endNanos < 0) {
      Object @Nullable [] kept = null;
      int size = 1 << 16;
      long full = Long.MAX_VALUE;
      while (full == Long.MAX_VALUE || System.nanoTime() - full < FULL_NANOS) {
        try {
          Object[] more = new Object[size];
          more[0] = kept;
          kept = more;
        } catch (OutOfMemoryError none) {
          full = size == SMALLEST && full == Long.MAX_VALUE ? System.nanoTime() : full;
          size = Math.max(SMALLEST, size / 16);
        }
      }
      exhausted.incrementAndGet();
      kept = null;
      LockSupport.parkNanos(FREE_NANOS);
    }
  }

  private boolean deliverFresh(Duration most) {
    AtomicBoolean delivered = new AtomicBoolean();
    Payload payload = payload("fresh");
    EventHeader header = new EventHeader("fresh", "testkit", "heap.fresh");
    long begin = System.nanoTime();
    while (!delivered.get() && System.nanoTime() - begin < TimeUnit.NANOSECONDS.convert(most)) {
      EnqueueResult unused =
          transport.queueMessage(
              header,
              payload,
              result -> {
                lastResult = result;
                if (result.isDelivered()) {
                  delivered.set(true);
                }
              });
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    return delivered.get();
  }

  private Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(lasting)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Payload payload(String id) {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(id)
            .withSource(URI.create("testkit"))
            .withType("heap." + id)
            .withData("text/plain", new byte[200])
            .build();
    return Payload.wrap(new ProtobufFormat().serialize(event));
  }
}
