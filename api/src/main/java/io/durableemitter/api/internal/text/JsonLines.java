package io.durableemitter.api.internal.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * JSON with line breaks. Numbers stay as they are written, and so do the names of fields that are
 * there twice; in strings what was escaped without need is not.
 */
public final class JsonLines {

  private static final String INDENT = "  ";

  /** Which JSON other readers take too: those of Jackson have the same bounds. */
  private static final int DEEPEST = 1_000;

  private static final int LONGEST_NUMBER = 1_000;

  private final String json;
  private final long most;
  private final List<String> lines = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private long length;
  private int depth;
  private int at;

  private JsonLines(String json, long most) {
    this.json = json;
    this.most = most;
  }

  /**
   * The lines of a value.
   *
   * @param json bytes that may be one
   * @param most how many characters the lines may have together: indented, a small value can become
   *     a large one
   * @return empty if it is no JSON, or becomes longer
   */
  public static Optional<List<String>> of(byte[] json, long most) {
    if (!JsonSyntax.isValue(json, DEEPEST, LONGEST_NUMBER)) {
      return Optional.empty();
    }
    JsonLines lines = new JsonLines(new String(json, StandardCharsets.UTF_8), most);
    return lines.write() ? Optional.of(lines.lines) : Optional.empty();
  }

  private boolean write() {
    while (at < json.length()) {
      char c = json.charAt(at++);
      switch (c) {
        case ' ', '\t', '\n', '\r' -> {}
        case '"' -> string();
        case '{', '[' -> open(c);
        case '}', ']' -> {
          depth--;
          end();
          line.append(c);
        }
        case ',' -> {
          line.append(c);
          end();
        }
        case ':' -> line.append(": ");
        default -> line.append(c);
      }
      if (length + line.length() > most) {
        return false;
      }
    }
    end();
    return true;
  }

  private void open(char c) {
    line.append(c);
    int next = at;
    while (json.charAt(next) <= ' ') {
      next++;
    }
    char close = json.charAt(next);
    if (close == '}' || close == ']') {
      line.append(close);
      at = next + 1;
    } else {
      depth++;
      end();
    }
  }

  /** Ends a line, and begins the next with its indentation. */
  private void end() {
    lines.add(line.toString());
    length += line.length() + 1;
    line.setLength(0);
    line.append(INDENT.repeat(depth));
  }

  private void string() {
    line.append('"');
    for (char c = json.charAt(at++); c != '"'; c = json.charAt(at++)) {
      if (c == '\\') {
        escaped(json.charAt(at++));
      } else {
        line.append(c);
      }
    }
    line.append('"');
  }

  private void escaped(char kind) {
    if (kind == '/') {
      line.append(kind);
    } else if (kind == 'u') {
      char c = (char) Integer.parseInt(json, at, at + 4, 16);
      if (isPlain(c)) {
        line.append(c);
      } else {
        line.append("\\u").append(json, at, at + 4);
      }
      at += 4;
    } else {
      line.append('\\').append(kind);
    }
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c != '"' && c != '\\' && !Character.isISOControl(c) && !isHalf(c);
  }

  /** Two escapes may be one character; they stay as they are. */
  private static boolean isHalf(char c) {
    return Character.isSurrogate(c);
  }
}
