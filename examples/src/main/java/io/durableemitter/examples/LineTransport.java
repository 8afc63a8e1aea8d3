package io.durableemitter.examples;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A transport into a file: a line per event, and an event is delivered once its line is on the
 * disk. One thread writes what has gathered meanwhile, so that many events share a flush.
 */
final class LineTransport implements BatchEmitter {

  private static final System.Logger log = System.getLogger(LineTransport.class.getName());
  private static final int QUEUE = 1_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final FileChannel file;
  private final Thread writer = new Thread(this::write, "line-transport");
  private final Deque<Entry> queue = new ArrayDeque<>();
  private boolean open;
  private boolean writing;

  LineTransport(Path path) {
    try {
      file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be opened: " + e.getMessage(), e);
    }
    writer.setDaemon(true);
  }

  private record Entry(EventHeader header, Payload payload, DeliveryCallback callback) {
    String line() {
      return String.join("\t", header.id(), header.source(), header.type(), "" + payload.size());
    }
  }

  @Override
  public synchronized void start() {
    if (!open && writer.getState() == Thread.State.NEW) {
      open = true;
      writer.start();
    }
  }

  @Override
  public synchronized EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    if (!open) {
      return EnqueueResult.CLOSED;
    }
    if (queue.size() == QUEUE) {
      return EnqueueResult.BUFFER_FULL; // the row waits, and is offered again
    }
    queue.add(new Entry(header, payload, callback));
    notifyAll();
    return EnqueueResult.ACCEPTED;
  }

  @Override
  public synchronized int backlogRoom() {
    return QUEUE / 2 - Math.min(QUEUE / 2, queue.size());
  }

  private void write() {
    List<Entry> entries = next();
    while (!entries.isEmpty()) {
      DeliveryResult result = write(entries);
      entries.forEach(entry -> tell(entry, result));
      entries = next();
    }
  }

  /** What a callback throws ends neither the thread nor the others' results. */
  private static void tell(Entry entry, DeliveryResult result) {
    try {
      entry.callback().onResult(result);
    } catch (RuntimeException e) {
      log.log(System.Logger.Level.WARNING, "a callback threw", e);
    }
  }

  /** Waits for events; none when the transport is closed. */
  private synchronized List<Entry> next() {
    writing = false;
    notifyAll();
    try {
      while (open && queue.isEmpty()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      open = false;
    }
    List<Entry> entries = new ArrayList<>(queue);
    queue.clear();
    writing = !entries.isEmpty();
    return entries;
  }

  private DeliveryResult write(List<Entry> entries) {
    StringBuilder lines = new StringBuilder();
    entries.forEach(entry -> lines.append(entry.line()).append('\n'));
    try {
      var bytes = StandardCharsets.UTF_8.encode(lines.toString());
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(false);
      return DeliveryResult.delivered();
    } catch (IOException e) {
      // nothing is wrong with the events: they are sent again
      return DeliveryResult.failed(FailureKind.TRANSPORT, "the file cannot be written", e);
    }
  }

  @Override
  public void close(Duration timeout) {
    List<Entry> left = stop(timeout);
    DeliveryResult closed = DeliveryResult.failed(FailureKind.CLOSED, "the transport is closed");
    left.forEach(entry -> tell(entry, closed));
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the file cannot be closed: " + e.getMessage(), e);
    }
  }

  /** Lets the writer finish, and takes what it did not come to. */
  private synchronized List<Entry> stop(Duration timeout) {
    open = false;
    notifyAll();
    long end = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    long left = timeout.toMillis();
    while ((writing || !queue.isEmpty()) && left > 0 && !interrupted) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = (end - System.nanoTime()) / 1_000_000;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    List<Entry> rest = new ArrayList<>(queue);
    queue.clear();
    return rest;
  }

  @Override
  public void close() {
    close(CLOSE_TIMEOUT);
  }
}
