package io.durableemitter.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and SIGTERM. The running command is asked to stop and closes what it opened, in its own
 * order. What takes longer than {@link #PATIENCE} is hurried; after {@link #LONGEST} the process
 * ends, whatever it does. A service may ask for more.
 */
final class Shutdown {

  static final Duration PATIENCE = Duration.ofMillis(1_600);
  static final Duration LONGEST = Duration.ofMillis(2_600);

  /** Work that an interruption of its thread ends. */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T run() throws E;
  }

  private final CompletableFuture<Boolean> requested = new CompletableFuture<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final List<Runnable> hurried = new CopyOnWriteArrayList<>();
  private volatile Duration patience = PATIENCE;
  // the thread that may be interrupted just now; guarded by this
  private @Nullable Thread interruptible;

  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::runHook, "shutdown"));
  }

  private void runHook() {
    request();
    try {
      if (finished.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      hurry();
      if (!finished.await(LONGEST.minus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("durable-emitter: not closed in time, ending");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets a command that runs as a service take longer to close than {@link #PATIENCE}. */
  void patience(Duration time) {
    patience = time;
  }

  /** Asks the command to stop. */
  void request() {
    requested.complete(true);
    synchronized (this) {
      if (interruptible != null) {
        interruptible.interrupt();
      }
    }
  }

  boolean requested() {
    return requested.isDone();
  }

  /** What ends a thing the hard way when closing it takes too long; must not wait. */
  void onHurry(Runnable action) {
    hurried.add(action);
  }

  private void hurry() {
    for (Runnable action : hurried) {
      try {
        action.run();
      } catch (RuntimeException e) {
        System.err.println("durable-emitter: " + Errors.describe(e));
      }
    }
  }

  /** Waits for a request; true if there is one. */
  boolean await(Duration time) throws InterruptedException {
    try {
      return requested.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for a request for as long as it takes. */
  void await() throws InterruptedException {
    try {
      boolean unused = requested.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Does work whose thread is interrupted by a request.
   *
   * @param doing what it does, as in "interrupted while starting PostgreSQL"
   */
  <T, E extends Exception> T interruptible(String doing, Work<T, E> work) throws E {
    synchronized (this) {
      if (requested()) {
        throw interrupted(doing, null);
      }
      interruptible = Thread.currentThread();
    }
    try {
      return work.run();
    } catch (RuntimeException e) {
      throw requested() ? interrupted(doing, e) : e;
    } finally {
      synchronized (this) {
        interruptible = null;
        if (requested()) {
          boolean unused = Thread.interrupted(); // it has served; what follows closes in peace
        }
      }
    }
  }

  static CommandException interrupted(String doing, @Nullable Throwable cause) {
    return new CommandException(ExitCode.INTERRUPTED, "interrupted while " + doing, cause);
  }

  /**
   * Does work on a thread of its own, and once a stop was asked for waits for it no longer than the
   * patience; empty if it was left alone.
   */
  <T> Optional<T> within(Duration patience, Callable<T> work) throws Exception {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread =
        new Thread(
            () -> {
              task.run();
              done.complete(true);
            },
            "command-work");
    thread.setDaemon(true);
    thread.start();
    CompletableFuture.anyOf(done, requested).get();
    try {
      return Optional.of(task.get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Closes, and once a stop was asked for does not wait long for it. */
  void close(AutoCloseable thing) throws Exception {
    Optional<Boolean> unused =
        within(
            patience.dividedBy(2),
            () -> {
              thing.close();
              return true;
            });
  }

  /** The command has closed everything. */
  void finished() {
    finished.countDown();
  }
}
