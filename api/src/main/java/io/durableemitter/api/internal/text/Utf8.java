package io.durableemitter.api.internal.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text as UTF-8, without question marks for what UTF-8 cannot write. */
public final class Utf8 {

  private Utf8() {}

  /**
   * The bytes of a text.
   *
   * @param what names the text in the error
   * @param text the text
   * @return its bytes, in an array of its own
   * @throws IllegalArgumentException if the text has half of a surrogate pair
   */
  public static byte[] bytes(String what, String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          what + " has half of a surrogate pair, which UTF-8 cannot write; repair the text", e);
    }
  }

  /**
   * Whether bytes are UTF-8.
   *
   * @param bytes only read
   * @param from where they begin
   * @param length how many they are
   * @return true if a strict reader takes them
   */
  public static boolean isUtf8(byte[] bytes, int from, int length) {
    int i = from;
    int end = from + length;
    while (i < end && bytes[i] >= 0) {
      i++;
    }
    if (i == end) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, i, end - i));
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  /**
   * Whether bytes are text: UTF-8 without characters that command a terminal, but for tabs and line
   * breaks.
   *
   * @param bytes only read
   * @return true if they can be shown as text
   */
  public static boolean isText(byte[] bytes) {
    if (!isUtf8(bytes, 0, bytes.length)) {
      return false;
    }
    for (byte one : bytes) {
      if ((one >= 0 && one < ' ' && one != '\n' && one != '\r' && one != '\t') || one == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
