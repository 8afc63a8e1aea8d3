package io.durableemitter.http;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The client of the JDK and its threads, from the start of the transport to its end. It speaks
 * HTTP/1.1, so each call under way has a connection of its own, and there are no more than workers.
 */
final class Connections {

  private static final int MOST_THREADS = 4;

  private final HttpConfig config;
  private final Optional<SSLContext> sslContext;

  // guarded by this
  private @Nullable HttpClient client;
  private @Nullable ExecutorService executor;

  Connections(HttpConfig config, Optional<SSLContext> sslContext) {
    this.config = config;
    this.sslContext = sslContext;
  }

  synchronized void start() {
    if (client != null) {
      return;
    }
    AtomicInteger count = new AtomicInteger();
    ThreadFactory threads =
        task -> {
          Thread thread =
              new Thread(task, config.threadPrefix() + "-http-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    ExecutorService made =
        Executors.newFixedThreadPool(Math.min(MOST_THREADS, config.batching().workers()), threads);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.connectTimeout())
            .executor(made);
    sslContext.ifPresent(builder::sslContext);
    client = builder.build();
    executor = made;
  }

  synchronized HttpClient client() {
    HttpClient current = client;
    if (current == null) {
      throw new IllegalStateException("the transport has not been started, or is closed");
    }
    return current;
  }

  /** Once no calls are under way. */
  void close(Duration most) {
    HttpClient closing;
    ExecutorService threads;
    synchronized (this) {
      closing = client;
      threads = executor;
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
