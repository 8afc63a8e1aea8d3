package io.durableemitter.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
   * @param utf8 whether its bytes are UTF-8 text
   */
  record Line(long number, String text, boolean tooLong, boolean utf8) {}

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
    return Optional.of(line(bytes.toByteArray(), tooLong));
  }

  private Line line(byte[] bytes, boolean tooLong) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // a zero is a character of UTF-8 too, but in text it is half of one of UTF-16
      return new Line(number, text, tooLong, text.indexOf('\0') < 0);
    } catch (CharacterCodingException e) {
      // a line that was cut may end within a character
      return new Line(number, new String(bytes, StandardCharsets.UTF_8), tooLong, tooLong);
    }
  }
}
