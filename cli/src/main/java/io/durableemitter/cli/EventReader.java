package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads CloudEvents one after the other, in bounded memory whatever the size of the input. What the
 * input is shows in its content: {@code [} begins a JSON array; a first line that is a whole JSON
 * object begins lines of them (NDJSON); otherwise it is one object over several lines.
 */
final class EventReader {

  static final int MAX_EVENT_BYTES = 16 << 20;
  private static final int BOM = 0xFEFF;

  /** Told of what is read. Both may throw to stop the reading. */
  interface Consumer {
    void event(InputEvent event) throws IOException, InterruptedException;

    void malformed(MalformedInput input);
  }

  private final Consumer consumer;

  EventReader(Consumer consumer) {
    this.consumer = consumer;
  }

  void read(InputStream input) throws IOException, InterruptedException {
    LineSource lines = new LineSource(new BufferedInputStream(input, 1 << 16), MAX_EVENT_BYTES);
    StringBuilder head = new StringBuilder();
    Optional<LineSource.Line> line = lines.next();
    while (line.isPresent() && line.get().text().isBlank()) {
      head.append('\n');
      line = lines.next();
    }
    if (line.isEmpty()) {
      return;
    }
    LineSource.Line first = withoutBom(line.get());
    if (isUtf16(first)) {
      consumer.malformed(
          new MalformedInput(
              first.number(), "the input is not UTF-8 but UTF-16; what follows cannot be read"));
      return;
    }
    if (first.text().stripLeading().startsWith("[")) {
      readTokens(head, first, lines.rest());
    } else if (isIncomplete(first)) {
      Optional<LineSource.Line> second = lines.next();
      if (second.isPresent() && !second.get().text().startsWith("{")) {
        head.append(first.text()).append('\n');
        readTokens(head, second.get(), lines.rest());
      } else {
        readLine(first);
        readLines(second, lines);
      }
    } else {
      readLine(first);
      readLines(lines.next(), lines);
    }
  }

  private void readLines(Optional<LineSource.Line> first, LineSource lines)
      throws IOException, InterruptedException {
    for (Optional<LineSource.Line> line = first; line.isPresent(); line = lines.next()) {
      if (!line.get().text().isBlank()) {
        readLine(line.get());
      }
    }
  }

  private void readLine(LineSource.Line line) throws IOException, InterruptedException {
    if (line.tooLong()) {
      consumer.malformed(
          new MalformedInput(
              line.number(), "the line is longer than " + MAX_EVENT_BYTES + " bytes"));
      return;
    }
    if (!line.utf8()) {
      consumer.malformed(new MalformedInput(line.number(), "not UTF-8"));
      return;
    }
    InputEvent event;
    try {
      event = EventParser.parse(line.number(), EventParser.JSON.readTree(line.text()));
    } catch (JsonProcessingException e) {
      consumer.malformed(new MalformedInput(line.number(), JsonProblem.describe(e)));
      return;
    } catch (NotAnEvent e) {
      consumer.malformed(new MalformedInput(line.number(), String.valueOf(e.getMessage())));
      return;
    }
    consumer.event(event);
  }

  /** Reads an array of objects, or a single object, as a stream of tokens. */
  private void readTokens(CharSequence head, LineSource.Line line, InputStream rest)
      throws IOException, InterruptedException {
    byte[] begin = (head + line.text() + "\n").getBytes(StandardCharsets.UTF_8);
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(begin), rest);
    try (JsonParser parser = EventParser.STREAM.getFactory().createParser(all)) {
      boolean array = parser.nextToken() == JsonToken.START_ARRAY;
      if (array) {
        parser.nextToken();
      }
      for (JsonToken token = parser.currentToken();
          token != null && token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        readTree(parser);
      }
      if (array && parser.currentToken() == null) {
        consumer.malformed(
            new MalformedInput(parser.currentLocation().getLineNr(), "the array does not end"));
      }
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      consumer.malformed(
          new MalformedInput(at, JsonProblem.describe(e) + "; what follows cannot be read"));
    }
  }

  private void readTree(JsonParser parser) throws IOException, InterruptedException {
    long line = parser.currentTokenLocation().getLineNr();
    JsonNode node = parser.readValueAsTree();
    InputEvent event;
    try {
      event = EventParser.parse(line, node);
    } catch (NotAnEvent e) {
      consumer.malformed(new MalformedInput(line, String.valueOf(e.getMessage())));
      return;
    }
    consumer.event(event);
  }

  // its marks: the byte order mark, which is no UTF-8, or every other byte a zero
  private static boolean isUtf16(LineSource.Line line) {
    String text = line.text();
    return !line.utf8()
        && (text.startsWith("\ufffd\ufffd")
            || (text.length() > 1 && text.indexOf('\0') <= 1 && text.indexOf('\0') >= 0));
  }

  private static boolean isIncomplete(LineSource.Line line) {
    if (line.tooLong() || !line.utf8()) {
      return false;
    }
    try {
      EventParser.JSON.readTree(line.text());
      return false;
    } catch (JsonEOFException e) {
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static LineSource.Line withoutBom(LineSource.Line line) {
    String text = line.text();
    return !text.isEmpty() && text.charAt(0) == BOM
        ? new LineSource.Line(line.number(), text.substring(1), line.tooLong(), line.utf8())
        : line;
  }
}
