package io.durableemitter.postgres;

/** Makes a text fit a TEXT column, which takes neither NUL nor half a surrogate pair. */
final class StoredText {

  static final int LONGEST = 1_000;
  private static final int REPLACEMENT = 0xFFFD;

  private StoredText() {}

  static String of(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    if (cut.codePoints().noneMatch(StoredText::isForeign)) {
      return cut;
    }
    return cut.codePoints()
        .map(point -> isForeign(point) ? REPLACEMENT : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  // code points of a String are surrogates only where a half stands alone
  private static boolean isForeign(int point) {
    return point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }
}
