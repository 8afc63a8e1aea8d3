package io.durableemitter.http;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The client of the JDK and its threads, from the start of the transport to its end. It speaks
 * HTTP/1.1, so each call under way has a connection of its own, and there are no more than workers.
 * The one thread that looks after all connections does not outlive a moment without memory: the
 * client is replaced then. Safe for concurrent use.
 */
final class Connections {

  private static final int MOST_THREADS = 4;

  /** What a client says from Java 21 on whose thread has ended; it has no type of its own. */
  private static final String ENDED = "selector manager closed";

  private final HttpConfig config;
  private final Optional<SSLContext> sslContext;
  private final AtomicInteger threadCount = new AtomicInteger();
  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(Connections.class);

  // guarded by this
  private boolean open;
  private @Nullable HttpClient client;
  private @Nullable ExecutorService executor;

  Connections(HttpConfig config, Optional<SSLContext> sslContext) {
    this.config = config;
    this.sslContext = sslContext;
  }

  synchronized void start() {
    open = true;
    HttpClient unused = client();
  }

  private Thread thread(Runnable task) {
    Thread thread =
        new Thread(task, config.threadPrefix() + "-http-" + threadCount.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  private HttpClient make() {
    ExecutorService made =
        Executors.newFixedThreadPool(
            Math.min(MOST_THREADS, config.batching().workers()), this::thread);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.connectTimeout())
            .executor(made);
    sslContext.ifPresent(builder::sslContext);
    HttpClient built = builder.build();
    client = built;
    executor = made;
    return built;
  }

  synchronized HttpClient client() {
    if (!open) {
      throw new IllegalStateException("the transport has not been started, or is closed");
    }
    HttpClient current = client;
    return current == null ? make() : current;
  }

  /** Whether a client that lets a call fail so lets all fail. */
  static boolean isEnded(Throwable error) {
    return error instanceof IOException && ENDED.equals(error.getMessage());
  }

  /**
   * The client is of no use any more: the next call gets a new one. The calls that it still has
   * fail or end by their timeout, and then nothing refers to it: it ends by itself if it can.
   */
  void replace(HttpClient useless, String why) {
    ExecutorService threads;
    synchronized (this) {
      if (useless != client) {
        return;
      }
      threads = executor;
      client = null;
      executor = null;
    }
    if (threads != null) {
      threads.shutdown();
    }
    log.warn("replace", "the client of the JDK is replaced by a new one: {}", why);
  }

  /** Once no calls are under way. */
  void close(Duration most) {
    HttpClient closing;
    ExecutorService threads;
    synchronized (this) {
      closing = client;
      threads = executor;
      open = false;
      client = null;
      executor = null;
    }
    if (closing != null) {
      closeClient(closing, most);
    }
    if (threads != null) {
      threads.shutdown();
    }
  }

  /** Since Java 21 a client can be closed; before, its thread ends once it is no longer used. */
  private void closeClient(Object closing, Duration most) {
    if (!(closing instanceof AutoCloseable closeable)) {
      return;
    }
    Thread closer =
        new Thread(
            () -> {
              try {
                closeable.close();
              } catch (Exception e) {
                throw new IllegalStateException("the client of the JDK throws nothing checked", e);
              }
            },
            config.threadPrefix() + "-close-connections");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(Math.max(1, most.toMillis()));
      // then it ends what is left and does not wait for it
      closer.interrupt();
    } catch (InterruptedException e) {
      closer.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
