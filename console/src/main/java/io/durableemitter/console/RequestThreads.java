package io.durableemitter.console;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the requests of the JDK's server, which hands one over as soon as its first byte is there
 * and reads the rest on the thread that it is given: so that has a deadline, which the handler ends
 * when it begins. A bounded number runs and a bounded number waits; beyond that a connection is
 * closed at once.
 */
final class RequestThreads implements Executor, AutoCloseable {

  // of the request that the thread runs
  private static final ThreadLocal<@Nullable SocketDeadline> READING = new ThreadLocal<>();
  private static final int WAITING = 128;
  private static final long IDLE_SECONDS = 30;

  private final Duration longestRead;
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor timer;

  RequestThreads(int most, Duration longestRead) {
    this.longestRead = longestRead;
    this.threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            factory(),
            (task, pool) -> refuse(task));
    threads.allowCoreThreadTimeOut(true);
    this.timer = new ScheduledThreadPoolExecutor(1, named("console-timer"));
    timer.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void execute(Runnable request) {
    threads.execute(() -> run(request));
  }

  private void run(Runnable request) {
    try (SocketDeadline deadline = SocketDeadline.within(timer, longestRead)) {
      READING.set(deadline);
      request.run();
    } finally {
      READING.remove();
    }
  }

  /** The head of the request that this thread runs has been read. */
  void headIsRead() {
    SocketDeadline deadline = READING.get();
    if (deadline != null) {
      deadline.close();
    }
  }

  /** Reading or writing. */
  @FunctionalInterface
  interface Io<T> {
    T run() throws IOException;
  }

  /** Reads or writes, and gives up when it takes too long. */
  <T> T within(Duration time, Io<T> io) throws IOException {
    SocketDeadline deadline = deadline(time);
    try {
      return io.run();
    } finally {
      deadline.close();
    }
  }

  private SocketDeadline deadline(Duration time) throws IOException {
    try {
      return SocketDeadline.within(timer, time);
    } catch (RejectedExecutionException e) {
      // those who watch are told by the end of their connection
      throw new IOException("the console is ending", e);
    }
  }

  /** The first thing it does is to read, which closes the channel of an interrupted thread. */
  private static void refuse(Runnable request) {
    Thread.currentThread().interrupt();
    try {
      request.run();
    } finally {
      boolean unused = Thread.interrupted();
    }
  }

  /** Virtual threads where the JDK has them; this is compiled for one that has not. */
  private static ThreadFactory factory() {
    if (Runtime.version().feature() < 21) {
      return named("console");
    }
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      Object unnamed =
          type.getMethod("name", String.class, long.class).invoke(builder, "console-", 1L);
      return (ThreadFactory) type.getMethod("factory").invoke(unnamed);
    } catch (NoSuchMethodException
        | ClassNotFoundException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("this JDK has no virtual threads but should", e);
    }
  }

  static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
    timer.shutdownNow();
  }
}
