package io.durableemitter.benchmarks.publish;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of which parts are generated, each between two comments.
 *
 * @param text all of it
 */
record Page(String text) {

  private static final String END = "<!-- end -->";

  /**
   * The page with other text between the comments of a part.
   *
   * @throws IllegalArgumentException if the page has no such part
   */
  Page with(String part, String generated) {
    String begin = "<!-- generated: " + part + " -->";
    Matcher old =
        Pattern.compile(Pattern.quote(begin) + ".*?" + Pattern.quote(END), Pattern.DOTALL)
            .matcher(text);
    if (!old.find()) {
      throw new IllegalArgumentException(
          "there is no place for the part '" + part + "': write " + begin + " and " + END);
    }
    String inner = generated.isEmpty() ? "\n" : "\n\n" + generated.strip() + "\n\n";
    return new Page(
        text.substring(0, old.start()) + begin + inner + END + text.substring(old.end()));
  }
}
