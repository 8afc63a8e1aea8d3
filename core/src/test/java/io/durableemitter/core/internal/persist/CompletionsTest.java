package io.durableemitter.core.internal.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.Events;
import io.durableemitter.core.config.BacklogConfig;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.testkit.InMemoryEventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users chain to the futures of asynchronous emits, and what it must not hold up. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompletionsTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final EmitterCounters counters = new EmitterCounters();
  private final LogThrottle throttle = new LogThrottle(System::nanoTime);
  private final InMemoryEventStore rows = new InMemoryEventStore();
  private final List<Runnable> closers = new ArrayList<>();

  @AfterEach
  void close() {
    closers.forEach(Runnable::run);
  }

  @Test
  void aStageMayEmitAndWait() throws Exception {
    EventWriter writer = writer(1, 100, Optional.empty());
    CompletableFuture<EmitReceipt> second =
        writer.writeAsync(event("a")).thenApply(first -> writer.write(event("b"), LONG));
    assertThat(second.get(30, TimeUnit.SECONDS).eventId()).isEqualTo("b");
    CompletableFuture<EmitReceipt> fourth =
        writer.writeAsync(event("c")).thenApply(third -> writer.writeAsync(event("d")).join());
    assertThat(fourth.get(30, TimeUnit.SECONDS).eventId()).isEqualTo("d");
  }

  @Test
  void stagesThatHangHoldUpNobodyElse() throws Exception {
    EventWriter writer = unstarted(2, 100);
    CountDownLatch hanging = new CountDownLatch(8);
    CountDownLatch release = new CountDownLatch(1);
    closers.add(0, release::countDown);
    for (int i = 0; i < 8; i++) {
      var unused =
          writer
              .writeAsync(event("hangs-" + i))
              .thenAccept(
                  receipt -> {
                    hanging.countDown();
                    awaitUninterruptibly(release);
                  });
    }
    writer.start();
    hanging.await();
    assertThat(writer.write(event("sync"), LONG).eventId()).isEqualTo("sync");
    assertThat(writer.writeAsync(event("async")).get(30, TimeUnit.SECONDS).eventId())
        .isEqualTo("async");
  }

  @Test
  void futuresWhoseStagesHangAreBounded() throws Exception {
    EventWriter writer = unstarted(1, 20);
    CountDownLatch release = new CountDownLatch(1);
    closers.add(0, release::countDown);
    List<CompletableFuture<?>> futures = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      futures.add(
          writer.writeAsync(event("" + i)).thenAccept(receipt -> awaitUninterruptibly(release)));
    }
    writer.start();
    assertThatThrownBy(() -> writer.writeAsync(event("one too many")).join())
        .cause()
        .isInstanceOfSatisfying(
            EmitException.class, e -> assertThat(e.reason()).isEqualTo(Reason.QUEUE_FULL));
    assertThat(writer.write(event("sync"), LONG).rowId()).isPositive();

    release.countDown();
    for (CompletableFuture<?> future : futures) {
      future.get(30, TimeUnit.SECONDS);
    }
    assertThat(writer.writeAsync(event("again")).get(30, TimeUnit.SECONDS).rowId()).isPositive();
  }

  @Test
  void anEventThatWasWithdrawnTakesNoRoomAnyMore() throws Exception {
    EventWriter writer = unstarted(1, 1);
    assertThat(writer.writeAsync(event("withdrawn")).cancel(true)).isTrue();
    writer.start();
    assertThat(writer.write(event("behind it"), LONG).rowId()).isPositive();
    assertThat(writer.writeAsync(event("next")).get(30, TimeUnit.SECONDS).eventId())
        .isEqualTo("next");
  }

  @Test
  void stagesRunOnTheExecutorThatIsGiven() throws Exception {
    AtomicReference<String> thread = new AtomicReference<>("");
    Executor users =
        work -> {
          Thread one = new Thread(work, "users-thread");
          one.setDaemon(true);
          one.start();
        };
    EventWriter writer =
        unstarted(
            1, 100, Optional.of(users), new HandOvers(new ArrayList<>()), Duration.ofMinutes(1));
    CompletableFuture<Void> stage =
        writer
            .writeAsync(event("a"))
            .thenAccept(receipt -> thread.set(Thread.currentThread().getName()));
    writer.start();
    stage.get(30, TimeUnit.SECONDS);
    assertThat(thread.get()).isEqualTo("users-thread");
  }

  @Test
  void anExecutorThatRefusesIsReplacedByThreadsOfOurOwn() throws Exception {
    Executor closed =
        work -> {
          throw new RejectedExecutionException("shut down");
        };
    EventWriter writer = writer(1, 100, Optional.of(closed));
    assertThat(writer.writeAsync(event("a")).get(30, TimeUnit.SECONDS).eventId()).isEqualTo("a");
  }

  @Test
  void anEmitOnTheThreadThatInsertsIsRefusedAtOnce() {
    List<EventWriter> self = new ArrayList<>();
    List<EmitException> refused = new ArrayList<>();
    StoredEvents reentrant =
        new StoredEvents() {
          @Override
          public void stored(long rowId, EncodedEvent event) {
            try {
              self.get(0).write(event("within"), LONG);
            } catch (EmitException e) {
              refused.add(e);
              throw e;
            }
          }

          @Override
          public void storedLate(long rowId) {}
        };
    self.add(writer(1, 100, Optional.empty(), reentrant, Duration.ofMinutes(1)));
    assertThat(self.get(0).write(event("a"), LONG).eventId())
        .as("a hand-over that throws changes nothing for the caller")
        .isEqualTo("a");
    assertThat(refused.get(0).outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(refused.get(0).reason()).isEqualTo(Reason.REENTRANT);
    assertThat(counters.stats(0, 0, 0, 0).emitted()).isEqualTo(1);
  }

  @Test
  void anInsertThatTookTooLongLeavesItsEventsToTheMaintenance() {
    List<Long> handedOver = new ArrayList<>();
    EventWriter writer =
        writer(1, 100, Optional.empty(), new HandOvers(handedOver), Duration.ofNanos(-1));
    long id = writer.write(event("slow"), LONG).rowId();
    assertThat(handedOver).containsExactly(-id);
  }

  private EventWriter writer(int workers, int most, Optional<Executor> executor) {
    return writer(workers, most, executor, new HandOvers(new ArrayList<>()), Duration.ofMinutes(1));
  }

  private EventWriter writer(
      int workers, int most, Optional<Executor> executor, StoredEvents events, Duration slow) {
    EventWriter writer = unstarted(workers, most, executor, events, slow);
    writer.start();
    return writer;
  }

  private EventWriter unstarted(int workers, int most) {
    return unstarted(
        workers, most, Optional.empty(), new HandOvers(new ArrayList<>()), Duration.ofMinutes(1));
  }

  private EventWriter unstarted(
      int workers, int most, Optional<Executor> executor, StoredEvents events, Duration slow) {
    Completions completions = new Completions(most, executor, counters, throttle);
    EventWriter writer =
        new EventWriter(
            rows,
            BatchingConfig.builder().queueSize(1_000).batchSize(10).workers(workers).build(),
            new BacklogLimit(BacklogConfig.ofDefaults()),
            events,
            slow,
            completions,
            Hooks.NONE,
            counters,
            throttle);
    closers.add(
        () -> {
          writer.close(LONG);
          completions.close(LONG);
        });
    return writer;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static EncodedEvent event(String id) {
    return Events.encoded(id);
  }
}
