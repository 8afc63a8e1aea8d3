package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.ingress.IngressJournal.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes accepted events to the end of a journal and forces them to disk, once per call. A torn
 * last line of a server that was killed is cut off. Safe for concurrent use.
 */
final class JournalWriter implements AutoCloseable {

  private static final String SEQ_NUM = "seqnum";
  private static final int TAIL = 64 << 10;

  private final FileChannel channel;

  private JournalWriter(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a journal, a new one if there is none.
   *
   * @throws IllegalArgumentException if it cannot be opened; the message names it
   */
  static JournalWriter open(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        channel.truncate(endOfLastLine(channel));
        channel.position(channel.size());
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      return new JournalWriter(channel);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot open the journal " + file + ": " + e.getMessage(), e);
    }
  }

  private static long endOfLastLine(FileChannel channel) throws IOException {
    long end = channel.size();
    while (end > 0) {
      ByteBuffer tail = ByteBuffer.allocate((int) Math.min(TAIL, end));
      long from = end - tail.capacity();
      while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
        // until the piece is whole
      }
      for (int i = tail.position() - 1; i >= 0; i--) {
        if (tail.get(i) == '\n') {
          return from + i + 1;
        }
      }
      end = from;
    }
    return 0;
  }

  /**
   * Returns when the events are on disk.
   *
   * @throws UncheckedIOException if they are not
   */
  void append(List<CloudEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    events.forEach(event -> lines.append(entry(event).line()));
    ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    try {
      write(bytes);
      // outside the lock: calls that come meanwhile are written, and share the next force
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the journal: " + e.getMessage(), e);
    }
  }

  private synchronized void write(ByteBuffer bytes) throws IOException {
    long begin = channel.position();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      // such as a full disk: no half a line before the next one
      channel.truncate(begin);
      throw e;
    }
  }

  private static Entry entry(CloudEvent event) {
    String seqNum =
        event.containsAttributes(SEQ_NUM) ? event.getAttributesOrThrow(SEQ_NUM).getCeString() : "";
    return new Entry(event.getId(), event.getSource(), EventHash.of(event), seqNum);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the journal: " + e.getMessage(), e);
    }
  }
}
