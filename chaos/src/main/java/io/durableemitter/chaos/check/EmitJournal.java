package io.durableemitter.chaos.check;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What callers did and were told, one line each, appended to a file with one write: a line that was
 * written outlives the process that wrote it. Safe for use by several threads.
 */
public final class EmitJournal implements AutoCloseable {

  // not a channel: that would be closed by the interruption of a caller
  private final OutputStream file;

  /** Appends to a file, which is made if missing. */
  public EmitJournal(Path path) {
    try {
      file = new FileOutputStream(path.toFile(), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An emit is about to be called. */
  public void attempt(String id, String fingerprint) {
    append("ATTEMPT " + id + " " + fingerprint);
  }

  /** Emit returned: the event is durable. */
  public void acknowledged(String id) {
    append("ACK " + id);
  }

  /** Emit threw: the event is certainly not stored. */
  public void rejected(String id) {
    append("REJECT " + id);
  }

  /** Emit threw: nobody knows. */
  public void unknown(String id) {
    append("UNKNOWN " + id);
  }

  /** The most heap that was seen in use. */
  public void heap(long bytes) {
    append("HEAP " + bytes);
  }

  /** A thread of this kind has ended that should not. */
  public void missingThread(String kind) {
    append("MISSING " + kind);
  }

  private synchronized void append(String line) {
    try {
      file.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
