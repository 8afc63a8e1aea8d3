package io.durableemitter.chipingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.EnqueueResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process with a small heap that one of its threads exhausts for moments, again and again, while
 * others send. It prints what became of its events and ends with 0 if nothing is wrong.
 */
final class ExhaustedHeap {

  private static final int MOST_EVENTS = 1_000_000;
  private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long FREE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final int SMALLEST = 4;

  private final AtomicIntegerArray told = new AtomicIntegerArray(MOST_EVENTS);
  private final AtomicIntegerArray taken = new AtomicIntegerArray(MOST_EVENTS);
  private final AtomicInteger offered = new AtomicInteger();
  private final AtomicInteger thrown = new AtomicInteger();
  private final AtomicInteger exhausted = new AtomicInteger();
  private final Duration time;
  private volatile long endNanos;
  private volatile boolean delivered;
  private volatile @Nullable DeliveryResult lastResult;

  private ExhaustedHeap(Duration time) {
    this.time = time;
  }

  /**
   * Runs.
   *
   * @param args the port of the server, and for how many seconds
   */
  public static void main(String[] args) throws Exception {
    System.exit(
        new ExhaustedHeap(Duration.ofSeconds(Long.parseLong(args[1]))).run(args[0]) ? 0 : 1);
  }

  private boolean run(String port) throws Exception {
    BatchClient client =
        BatchClient.builder(ChipIngressClient.builder("localhost:" + port).plaintext().build())
            .config(
                BatchClientConfig.builder()
                    .batching(batching -> batching.queueSize(1_000).batchSize(50))
                    .publishTimeout(Duration.ofSeconds(1))
                    .callbackThreads(2)
                    .build())
            .build();
    client.start();
    // a class that finds no memory when it is initialized cannot be used any more, ever; and to
    // link
    // a first call to an array of atomics needs some, which would count as lost
    taken.set(0, told.incrementAndGet(0));
    told.set(0, 0);
    taken.set(0, 0);
    if (!deliverFresh(client)) {
      throw new AssertionError("nothing is delivered with memory");
    }
    delivered = false;
    endNanos = System.nanoTime() + time.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      threads.add(new Thread(() -> load(client), "load-" + i));
    }
    threads.add(new Thread(this::exhaust, "exhaust"));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    boolean fresh = deliverFresh(client);
    if (!fresh) {
      explain();
    }
    List<String> gone = gone();
    String problem = client.problem().orElse("");
    client.close(Duration.ofSeconds(10));
    String counts = counts();
    System.out.printf(
        "offered %d, threw %d, exhausted %d times, %s, fresh %s, threads gone %s, problem '%s',"
            + " in flight %d%n",
        offered.get(),
        thrown.get(),
        exhausted.get(),
        counts,
        fresh,
        gone,
        problem,
        client.stats().inFlight());
    return fresh
        && gone.isEmpty()
        && problem.isEmpty()
        && exhausted.get() > 0
        && offered.get() > 0
        && client.stats().inFlight() == 0
        && counts.startsWith("lost 0, doubled 0");
  }

  private void load(BatchClient client) {
    while (System.nanoTime() - endNanos < 0) {
      try {
        int number = offered.getAndIncrement();
        if (number >= MOST_EVENTS) {
          return;
        }
        if (offer(client, number) != EnqueueResult.ACCEPTED) {
          LockSupport.parkNanos(100_000);
        }
      } catch (Throwable none) {
        thrown.incrementAndGet();
      }
    }
  }

  private EnqueueResult offer(BatchClient client, int number) {
    CloudEvent event = Events.event("id-" + number, 200);
    EventHeader header = Events.header(event);
    Payload payload = Events.payload(event);
    EnqueueResult result =
        client.queueMessage(header, payload, any -> told.incrementAndGet(number));
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

  private boolean deliverFresh(BatchClient client) {
    CloudEvent event = Events.event("fresh", 1);
    // a channel that waits for what never comes is replaced after half a minute of silence
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!delivered && System.nanoTime() - end < 0) {
      client.queueMessage(
          Events.header(event),
          Events.payload(event),
          result -> {
            lastResult = result;
            delivered |= result.isDelivered();
          });
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    return delivered;
  }

  /** Prints what the last fresh event met. */
  private void explain() {
    DeliveryResult last = lastResult;
    System.out.println("the last fresh event: " + last);
    if (last instanceof DeliveryResult.Failed failed && failed.cause() != null) {
      failed.cause().printStackTrace(System.out);
    }
  }

  private static List<String> gone() {
    List<String> names = new ArrayList<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
    List<String> gone =
        new ArrayList<>(
            List.of(
                "durable-emitter-send-1",
                "durable-emitter-callbacks-1",
                "durable-emitter-callbacks-2"));
    gone.removeAll(names);
    return gone;
  }

  private String counts() {
    int lost = 0;
    int doubled = 0;
    int answered = 0;
    for (int i = 0; i < MOST_EVENTS; i++) {
      lost += taken.get(i) > told.get(i) ? 1 : 0;
      doubled += told.get(i) > 1 ? 1 : 0;
      answered += told.get(i);
    }
    return "lost " + lost + ", doubled " + doubled + ", answered " + answered;
  }
}
