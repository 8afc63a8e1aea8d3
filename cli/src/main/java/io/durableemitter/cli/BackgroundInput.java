package io.durableemitter.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads an input on a thread of its own: reading from a pipe or a terminal, and opening a named
 * pipe, cannot be interrupted. Whoever reads from here is told when a stop is asked for. Holds a
 * few chunks at most.
 */
final class BackgroundInput extends InputStream {

  private static final int CHUNK = 1 << 16;
  private static final int CHUNKS = 4;
  private static final long LOOK_MILLIS = 50;

  /** What was read; empty at the end of the input. */
  private record Chunk(Bytes bytes, @Nullable IOException failure) {}

  private static final class Bytes {
    private final byte[] array;

    Bytes(byte[] array) {
      this.array = array;
    }
  }

  private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS);
  private final Shutdown shutdown;
  private byte[] current = new byte[0];
  private int at;
  private boolean ended;

  BackgroundInput(Callable<InputStream> opening, Shutdown shutdown) {
    this.shutdown = shutdown;
    Thread reader = new Thread(() -> readAll(opening), "input");
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll(Callable<InputStream> opening) {
    try {
      try (InputStream in = opening.call()) {
        byte[] buffer = new byte[CHUNK];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (n > 0) {
            chunks.put(new Chunk(new Bytes(Arrays.copyOf(buffer, n)), null));
          }
        }
        chunks.put(new Chunk(new Bytes(new byte[0]), null));
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        IOException failure = e instanceof IOException io ? io : new IOException(e);
        chunks.put(new Chunk(new Bytes(new byte[0]), failure));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == current.length && !ended) {
      next();
    }
    if (ended) {
      return -1;
    }
    int n = Math.min(length, current.length - at);
    System.arraycopy(current, at, target, from, n);
    at += n;
    return n;
  }

  private void next() throws IOException {
    Chunk chunk = null;
    try {
      while (chunk == null) {
        if (shutdown.requested()) {
          throw new StopReading();
        }
        chunk = chunks.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StopReading();
    }
    if (chunk.failure() != null) {
      throw chunk.failure();
    }
    current = chunk.bytes().array;
    at = 0;
    ended = current.length == 0;
  }
}
