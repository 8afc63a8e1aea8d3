package io.durableemitter.api.internal.tls;

import io.durableemitter.api.internal.log.ThrottledLog;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at files again and again, and loads those that have changed; of what cannot be loaded the
 * log tells, and the last good ones go on. Safe for concurrent use.
 */
public final class FileWatch implements AutoCloseable {

  private final ThrottledLog log;
  private final List<WatchedFiles> watched = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService watcher;

  /**
   * Begins to watch.
   *
   * @param threadName of the one thread, which holds up the end of no process
   * @param interval between two looks
   * @param log where it is said what cannot be loaded
   */
  public FileWatch(String threadName, Duration interval, ThrottledLog log) {
    this.log = log;
    this.watcher =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, threadName);
              thread.setDaemon(true);
              return thread;
            });
    long millis = interval.toMillis();
    var unused = watcher.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Loads files, and watches them from now on.
   *
   * @param files which are not watched yet
   * @throws IllegalArgumentException if they cannot be loaded; the watch is closed then, and the
   *     message names them
   */
  public void add(WatchedFiles files) {
    try {
      files.load();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      close();
      throw new IllegalArgumentException(files.unusable(e), e);
    }
    watched.add(files);
  }

  private void look() {
    for (WatchedFiles files : watched) {
      try {
        look(files);
      } catch (Throwable unreported) {
        // no memory even to report: what leaves here would end the looking for good, and the files
        // are looked at again, since they still are not the ones that were loaded
      }
    }
  }

  private void look(WatchedFiles files) {
    try {
      files.loadIfChanged();
    } catch (Throwable e) {
      log.warn(files.what(), "{}; the last good ones go on", files.unusable(e));
    }
  }

  /** Ends watching. */
  @Override
  public void close() {
    watcher.shutdownNow();
  }
}
