package io.durableemitter.ingress;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.batch.BatchHandler;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.batch.Offer;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.text.ErrorText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes events as lines of JSON, each a CloudEvent, to a file or a stream. What arrives while
 * others are written is written together, with one force to disk. Up to 10,000 calls and 32 MiB
 * wait to be written; further ones are told to come again. Safe for concurrent use.
 */
public final class LineSink implements EventSink {

  private static final int MOST_CALLS = 10_000;
  private static final long MOST_BYTES = 32L << 20;
  private static final int CALLS_AT_ONCE = 512;
  private static final long BYTES_AT_ONCE = 4L << 20;
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String name;
  private final String safety;
  private final Opening opening;
  private final Consumer<String> broken;
  private final Batcher<LineBatch> writing =
      new Batcher<>(
          "ingress-lines",
          BatchingConfig.builder()
              .batchSize(CALLS_AT_ONCE)
              .batchBytes(BYTES_AT_ONCE)
              .queueSize(MOST_CALLS)
              .queueBytes(MOST_BYTES)
              .build(),
          Duration.ZERO,
          LineBatch::bytes,
          new Writer());
  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(LineSink.class);
  private Optional<LineOutput> output = Optional.empty(); // by start and the writing thread
  private volatile Optional<Failure> failure = Optional.empty();

  private interface Opening {
    LineOutput open() throws IOException;
  }

  private record Failure(String text, long nanos, boolean last) {
    boolean holds() {
      return last || System.nanoTime() - nanos < REMEMBERED_NANOS;
    }
  }

  private LineSink(String name, String safety, Opening opening, Consumer<String> broken) {
    this.name = name;
    this.safety = safety;
    this.opening = opening;
    this.broken = broken;
  }

  /**
   * Writes to the end of a file. A call is answered when its events are on disk; a torn last line
   * of a process that was killed is cut off when the file is opened. A file that cannot be written
   * is tried again with each call.
   *
   * @param file the file; a new one is made if there is none
   * @return the sink
   */
  public static LineSink file(Path file) {
    return new LineSink(
        "the file " + file,
        "on this disk before the answer",
        () -> LineFile.open(file),
        text -> {});
  }

  /**
   * Writes to a stream, such as a pipe. A call is answered when the stream has taken its events;
   * what becomes of them there is up to who reads. A stream that fails once is not tried again.
   *
   * @param stream where to; not closed
   * @param name what it is called in logs, such as {@code the standard output}
   * @param broken told once, with a text for people, when the stream takes nothing any more, as
   *     when its reader has gone
   * @return the sink
   */
  public static LineSink stream(OutputStream stream, String name, Consumer<String> broken) {
    return new LineSink(
        name, "safe once its reader makes it so", () -> LineOutput.of(stream), broken);
  }

  @Override
  public void start() {
    if (output.isEmpty()) {
      try {
        output = Optional.of(opening.open());
      } catch (IOException e) {
        throw new IllegalArgumentException("cannot open " + name + ": " + ErrorText.of(e), e);
      }
      writing.start();
    }
  }

  @Override
  public CompletionStage<List<EventOutcome>> accept(SinkBatch batch) {
    LineBatch lines = new LineBatch(batch, EventLines.of(batch.events()));
    failure
        .filter(Failure::last)
        .ifPresentOrElse(known -> lines.fail(known.text()), () -> offer(lines));
    return lines.outcomes();
  }

  private void offer(LineBatch lines) {
    Offer offer = writing.offer(lines);
    if (offer == Offer.FULL) {
      lines.fail(
          new SinkException(
              SinkException.Reason.BUSY,
              "the sink is behind: "
                  + writing.queuedWeight()
                  + " bytes wait to be written; come again"));
    } else if (offer == Offer.CLOSED) {
      lines.fail("the sink is closed");
    }
  }

  @Override
  public Optional<String> problem() {
    return failure.filter(Failure::holds).map(Failure::text).or(writing::problem);
  }

  @Override
  public String description() {
    return name + ": " + safety;
  }

  /** {@inheritDoc} Waits up to 5 s until what waits is written. */
  @Override
  public void close() {
    boolean written = writing.close(GRACE);
    if (!written) {
      log.warn("close", "not all events could be written within {}", GRACE);
    }
    output.ifPresent(this::close);
  }

  private void close(LineOutput open) {
    try {
      open.close();
    } catch (IOException e) {
      log.warn("close", "{} could not be closed: {}", name, e);
    }
  }

  /** Writes what has gathered at once. */
  private final class Writer implements BatchHandler<LineBatch> {

    @Override
    public void handle(List<LineBatch> batches) {
      Optional<Failure> ended = failure.filter(Failure::last);
      if (ended.isPresent()) {
        batches.forEach(batch -> batch.fail(ended.get().text()));
        return;
      }
      LineOutput open = output.orElseThrow();
      try {
        open.write(together(batches));
      } catch (IOException e) {
        fail(batches, new Failure(told(e), System.nanoTime(), !(open instanceof LineFile)));
        return;
      }
      failure = Optional.empty();
      batches.forEach(LineBatch::written);
    }

    private static ByteBuffer together(List<LineBatch> batches) {
      ByteBuffer all =
          ByteBuffer.allocate((int) batches.stream().mapToLong(LineBatch::bytes).sum());
      batches.forEach(batch -> all.put(batch.lines()));
      return all.flip();
    }

    private String told(IOException error) {
      return "cannot write to " + name + ": " + ErrorText.of(error);
    }

    private void fail(List<LineBatch> batches, Failure next) {
      failure = Optional.of(next);
      if (next.last()) {
        broken.accept(next.text());
      }
      batches.forEach(batch -> batch.fail(next.text()));
    }

    @Override
    public void failed(List<LineBatch> batches, Throwable error) {
      batches.forEach(batch -> batch.fail("the events could not be written: " + error));
    }

    @Override
    public void abandoned(List<LineBatch> batches) {
      batches.forEach(batch -> batch.fail("the sink was closed before the events were written"));
    }
  }
}
