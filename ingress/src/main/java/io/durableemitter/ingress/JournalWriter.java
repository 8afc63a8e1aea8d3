package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.ingress.IngressJournal.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes accepted events to the end of a journal and forces them to disk, once per call. Safe for
 * concurrent use.
 */
final class JournalWriter implements AutoCloseable {

  private static final String SEQ_NUM = "seqnum";

  private final LineFile file;

  private JournalWriter(LineFile file) {
    this.file = file;
  }

  /**
   * Opens a journal, a new one if there is none.
   *
   * @throws IllegalArgumentException if it cannot be opened; the message names it
   */
  static JournalWriter open(Path file) {
    try {
      return new JournalWriter(LineFile.open(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot open the journal " + file + ": " + e.getMessage(), e);
    }
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
    try {
      file.write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the journal: " + e.getMessage(), e);
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
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the journal: " + e.getMessage(), e);
    }
  }
}
