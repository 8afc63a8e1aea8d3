package io.durableemitter.console;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Those who watch: a bounded number, each with a few messages that have not gone out yet. Who does
 * not keep up is let go, and connects anew by itself. Safe for concurrent use.
 */
final class Viewers {

  private static final int UNSENT = 8;

  /** One of them. */
  final class Viewer implements AutoCloseable {

    private final BlockingQueue<byte[]> unsent = new ArrayBlockingQueue<>(UNSENT);
    private volatile boolean gone;

    /** The next message; empty if it fell behind. */
    Optional<byte[]> next() throws InterruptedException {
      byte[] message = unsent.take();
      return gone ? Optional.empty() : Optional.of(message);
    }

    private void offer(byte[] message) {
      if (!unsent.offer(message)) {
        gone = true;
      }
    }

    @Override
    public void close() {
      if (viewers.remove(this)) {
        places.release();
      }
    }
  }

  private final int most;
  private final Semaphore places;
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();

  Viewers(int most) {
    this.most = most;
    this.places = new Semaphore(most);
  }

  Viewer join() {
    if (!places.tryAcquire()) {
      throw new Refusal(
          503,
          "all "
              + most
              + " places for viewers are taken; close another window of the console, or allow more"
              + " viewers");
    }
    Viewer viewer = new Viewer();
    viewers.add(viewer);
    return viewer;
  }

  boolean any() {
    return !viewers.isEmpty();
  }

  void tell(byte[] message) {
    viewers.forEach(viewer -> viewer.offer(message));
  }
}
