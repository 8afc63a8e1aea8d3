package io.durableemitter.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines of bounded length and counts them; a longer line is read over and marked. */
final class LineSource {

  /**
   * A line without its end.
   *
   * @param number from 1
   * @param text its bytes as UTF-8 text
   * @param tooLong whether it was longer than the bound; then the text is cut
   */
  record Line(long number, String text, boolean tooLong) {}

  private final InputStream in;
  private final int maxBytes;
  private long number;

  LineSource(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** What follows the lines that were read. */
  InputStream rest() {
    return in;
  }

  Optional<Line> next() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    boolean tooLong = false;
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    number++;
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (bytes.size() < maxBytes) {
        bytes.write(b);
      } else {
        tooLong = true;
      }
    }
    return Optional.of(new Line(number, bytes.toString(StandardCharsets.UTF_8), tooLong));
  }
}
