package io.durableemitter.http;

import io.durableemitter.api.internal.text.ForeignText;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Texts as values of headers. */
final class HeaderText {

  private HeaderText() {}

  /**
   * As the HTTP protocol binding of CloudEvents writes values of attributes: space, double quote,
   * percent and what is not printable ASCII as {@code %} and the hex digits of its UTF-8.
   */
  static String encoded(String value) {
    if (value.chars().allMatch(HeaderText::isPlain)) {
      return value;
    }
    StringBuilder encoded = new StringBuilder(value.length() + 16);
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  private static boolean isPlain(int c) {
    return c > ' ' && c <= '~' && c != '"' && c != '%';
  }

  /** A content type is a header of its own, and is not encoded. */
  static String checkedContentType(String value) throws MalformedEventException {
    if (!isPrintable(value) || value.isBlank()) {
      throw new MalformedEventException(
          "the content type '"
              + ForeignText.oneLine(value, 64)
              + "' cannot be sent as a header: it is empty or not printable ASCII");
    }
    return value;
  }

  /** Whether all of it is printable ASCII: no value can end its line and begin a header. */
  static boolean isPrintable(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c <= '~');
  }
}
